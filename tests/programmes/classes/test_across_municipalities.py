"""A class of a school that serves two municipalities: what is counted and kept is everybody's, whoever asks."""

import datetime as dt

import pytest

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Agency, Role
from participants.models import Participant
from programmes.models.classes import Attendance, ClassSession
from programmes.operations.classes.enrolling import enrol_in_class, places_taken
from programmes.operations.classes.marking import Mark, mark_attendance
from programmes.operations.classes.planning import Slot, cancel_session, set_timetable
from tests.programmes.classes.schools import (
    make_class,
    make_school,
    make_session,
    make_teacher,
    put_in_class,
    today,
)
from tests.world import LONG_AGO, make_actor, make_municipality, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def neighbour() -> Participant:
    """Somebody of the municipality next door."""
    return make_person(make_municipality("Voss"))


@pytest.fixture
def school(municipality: Agency, neighbour: Participant) -> Agency:
    """It serves both."""
    return make_school(municipality, neighbour.municipality)


def test_the_last_place_is_taken_once(municipality: Agency, school: Agency, neighbour: Participant) -> None:
    school_class = make_class(school, capacity=1)
    put_in_class(neighbour, school_class)
    actor = make_actor(municipality, Role.PROGRAMME_ADVISER)
    assert places_taken(actor, school_class, today()) == 1
    with pytest.raises(RuleRefused) as refused:
        enrol_in_class(actor, make_person(municipality).pk, class_id=school_class.pk, first_day=LONG_AGO)
    assert [each.code for each in refused.value.refusals] == ["class_full"]


def test_a_session_that_somebody_met_at_is_not_cancelled(
    municipality: Agency, school: Agency, neighbour: Participant
) -> None:
    school_class = make_class(school)
    put_in_class(neighbour, school_class)
    session = make_session(school_class)
    mark_attendance(make_teacher(school_class), session.pk, {neighbour.pk: Mark("present")})
    leader = make_actor(municipality, Role.TEAM_LEADER)
    with pytest.raises(RuleRefused) as refused:
        cancel_session(leader, session.pk, reason="Læreren er syk.")
    assert [each.code for each in refused.value.refusals] == ["attendance_recorded"]


def test_a_new_timetable_takes_no_session_away_that_somebody_met_at(
    municipality: Agency, school: Agency, neighbour: Participant
) -> None:
    school_class = make_class(school)
    put_in_class(neighbour, school_class)
    session = make_session(school_class, is_from_timetable=True)
    mark_attendance(make_teacher(school_class), session.pk, {neighbour.pk: Mark("present")})
    leader = make_actor(municipality, Role.TEAM_LEADER)
    set_timetable(leader, school_class.pk, slots=[Slot(1, dt.time(13), dt.time(15))])
    assert ClassSession.objects.filter(pk=session.pk).exists()
    with acting_as(system_actor(neighbour.municipality_id)):
        assert Attendance.objects.filter(session=session).count() == 1
