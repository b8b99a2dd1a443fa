"""One definition of a programme's state, in Python and in SQL."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency
from programmes.models import Absence, Decision, Participation, ParticipationState, Stop
from programmes.models.stop import state_prefetches
from tests.programmes.awards import make_programme
from tests.world import make_municipality, make_person

pytestmark = pytest.mark.django_db

JANUARY = dt.date(2026, 1, 1)
NUMBERS = st.integers(0, 8)


def _day(number: int) -> dt.date:
    return JANUARY + dt.timedelta(days=number)


def _the_programme() -> Participation:
    """One programme for all examples of a test, with a stop and an absence; each example gives the days."""
    municipality = Agency.objects.filter(name="Tilstand").first()
    if municipality is None:
        municipality = make_municipality("Tilstand")
        _with_stop_and_absence(make_programme(make_person(municipality)))
    with acting_as(system_actor(municipality.pk)):
        return Participation.objects.get()


def _with_stop_and_absence(programme: Participation) -> Participation:
    own: dict[str, Any] = {
        "participation": programme,
        "participant_id": programme.participant_id,
        "municipality_id": programme.municipality_id,
        "first_day": programme.first_day,
    }
    with acting_as(system_actor(programme.municipality_id)):
        Stop.objects.create(decision=Decision.objects.get(participation=programme), **own)
        Absence.objects.create(kind="parental", last_day=programme.first_day, **own)
    return programme


@dataclass(frozen=True)
class Facts:
    """A programme with a stop and an absence, in numbers of days."""

    first: int
    lasts: int
    ended_after: int | None
    reason: str
    stopped_from: int
    stopped_for: int | None
    away_from: int
    away_for: int
    kind: str
    is_part_of_a_day: bool
    is_voided: bool


FACTS = st.builds(
    Facts,
    first=NUMBERS,
    lasts=NUMBERS,
    ended_after=st.none() | NUMBERS,
    reason=st.sampled_from(["moved", "interrupted"]),
    stopped_from=NUMBERS,
    stopped_for=st.none() | NUMBERS,
    away_from=NUMBERS,
    away_for=NUMBERS,
    kind=st.sampled_from(["sick_doctor", "holiday", "welfare", "peace_work", "long_sickness", "parental", "adoption"]),
    is_part_of_a_day=st.booleans(),
    is_voided=st.booleans(),
)


def _write(programme: Participation, facts: Facts) -> None:
    ended_on = None if facts.ended_after is None else _day(facts.first + facts.ended_after)
    stopped_through = None if facts.stopped_for is None else _day(facts.stopped_from + facts.stopped_for)
    Participation.objects.update(
        offer_date=_day(facts.first),
        first_day=_day(facts.first),
        last_day=_day(facts.first + facts.lasts),
        ended_on=ended_on,
        end_reason=facts.reason if ended_on else "",
        main_activity="other" if ended_on else "",
    )
    Stop.objects.update(first_day=_day(facts.stopped_from), last_day=stopped_through)
    # A registered absence never changes: it is closed, and another one is registered.
    Absence.objects.standing().update(voided_at=timezone.now(), void_reason="Feil.")
    Absence.objects.create(
        participation=programme,
        participant_id=programme.participant_id,
        municipality_id=programme.municipality_id,
        kind=facts.kind,
        first_day=_day(facts.away_from),
        last_day=_day(facts.away_from + (0 if facts.is_part_of_a_day else facts.away_for)),
        hours=1 if facts.is_part_of_a_day else None,
        voided_at=timezone.now() if facts.is_voided else None,
        void_reason="Feil." if facts.is_voided else "",
    )


@given(facts=FACTS, today=NUMBERS)
def test_the_queryset_and_the_property_agree(facts: Facts, today: int) -> None:
    programme = _the_programme()
    with acting_as(system_actor(programme.municipality_id)):
        _write(programme, facts)
        found = Participation.objects.with_state(_day(today)).get()
        fetched = Participation.objects.prefetch_related(*state_prefetches()).get()
        state = found.state_on(_day(today))
    assert found.state_on_day == state  # type: ignore[attr-defined]
    assert fetched.state_on(_day(today)) == state


def _registered(programme: Participation, **facts: Any) -> None:
    known: dict[str, Any] = {"first_day": dt.date(2026, 11, 2), "last_day": dt.date(2026, 11, 6)}
    with acting_as(system_actor(programme.municipality_id)):
        Absence.objects.create(
            participation=programme,
            participant_id=programme.participant_id,
            municipality_id=programme.municipality_id,
            **(known | facts),
        )


def _states_on(programme: Participation, *days: dt.date) -> list[ParticipationState]:
    with acting_as(system_actor(programme.municipality_id)):
        row = Participation.objects.get(pk=programme.pk)
        return [row.state_on(day) for day in days]


def test_a_participant_on_leave_is_on_leave_for_as_long_as_the_leave_lasts(municipality: Agency) -> None:
    programme = make_programme(make_person(municipality))
    _registered(programme, kind="parental")
    days = (dt.date(2026, 11, 1), dt.date(2026, 11, 2), dt.date(2026, 11, 6), dt.date(2026, 11, 7))
    assert _states_on(programme, *days) == ["running", "on_leave", "on_leave", "running"]


@pytest.mark.parametrize("kind", ["sick_doctor", "holiday", "birth_mother", "unauthorised"])
def test_absence_and_time_off_are_not_leave(municipality: Agency, kind: str) -> None:
    programme = make_programme(make_person(municipality))
    _registered(programme, kind=kind)
    assert _states_on(programme, dt.date(2026, 11, 3)) == [ParticipationState.RUNNING]


def test_leave_for_some_hours_leaves_the_participant_in_the_programme(municipality: Agency) -> None:
    programme = make_programme(make_person(municipality))
    _registered(programme, kind="welfare", last_day=dt.date(2026, 11, 2), hours=2)
    assert _states_on(programme, dt.date(2026, 11, 2)) == [ParticipationState.RUNNING]


def test_a_stop_stands_before_leave(municipality: Agency) -> None:
    programme = _with_stop_and_absence(make_programme(make_person(municipality)))
    assert _states_on(programme, programme.first_day) == [ParticipationState.STOPPED]


def test_a_programme_that_moved_is_not_running_on_the_day_it_moved() -> None:
    programme = Participation(
        first_day=_day(0), last_day=_day(9), ended_on=_day(5), end_reason="moved", main_activity="other"
    )
    states = [programme.state_on(_day(4)), programme.state_on(_day(5)), programme.state_on(_day(6))]
    assert states == [ParticipationState.RUNNING, ParticipationState.MOVED, ParticipationState.MOVED]


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (dt.date(2026, 10, 11), ParticipationState.NOT_STARTED),
        (dt.date(2026, 10, 12), ParticipationState.RUNNING),
        (dt.date(2027, 10, 11), ParticipationState.RUNNING),
        (dt.date(2027, 10, 12), ParticipationState.TIME_OUT),
    ],
)
def test_a_programme_runs_from_its_first_day_through_its_last(
    municipality: Agency, day: dt.date, state: ParticipationState
) -> None:
    assert make_programme(make_person(municipality)).state_on(day) == state


def test_a_registered_end_is_the_last_day_in_the_programme() -> None:
    programme = Participation(
        first_day=_day(0), last_day=_day(9), ended_on=_day(5), end_reason="interrupted", main_activity="other"
    )
    assert programme.state_on(_day(5)) == ParticipationState.RUNNING
    assert programme.state_on(_day(6)) == ParticipationState.ENDED


def test_the_newest_programme_of_each_is_the_one_that_runs(municipality: Agency) -> None:
    person, other = make_person(municipality), make_person(municipality)
    running = make_programme(person)
    make_programme(person, first_day=running.last_day + dt.timedelta(days=1))
    planned = make_programme(other, first_day=dt.date(2028, 1, 3))
    with acting_as(system_actor(municipality.pk)):
        newest = Participation.objects.newest_of_each(dt.date(2026, 11, 1))
        assert {row.participant_id: row.pk for row in newest} == {person.pk: running.pk, other.pk: planned.pk}
