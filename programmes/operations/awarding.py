"""Awards programmes (Integration Act § 12) and keeps the deadlines that follow from the award."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.models import Participant
from participants.operations.cases import lock_case, note_event
from participants.operations.deadlines import meet_deadline
from programmes.clocks import case_of, refusals_of, store
from programmes.earlier_time import refusals_of_used_time
from programmes.law.cases import ClockResult
from programmes.law.clock import programme_clock
from programmes.models import OfferAnswer, Participation, StartOffer
from programmes.operations.award_limits import SoftLimit, missing_reason, offer_refusals, soft_limits
from programmes.operations.decisions import record_award
from programmes.operations.duties import OFFER_ANSWER, write_duties_of_award
from programmes.operations.elsewhere import programme_elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """The facts of an award. Days are inclusive; the duration is in whole months.

    ``limit_reason`` is why the caseworker goes on past a soft limit (``award_limits``).
    """

    offer_date: dt.date
    protection: str
    education: str
    goal: str
    first_day: dt.date
    months: int
    awarded_on: dt.date
    reason: str = ""
    limit_reason: str = ""
    plan_made_on: dt.date | None = None


def preview_award(award: Award, person: Participant | None = None) -> tuple[ClockResult, list[Refusal]]:
    """What the award would mean, with everything that stands against it; nothing is stored.

    With ``person`` it is also held against the programmes that the person has, and the time used elsewhere.
    """
    result = programme_clock(case_of(award))
    refusals = [*_date_faults(award), *refusals_of(result)]
    if person is not None and result.last_day is not None:
        refusals += _overlaps(person, award.first_day, result.last_day)
        refusals += refusals_of_used_time(person, award)
        refusals += programme_elsewhere(person, award.first_day, result.last_day)
        refusals += offer_refusals(award.offer_date, person)
    return result, refusals


@operation
def award_programme(
    actor: Actor, participant_id: UUID, award: Award, *, expected_version: int | None = None
) -> Participation:
    """Award a programme; raises ``RuleRefused`` with the paragraph when the law does not have it.

    ``expected_version`` is that of the participant, for callers that showed the case before.
    """
    require(actor, Action.DECIDE, Resource.PARTICIPATION)
    person = lock_case(actor, participant_id)
    require_version(person, expected_version)
    result, refusals = preview_award(award, person)
    passed = soft_limits(award, award.awarded_on, person)
    refusals += missing_reason(passed, award.limit_reason)
    if refusals:
        raise RuleRefused(*refusals)
    participation = _create(actor, person, award, result, passed)
    _accept_offer(actor, person, award)
    record_award(actor, participation, result)
    write_duties_of_award(participation)
    note_event(
        actor, person, "programme_awarded", award.awarded_on,
        first_day=str(award.first_day), last_day=str(participation.last_day), months=award.months, goal=award.goal,
    )  # fmt: skip
    return participation


def lock_participation(actor: Actor, participation_id: UUID, expected_version: int | None) -> Participation:
    """The participation, with its case locked first, so that all operations take their locks in one order."""
    found = Participation.objects.visible_to(actor).get(pk=participation_id)
    person = lock_case(actor, found.participant_id)
    participation = Participation.objects.select_for_update(of=("self",)).get(pk=participation_id)
    participation.participant = person
    require_version(participation, expected_version)
    return participation


def _date_faults(award: Award) -> list[Refusal]:
    faults: list[Refusal] = []
    if award.offer_date > award.awarded_on:
        text = _("Tilbudet om oppstart kan ikke være etter vedtaksdatoen.")
        faults.append(Refusal("offer_after_award", text, "offer_date", "integreringsloven § 12"))
    if award.awarded_on > timezone.localdate():
        faults.append(Refusal("in_future", _("Datoen er fram i tid."), "awarded_on"))
    if award.plan_made_on and award.plan_made_on > timezone.localdate():
        faults.append(Refusal("in_future", _("Datoen er fram i tid."), "plan_made_on"))
    return faults


def _accept_offer(actor: Actor, person: Participant, award: Award) -> None:
    """Whoever is awarded the programme that was offered has taken the offer."""
    open_offers = StartOffer.objects.filter(participant=person, offered_on=award.offer_date, answer="")
    for offer in open_offers.standing():
        offer.answer, offer.answered_on = OfferAnswer.ACCEPTED, award.awarded_on
        offer.save()
        meet_deadline(OFFER_ANSWER, offer.pk, award.awarded_on)
        note_event(actor, person, "start_offer_answered", award.awarded_on, answer=OfferAnswer.ACCEPTED.value)


def _create(
    actor: Actor, person: Participant, award: Award, result: ClockResult, passed: tuple[SoftLimit, ...]
) -> Participation:
    participation = Participation(
        participant=person,
        municipality_id=person.municipality_id,
        offer_date=award.offer_date,
        protection=award.protection,
        education=award.education,
        goal=award.goal,
        first_day=award.first_day,
        months=award.months,
        awarded_on=award.awarded_on,
        awarded_by_id=actor.user_id,
        reason=award.reason.strip(),
        limit_reason=award.limit_reason.strip() if passed else "",
        limits_passed=[limit.code for limit in passed],
        plan_made_on=award.plan_made_on,
    )
    store(participation, result)
    try:
        with transaction.atomic():
            participation.save()
    except IntegrityError as error:
        if "one_programme_at_a_time" not in str(error):
            raise
        raise RuleRefused(_overlap()) from error
    return participation


def _overlaps(person: Participant, first_day: dt.date, last_day: dt.date) -> list[Refusal]:
    return [_overlap()] if Participation.objects.in_period(person, first_day, last_day).exists() else []


def _overlap() -> Refusal:
    text = _("Personen har allerede et program i denne perioden.")
    return Refusal("programme_overlaps", text, "first_day", "integreringsloven § 12")
