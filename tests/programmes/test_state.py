"""One definition of a programme's state, in Python and in SQL."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency
from programmes.models import Participation, ParticipationState
from tests.programmes.awards import make_programme
from tests.world import make_municipality, make_person

pytestmark = pytest.mark.django_db

JANUARY = dt.date(2026, 1, 1)
NUMBERS = st.integers(0, 8)


def _day(number: int) -> dt.date:
    return JANUARY + dt.timedelta(days=number)


def _the_programme() -> Participation:
    """One programme for all examples of a test, with whatever days the example gives it."""
    municipality = Agency.objects.filter(name="Tilstand").first()
    if municipality is None:
        municipality = make_municipality("Tilstand")
        make_programme(make_person(municipality))
    with acting_as(system_actor(municipality.pk)):
        return Participation.objects.get()


@given(first=NUMBERS, lasts=NUMBERS, ended_after=st.none() | NUMBERS, today=NUMBERS)
def test_the_queryset_and_the_property_agree(first: int, lasts: int, ended_after: int | None, today: int) -> None:
    programme = _the_programme()
    ended_on = None if ended_after is None else _day(first + ended_after)
    with acting_as(system_actor(programme.municipality_id)):
        Participation.objects.update(
            offer_date=_day(first),
            first_day=_day(first),
            last_day=_day(first + lasts),
            ended_on=ended_on,
            end_reason="moved" if ended_on else "",
            main_activity="other" if ended_on else "",
        )
        found = Participation.objects.with_state(_day(today)).get()
    assert found.state_on_day == found.state_on(_day(today))  # type: ignore[attr-defined]


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
        first_day=_day(0), last_day=_day(9), ended_on=_day(5), end_reason="moved", main_activity="other"
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
