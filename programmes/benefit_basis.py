"""The basis of the introduction benefit of a stored programme: the household's periods as the law takes them."""

import datetime as dt
from collections.abc import Iterable

from participants.household import Household, changes_between, household_on
from programmes.law.benefit import BenefitCase, BenefitRow, HouseholdSpan, benefit_rows
from programmes.models import Participation


def benefit_of(participation: Participation) -> tuple[BenefitRow, ...]:
    """The rows of a programme, as its household is recorded today; read within an actor's transaction."""
    return benefit_rows(case_of(participation))


def case_of(participation: Participation) -> BenefitCase:
    """The facts of the benefit: birth date, the days of the programme, and each way the person lived in them."""
    person = participation.participant
    last_day = _through(participation)
    days = _days(participation, last_day)
    spans = []
    for first_day, following in zip(days, [*days[1:], None], strict=True):
        household = household_on(person, first_day)
        spans.append(
            HouseholdSpan(
                first_day=first_day,
                last_day=following - dt.timedelta(days=1) if following else None,
                lives_with_parents=household.lives_with_parents,
                couple_in_programme=_partner_in_programme(household, first_day),
                has_children=household.supports_children,
            )
        )
    return BenefitCase(
        birth_date=person.birth_date, first_day=participation.first_day, last_day=last_day, spans=tuple(spans)
    )


def _days(participation: Participation, last_day: dt.date) -> list[dt.date]:
    """The first day, and each later day on which the household or the partner's programme becomes another."""
    first_day = participation.first_day
    days = {first_day, *changes_between(participation.participant, first_day, last_day)}
    for day in sorted(days):
        partner = household_on(participation.participant, day).cohabiting_partner
        if partner and partner.participant_id:
            for programme in Participation.objects.filter(participant=partner.participant_id):
                days |= {programme.first_day, _through(programme) + dt.timedelta(days=1)}
    return sorted(day for day in days if first_day <= day <= last_day)


def _partner_in_programme(household: Household, day: dt.date) -> bool:
    partner = household.cohabiting_partner
    if partner is None or partner.participant_id is None:
        return False
    programmes: Iterable[Participation] = Participation.objects.filter(participant=partner.participant_id)
    return any(programme.first_day <= day <= _through(programme) for programme in programmes)


def _through(programme: Participation) -> dt.date:
    return programme.ended_on or programme.last_day
