"""Attendance, written set-based: what is new, changed, old news, and refused."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, ChangeRecord, Role
from participants.models import Deadline, NamedAccess, Participant
from participants.operations.declaring_kin import declare_kin
from programmes.absence_facts import AbsenceFacts
from programmes.models.classes import Attendance, AttendanceLock, ClassSession
from programmes.operations.absences import correct_absence, register_absence, void_absence
from programmes.operations.awarding import Award, award_programme
from programmes.operations.classes.recording import AttendanceRow, record_attendance
from tests.programmes.classes.schools import Taught, make_session, make_taught_class, put_in_class
from tests.world import make_actor, make_municipality, make_person

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 10)
KIN_NUMBER = "209900000103"
SAID = dt.datetime(2026, 11, 10, 13, tzinfo=dt.UTC)


@pytest.fixture
def taught(municipality: Agency) -> Taught:
    return make_taught_class(municipality)


def _row(taught: Taught, **facts: object) -> AttendanceRow:
    known: dict = {
        "participant_id": taught.pupils[0].pk, "school_class_id": taught.school_class.pk, "day": DAY,
        "category": "present", "starts_at": dt.time(9), "ends_at": dt.time(12), "planned_minutes": 180,
        "sourced_id": "a1", "modified_at": SAID,
    }  # fmt: skip
    return AttendanceRow(**(known | facts))


def _record(taught: Taught, *rows: AttendanceRow) -> tuple[int, int, list[str]]:
    outcome = record_attendance(system_actor(taught.pupils[0].municipality_id), rows, system="skole")
    return outcome.applied, outcome.unchanged, [fault for _place, fault in outcome.refused]


def _stored(taught: Taught) -> list[tuple[str, str, int]]:
    with acting_as(system_actor(taught.pupils[0].municipality_id)):
        rows = Attendance.objects.order_by("day", "starts_at", "participant_id")
        return [(row.category, row.counted_as, row.absent_minutes) for row in rows]


def _programme(person: Participant) -> object:
    day = dt.date(2026, 10, 12)
    award = Award(
        offer_date=day, protection="collective", education="below", goal="work", first_day=day, months=6, awarded_on=day
    )
    return award_programme(system_actor(person.municipality_id), person.pk, award)


def test_a_new_row_makes_its_session_and_a_replay_changes_nothing(taught: Taught):
    assert _record(taught, _row(taught)) == (1, 0, [])
    assert _record(taught, _row(taught)) == (0, 1, [])
    assert _stored(taught) == [("present", "present", 0)]
    assert ClassSession.objects.filter(day=DAY).count() == 1


@pytest.mark.parametrize(("minutes_later", "wins"), [(-1, False), (0, False), (1, True)])
def test_the_later_row_wins(taught: Taught, minutes_later: int, wins: bool):
    _record(taught, _row(taught))
    later = _row(taught, category="late", absent_minutes=20, modified_at=SAID + dt.timedelta(minutes=minutes_later))
    assert _record(taught, later) == ((1, 0, []) if wins else (0, 1, []))
    assert _stored(taught) == [("late", "late", 20) if wins else ("present", "present", 0)]


def test_of_two_rows_with_one_id_in_a_batch_the_later_is_written_once(taught: Taught):
    later = _row(taught, category="absent_valid", modified_at=SAID + dt.timedelta(hours=1))
    assert _record(taught, later, _row(taught)) == (1, 1, [])
    assert _stored(taught) == [("absent_valid", "absent_valid", 180)]


def test_faulty_rows_are_refused_one_by_one_and_stop_no_other(taught: Taught):
    stranger = make_person(make_municipality("Voss"))
    rows = [
        _row(taught),
        _row(taught, sourced_id="a2", participant_id=stranger.pk),
        _row(taught, sourced_id="a3", school_class_id=stranger.pk),
        _row(taught, sourced_id="a4", planned_minutes=0, starts_at=dt.time(13)),
        _row(taught, sourced_id="a5", absent_minutes=181, starts_at=dt.time(13)),
        _row(taught, sourced_id="a6", category="sovnet", starts_at=dt.time(13)),
        _row(taught, sourced_id="a7", modified_at=SAID - dt.timedelta(hours=1)),
        _row(taught, sourced_id="a8", day=dt.date(2019, 1, 1)),
    ]
    applied, unchanged, faults = _record(taught, *rows)
    assert (applied, unchanged) == (1, 0)
    assert faults == [
        "not_enrolled", "unknown_class", "minutes_invalid", "minutes_invalid", "category_invalid", "same_session",
        "not_enrolled",
    ]  # fmt: skip


def test_a_protected_person_is_refused_as_if_not_in_the_class(taught: Taught):
    municipality = taught.pupils[0].municipality
    hidden = make_person(municipality, confidentiality=7)
    put_in_class(hidden, taught.school_class)
    assert _record(taught, _row(taught, participant_id=hidden.pk)) == (0, 0, ["not_enrolled"])


@pytest.mark.parametrize("facts", [{"confidentiality": 7}, {"is_shielded": True}])
def test_a_guarded_person_is_kept_by_those_who_have_the_case_and_nobody_else(taught: Taught, facts: dict):
    municipality = taught.pupils[0].municipality
    hidden = make_person(municipality, **facts)
    put_in_class(hidden, taught.school_class)
    assert _record(taught, _row(taught, participant_id=hidden.pk)) == (0, 0, ["not_enrolled"])
    leader = make_actor(municipality, Role.TEAM_LEADER)
    assert leader.user_id
    with acting_as(system_actor(municipality.pk)):
        NamedAccess.objects.create(participant=hidden, municipality=municipality, user_id=leader.user_id)
    row = _row(taught, participant_id=hidden.pk, sourced_id="")
    assert record_attendance(leader, [row]).applied == 1


def test_nobody_records_the_own_family(taught: Taught):
    person = taught.pupils[0]
    kin = make_person(person.municipality, numbers=(("duf", KIN_NUMBER),))
    put_in_class(kin, taught.school_class)
    declare_kin(taught.teacher, "family", [KIN_NUMBER])
    rows = [_row(taught, participant_id=each.pk, sourced_id="") for each in (person, kin)]
    outcome = record_attendance(taught.teacher, rows)
    assert (outcome.applied, outcome.refused) == (1, [(1, "not_enrolled")])


def _lock(taught: Taught, month: dt.date) -> AttendanceLock:
    return AttendanceLock.objects.create(municipality=taught.pupils[0].municipality, month=month, locked_at=SAID)


def test_a_row_is_not_moved_out_of_a_locked_month(taught: Taught):
    _record(taught, _row(taught))
    _lock(taught, DAY.replace(day=1))
    later = _row(taught, day=dt.date(2026, 12, 1), modified_at=SAID + dt.timedelta(hours=1))
    assert _record(taught, later) == (0, 0, ["month_locked"])


def _insert(row: Attendance) -> None:
    other = make_session(row.session.school_class, DAY, starts_at=dt.time(13))
    row.pk, row.session, row.starts_at, row.sourced_id = None, other, other.starts_at, ""
    row.save(force_insert=True)


def _change(row: Attendance) -> None:
    Attendance.objects.filter(pk=row.pk).update(absent_minutes=20)


def _delete(row: Attendance) -> None:
    Attendance.objects.filter(pk=row.pk).delete()


@pytest.mark.parametrize("act", [_insert, _change, _delete])
def test_the_database_itself_keeps_a_locked_month(taught: Taught, act: Callable[[Attendance], None]):
    _record(taught, _row(taught))
    lock = _lock(taught, DAY.replace(day=1))
    with acting_as(system_actor(taught.pupils[0].municipality_id)):
        row = Attendance.objects.select_related("session__school_class").get()
        with pytest.raises(IntegrityError, match="settled month"), transaction.atomic():
            act(row)
        Attendance.objects.update(counted_as="leave")
    lock.reopened_at, lock.reopen_reason = SAID, "Feil i timelisten"
    lock.save()
    with acting_as(system_actor(taught.pupils[0].municipality_id)):
        act(Attendance.objects.select_related("session__school_class").get())


def test_a_locked_month_takes_no_rows_until_it_is_opened(taught: Taught):
    lock = AttendanceLock.objects.create(
        municipality=taught.pupils[0].municipality, month=DAY.replace(day=1), locked_at=SAID
    )
    assert _record(taught, _row(taught)) == (0, 0, ["month_locked"])
    lock.reopened_at, lock.reopen_reason = SAID, "Feil i timelisten"
    lock.save()
    assert _record(taught, _row(taught)) == (1, 0, [])


def test_a_row_that_the_source_takes_back_goes_and_its_change_is_kept(taught: Taught):
    _record(taught, _row(taught))
    gone = _row(taught, is_deleted=True, modified_at=SAID + dt.timedelta(hours=1))
    assert _record(taught, gone) == (1, 0, [])
    assert _record(taught, gone) == (0, 1, [])
    assert _stored(taught) == []
    with acting_as(system_actor(taught.pupils[0].municipality_id)):
        assert ChangeRecord.objects.get(table_name="programmes_attendance").kind == "delete"


def test_a_thousand_rows_cost_as_many_statements_as_one(taught: Taught):
    other = taught.pupils[1]
    days = [DAY - dt.timedelta(days=number) for number in range(500)]

    def rows(count: int, label: str, person: Participant) -> list[AttendanceRow]:
        return [
            _row(taught, sourced_id=f"{label}{day}", day=day, participant_id=person.pk, category="absent_invalid")
            for day in days[:count]
        ]

    with CaptureQueriesContext(connection) as one:
        assert _record(taught, *rows(1, "x", other))[0] == 1
    with CaptureQueriesContext(connection) as many:
        assert _record(taught, *rows(500, "y", taught.pupils[0]))[0] == 500
    assert len(many) == len(one)


def test_leave_covers_the_sessions_in_it_and_taking_it_back_uncovers_them(taught: Taught):
    person = taught.pupils[0]
    programme = _programme(person)
    _record(taught, _row(taught, category="absent_invalid"))
    actor = make_actor(person.municipality, Role.PROGRAMME_ADVISER)
    facts = AbsenceFacts(kind="welfare", first_day=DAY, last_day=DAY)
    leave = register_absence(actor, programme.pk, facts)  # type: ignore[attr-defined]
    assert _stored(taught) == [("absent_invalid", "leave", 180)]
    moved = replace(facts, first_day=DAY + dt.timedelta(days=1), last_day=DAY + dt.timedelta(days=1))
    corrected = correct_absence(actor, leave.pk, moved, why="Feil dag")
    assert _stored(taught) == [("absent_invalid", "absent_invalid", 180)]
    back = correct_absence(actor, corrected.pk, facts, why="Likevel riktig")
    assert _stored(taught) == [("absent_invalid", "leave", 180)]
    void_absence(actor, back.pk, why="Var der")
    assert _stored(taught) == [("absent_invalid", "absent_invalid", 180)]


@pytest.mark.parametrize(
    ("kind", "counts"),
    [("sick_doctor", "absent_valid"), ("holiday", "holiday"), ("unauthorised", "absent_invalid"), ("welfare", "leave")],
)
def test_sessions_recorded_after_the_absence_are_covered_at_once(taught: Taught, kind: str, counts: str):
    programme = _programme(taught.pupils[0])
    actor = make_actor(taught.pupils[0].municipality, Role.PROGRAMME_ADVISER)
    register_absence(actor, programme.pk, AbsenceFacts(kind=kind, first_day=DAY, last_day=DAY))  # type: ignore[attr-defined]
    _record(taught, _row(taught, category="absent_invalid"))
    assert _stored(taught) == [("absent_invalid", counts, 180)]


def test_somebody_who_met_in_spite_of_leave_met(taught: Taught):
    programme = _programme(taught.pupils[0])
    actor = make_actor(taught.pupils[0].municipality, Role.PROGRAMME_ADVISER)
    register_absence(actor, programme.pk, AbsenceFacts(kind="welfare", first_day=DAY, last_day=DAY))  # type: ignore[attr-defined]
    _record(taught, _row(taught))
    assert _stored(taught) == [("present", "present", 0)]


def test_hours_cover_as_many_missed_sessions_as_they_last(taught: Taught):
    programme = _programme(taught.pupils[0])
    rows = [
        _row(taught, sourced_id=f"h{hour}", starts_at=dt.time(hour), planned_minutes=50, category="absent_invalid")
        for hour in (8, 9, 10)
    ]
    _record(taught, *rows)
    from decimal import Decimal

    actor = make_actor(taught.pupils[0].municipality, Role.PROGRAMME_ADVISER)
    two_lessons = AbsenceFacts(kind="sick_doctor", first_day=DAY, last_day=DAY, hours=Decimal("1.67"))
    register_absence(actor, programme.pk, two_lessons)  # type: ignore[attr-defined]
    assert [counted for _said, counted, _minutes in _stored(taught)] == [
        "absent_valid", "absent_valid", "absent_invalid",
    ]  # fmt: skip


def test_reported_absence_is_a_duty_until_it_is_covered_and_again_when_more_is_reported(taught: Taught):
    person = taught.pupils[0]
    programme = _programme(person)
    actor = make_actor(person.municipality, Role.PROGRAMME_ADVISER)
    duties = Deadline.objects.filter(kind="reported_absence", participant=person)
    _record(taught, _row(taught, category="absent_invalid"))
    with acting_as(actor):
        assert [duty.due_on for duty in duties.open()] == [dt.date(2026, 11, 30)]
    register_absence(actor, programme.pk, AbsenceFacts(kind="sick_doctor", first_day=DAY, last_day=DAY))  # type: ignore[attr-defined]
    with acting_as(actor):
        assert not duties.open().exists()
    next_day = _row(taught, sourced_id="b", day=DAY + dt.timedelta(days=1), category="absent_invalid")
    _record(taught, next_day)
    with acting_as(actor):
        assert [duty.due_on for duty in duties.open()] == [dt.date(2026, 11, 30)]


def test_a_row_without_time_belongs_to_the_only_session_of_the_day(taught: Taught):
    session = make_session(taught.school_class, DAY, starts_at=dt.time(12, 30), planned_minutes=90)
    _record(taught, _row(taught, starts_at=None, planned_minutes=None, category="absent_valid"))
    with acting_as(system_actor(taught.pupils[0].municipality_id)):
        row = Attendance.objects.get()
    assert (row.session_id, row.planned_minutes, row.absent_minutes) == (session.pk, 90, 90)
