"""Training when a case moves to another municipality, and when two registrations are one person."""

import datetime as dt

import pytest

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from participants.operations.merging import merge_people
from programmes.models.classes import (
    Attendance,
    ClassEnrolment,
    EarlierTraining,
    EnrolmentState,
    Exemption,
    TestResult,
    TrainingRight,
)
from programmes.operations.classes.enrolling import put_on_waiting_list
from programmes.operations.classes.marking import Mark, mark_attendance
from programmes.operations.classes.moving import end_places, pack_training, unpack_training
from programmes.operations.classes.results import grant_exemption, register_result
from programmes.operations.classes.training import register_training_right
from tests.programmes.classes.schools import make_class, make_school, make_taught_class, today
from tests.world import make_actor, make_municipality, make_person

pytestmark = pytest.mark.django_db
TAKEN = dt.date(2026, 9, 1)


def test_results_right_and_hours_go_along_and_the_places_end(municipality: Agency):
    taught, voss = make_taught_class(municipality), make_municipality("Voss")
    person, actor = taught.pupils[0], make_actor(municipality, Role.TEAM_LEADER)
    waits_for = make_class(make_school(municipality))
    register_result(actor, person.pk, subject="norwegian", skill="oral", outcome="A2", taken_on=TAKEN)
    grant_exemption(actor, person.pk, exempt_from="norwegian_test", basis="grade", first_day=TAKEN)
    register_training_right(
        actor, person.pk, offered_start_on=dt.date(2026, 10, 5), protection="collective", education="below"
    )
    put_on_waiting_list(actor, person.pk, class_id=waits_for.pk)
    mark_attendance(taught.teacher, taught.session.pk, {person.pk: Mark("present")})
    with acting_as(system_actor(municipality.pk)):
        packed = pack_training(actor, person, today())
        end_places(actor, person, today(), "")
        states = dict(ClassEnrolment.objects.filter(participant=person).values_list("school_class", "state"))
        assert states[waits_for.pk] == EnrolmentState.WITHDRAWN
        assert ClassEnrolment.objects.get(participant=person, state="enrolled").last_day == today()
    arrived = make_person(voss)
    with acting_as(system_actor(voss.pk)):
        unpack_training(system_actor(voss.pk), arrived, packed)
        assert TestResult.objects.get(participant=arrived).outcome == "A2"
        assert Exemption.objects.get(participant=arrived).basis == "grade"
        assert TrainingRight.objects.get(participant=arrived).norwegian_last_day == dt.date(2027, 10, 4)
        earlier = EarlierTraining.objects.get(participant=arrived)
    assert (earlier.kind, earlier.minutes, earlier.meetings, earlier.place) == ("norwegian", 180, 1, municipality.name)


def test_the_rows_of_a_double_become_the_kept_persons(municipality: Agency):
    taught = make_taught_class(municipality)
    merged, kept = taught.pupils[0], make_person(municipality)
    leader = make_actor(municipality, Role.TEAM_LEADER)
    register_result(leader, merged.pk, subject="norwegian", skill="oral", outcome="A2", taken_on=TAKEN)
    mark_attendance(taught.teacher, taught.session.pk, {merged.pk: Mark("present")})
    merge_people(leader, kept.pk, merged.pk, reason="Samme person")
    with acting_as(system_actor(municipality.pk)):
        for model in (ClassEnrolment, Attendance, TestResult):
            owners = set(model.objects.filter(participant__in=(kept, merged)).values_list("participant", flat=True))
            assert owners == {kept.pk}, model
