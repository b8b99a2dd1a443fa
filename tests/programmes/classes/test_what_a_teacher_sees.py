"""A teacher meets the pupils of the own classes: name, level, attendance, days away; nothing else, and nobody else."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from participants.models import Participant
from participants.operations.declaring_kin import declare_kin
from programmes.models.classes import Attendance, ClassEnrolment, Pupil, PupilAway, SchoolClass
from programmes.models.classes.courses import ClassTeacher
from programmes.operations.classes.recording import AttendanceRow, record_attendance
from tests.agencies.api.cases import make_full_case
from tests.programmes.classes.schools import (
    Taught,
    make_class,
    make_taught_class,
    make_teacher,
    put_in_class,
    today,
)
from tests.world import actor_of, make_actor, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def taught(municipality: Agency) -> Taught:
    return make_taught_class(municipality)


def _names(actor: Actor) -> list[str]:
    with acting_as(actor):
        return [pupil.given_name for pupil in Pupil.objects.visible_to(actor).in_class_on(today())]


def _raw(actor: Actor, query: str) -> list[tuple]:
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def _mark(taught: Taught, actor: Actor, person: Participant, category: str = "present") -> list[str]:
    session = taught.session
    row = AttendanceRow(
        participant_id=person.pk, school_class_id=session.school_class_id, day=session.day, category=category,
        starts_at=session.starts_at,
    )  # fmt: skip
    return [fault for _place, fault in record_attendance(actor, [row]).refused]


def test_a_teacher_sees_the_pupils_of_the_own_class_and_not_those_of_another(taught: Taught):
    other = make_taught_class(taught.pupils[0].municipality)
    assert _names(taught.teacher) == sorted(person.given_name for person in taught.pupils)
    assert set(_names(other.teacher)).isdisjoint(_names(taught.teacher))
    with acting_as(taught.teacher):
        assert set(SchoolClass.objects.visible_to(taught.teacher)) == {taught.school_class}


def test_no_case_is_opened_to_a_teacher(taught: Taught):
    make_full_case(taught.pupils[0].municipality)
    _mark(taught, taught.teacher, taught.pupils[0])
    for table in (
        "participants_participant", "participants_identitynumber", "participants_deadline", "participants_caseevent",
        "programmes_absence", "programmes_participation", "programmes_decision", "programmes_testresult",
        "programmes_exemption", "programmes_trainingright", "agencies_changerecord",
    ):  # fmt: skip
        allowed = 0 if table != "agencies_changerecord" else 1
        assert len(_raw(taught.teacher, f"SELECT id FROM {table}")) <= allowed, table


def test_table_by_table_a_teacher_reaches_the_rows_of_the_own_class_only(taught: Taught):
    """Strangers own data of their own: another class of the same school, and another municipality's."""
    neighbour = make_class(taught.school)
    stranger = make_person(taught.pupils[0].municipality)
    put_in_class(stranger, neighbour)
    far = make_taught_class(make_municipality("Voss"))
    _mark(taught, taught.teacher, taught.pupils[0])
    _mark(far, far.teacher, far.pupils[0])
    mine = {person.pk for person in taught.pupils}
    for table in ("programmes_classenrolment", "programmes_attendance", "programmes_pupil"):
        seen = {row[0] for row in _raw(taught.teacher, f"SELECT participant_id FROM {table}")}
        assert seen, table
        assert seen <= mine, table


@pytest.mark.parametrize("facts", [{"confidentiality": 6}, {"is_shielded": True}])
def test_a_guarded_person_is_in_no_list_of_the_class(taught: Taught, facts: dict[str, Any]):
    municipality = taught.pupils[0].municipality
    hidden = make_person(municipality, given_name="Hemmelig", **facts)
    put_in_class(hidden, taught.school_class)
    assert "Hemmelig" not in _names(taught.teacher)
    assert "Hemmelig" not in _names(make_actor(municipality, Role.TEAM_LEADER))
    for table in ("programmes_classenrolment", "programmes_pupil"):
        assert _raw(taught.teacher, f"SELECT id FROM {table} WHERE participant_id = '{hidden.pk}'") == []
    assert _mark(taught, taught.teacher, hidden) == ["not_enrolled"]


def test_a_case_that_is_packed_for_the_archive_leaves_the_class_lists(taught: Taught):
    packed = taught.pupils[0]
    assert packed.given_name in _names(taught.teacher)
    with acting_as(system_actor(packed.municipality_id)):
        Participant.objects.filter(pk=packed.pk).update(restricted_on=dt.date(2026, 11, 2))
    assert packed.given_name not in _names(taught.teacher)
    for table in ("programmes_classenrolment", "programmes_pupil"):
        assert _raw(taught.teacher, f"SELECT id FROM {table} WHERE participant_id = '{packed.pk}'") == []


def test_a_teacher_does_not_meet_the_own_family_and_colleagues_do(taught: Taught):
    number = "209900000103"
    kin = make_person(taught.pupils[0].municipality, given_name="Søster", numbers=(("duf", number),))
    put_in_class(kin, taught.school_class)
    _mark(taught, taught.teacher, kin)
    assert "Søster" in _names(taught.teacher)
    declare_kin(taught.teacher, "family", [number])
    assert "Søster" not in _names(taught.teacher)
    for table in ("programmes_classenrolment", "programmes_attendance", "programmes_pupil"):
        assert _raw(taught.teacher, f"SELECT id FROM {table} WHERE participant_id = '{kin.pk}'") == []
    assert _mark(taught, taught.teacher, kin) == ["not_enrolled"]
    assert "Søster" in _names(make_teacher(taught.school_class))


def test_somebody_who_becomes_protected_leaves_the_list_at_once(taught: Taught):
    person = taught.pupils[0]
    _mark(taught, taught.teacher, person)
    with acting_as(system_actor(person.municipality_id)):
        Participant.objects.filter(pk=person.pk).update(confidentiality=7)
    assert _names(taught.teacher) == [taught.pupils[1].given_name]
    assert _raw(taught.teacher, "SELECT id FROM programmes_attendance") == []


def _substitute(taught: Taught, first: int, last: int) -> Actor:
    return make_teacher(
        taught.school_class, first_day=today() + first * DAY, last_day=today() + last * DAY, is_substitute=True
    )


@pytest.mark.parametrize(
    ("first", "last", "sees"), [(-1, -1, False), (-1, 0, True), (0, 0, True), (0, 3, True), (1, 3, False)]
)
def test_a_substitute_sees_the_class_on_the_days_of_the_substitution(taught: Taught, first: int, last: int, sees: bool):
    substitute = _substitute(taught, first, last)
    assert bool(_names(substitute)) is sees
    assert bool(_raw(substitute, "SELECT id FROM programmes_pupil")) is sees


def test_a_teacher_whose_work_at_the_school_has_ended_sees_nothing(taught: Taught):
    user = make_user(taught.school, Role.TEACHER, last_day=today())
    ClassTeacher.objects.create(school_class=taught.school_class, user=user, first_day=today() - DAY)
    actor = actor_of(user)
    assert _names(actor)
    user.memberships.update(last_day=today() - DAY)
    assert _raw(actor, "SELECT id FROM programmes_pupil") == []


def test_a_school_that_no_longer_serves_the_municipality_sees_its_people_no_more(taught: Taught):
    assert _names(replace(taught.teacher, municipality_ids=frozenset())) == []


def test_a_teacher_writes_attendance_of_the_own_class(taught: Taught):
    assert _mark(taught, taught.teacher, taught.pupils[0], "late") == []
    with acting_as(taught.teacher):
        row = Attendance.objects.visible_to(taught.teacher).get()
    assert (row.category, row.recorded_by_id) == ("late", taught.teacher.user_id)


def test_a_teacher_cannot_write_in_another_class(taught: Taught):
    other = make_taught_class(taught.pupils[0].municipality)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        _mark(other, taught.teacher, other.pupils[0])
    assert _raw(other.teacher, "SELECT id FROM programmes_attendance") == []


def _enrol(taught: Taught, person: Participant) -> None:
    with acting_as(taught.teacher):
        ClassEnrolment.objects.create(
            participant=person, municipality_id=person.municipality_id, school_class=taught.school_class,
            first_day=today(),
        )  # fmt: skip


def _delete(taught: Taught, person: Participant) -> None:
    with acting_as(taught.teacher):
        assert Attendance.objects.filter(participant=person).delete()[0] == 0
        raise ProgrammingError("row-level security kept the row")


@pytest.mark.parametrize("act", [_enrol, _delete])
def test_a_teacher_neither_enrols_nor_deletes(taught: Taught, act: Callable[[Taught, Participant], None]):
    _mark(taught, taught.teacher, taught.pupils[0])
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        act(taught, taught.pupils[0])
    assert len(_raw(taught.teacher, "SELECT id FROM programmes_attendance")) == 1


def test_the_views_have_no_other_columns_than_the_law_allows():
    with connection.cursor() as cursor:
        columns = {
            model: {column.name for column in connection.introspection.get_table_description(cursor, model)}
            for model in ("programmes_pupil", "programmes_pupilaway")
        }
    keys = {"id", "participant_id", "municipality_id", "school_class_id", "first_day", "last_day"}
    assert columns["programmes_pupil"] == keys | {"given_name", "family_name", "sort_key", "state", "levels"}
    assert columns["programmes_pupilaway"] == keys


def test_a_teacher_sees_when_a_pupil_is_away_and_not_why(municipality: Agency):
    case = make_full_case(municipality)
    enrolled = ClassEnrolment.objects
    with acting_as(system_actor(municipality.pk)):
        school_class = enrolled.get(participant=case.person).school_class
    teacher = make_teacher(school_class)
    with acting_as(teacher):
        away = PupilAway.objects.visible_to(teacher).get()
    assert (away.participant_id, away.first_day) == (case.person.pk, case.absence.first_day)
