"""Who no longer counts, and from which day: the day of a move and the last day of a programme are counted through."""

import datetime as dt

import pytest

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from integration.models import OutcomePerson, OutcomeProgramme, OutcomeSpan, OutcomeTraits
from integration.operations.outcomes.employment import Axis, employment
from integration.operations.outcomes.questions import Question
from integration.operations.outcomes.refreshing import refresh_outcomes
from integration.operations.outcomes.traits import refresh_traits
from integration.outcomes.months import month_index
from participants.models import Participant
from programmes.models import Participation
from tests.integration.nir.test_deriving import awarded
from tests.integration.outcomes.population import Person, write
from tests.world import make_actor, make_municipality

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 26)
BORN, SETTLED = dt.date(1990, 1, 1), dt.date(2025, 1, 1)


def _people_in(town: Agency, day: dt.date) -> int | None:
    question = Question(until=TODAY, known_on=TODAY)
    (series,) = employment(make_actor(town, Role.LEADER), question, Axis.CALENDAR)
    return {figure.month: figure.people for figure in series.months}.get(month_index(day))


def test_whoever_moves_on_the_last_of_a_month_is_counted_in_that_month(municipality: Agency):
    moved = dt.date(2026, 6, 30)
    write(municipality, [Person(SETTLED, BORN, "man", "none", moved_on=moved) for _ in range(10)])
    write(municipality, [Person(SETTLED, BORN, "man", "none") for _ in range(10)])
    refresh_outcomes(municipality.pk, TODAY)
    assert _people_in(municipality, moved) == 20
    assert _people_in(municipality, dt.date(2026, 7, 31)) == 10


@pytest.mark.parametrize("reason", ["emigrated", "deceased"])
def test_the_last_day_of_a_programme_is_a_day_in_norway(municipality: Agency, reason: str):
    row = awarded(municipality)
    last = dt.date(2026, 10, 31)
    with acting_as(system_actor(municipality.pk)):
        Participation.objects.filter(pk=row.pk).update(ended_on=last, end_reason=reason, main_activity="other")
        refresh_outcomes(municipality.pk, TODAY)
        (person,) = OutcomePerson.objects.all()
        at_risk = OutcomeSpan.objects.get(kind="at_risk")
    assert person.left_on == dt.date(2026, 11, 1)
    assert at_risk.last_day == last


def test_shielded_people_are_in_no_figure(municipality: Agency):
    write(municipality, [Person(SETTLED, BORN, "man", "none") for _ in range(8)])
    with acting_as(system_actor(municipality.pk)):
        hidden = Participant.objects.values("pk")[:2]
        Participant.objects.filter(pk__in=hidden).update(is_shielded=True)
    refresh_outcomes(municipality.pk, TODAY)
    refresh_traits(municipality.pk, TODAY)
    with acting_as(system_actor(municipality.pk)):
        assert OutcomePerson.objects.count() == 6
        assert not OutcomeTraits.objects.filter(participant__is_shielded=True).exists()


def test_whoever_is_shielded_leaves_the_figures_at_once():
    town = make_municipality()
    row = awarded(town)
    refresh_outcomes(town.pk, TODAY)
    refresh_traits(town.pk, TODAY)
    with acting_as(system_actor(town.pk)):
        assert OutcomePerson.objects.exists()
        Participant.objects.filter(pk=row.participant_id).update(is_shielded=True)
        for model in (OutcomePerson, OutcomeSpan, OutcomeTraits, OutcomeProgramme):
            assert not model.objects.exists()


@pytest.mark.parametrize("fact", ["left_norway_on", "died_on"])
def test_whoever_left_norway_or_died_counts_through_the_day_before(municipality: Agency, fact: str):
    gone = dt.date(2026, 7, 31)
    left = Person(SETTLED, BORN, "man", "none")
    setattr(left, fact, gone)
    write(municipality, [left for _ in range(10)])
    write(municipality, [Person(SETTLED, BORN, "man", "none") for _ in range(10)])
    refresh_outcomes(municipality.pk, TODAY)
    assert _people_in(municipality, dt.date(2026, 6, 30)) == 20
    assert _people_in(municipality, gone) == 10
