"""Classes, attendance, results in the tests that hold for everything."""

import datetime as dt
from typing import Any

from agencies.access import Action, Resource
from programmes.models.classes import (
    Attendance,
    AttendanceLock,
    ClassEnrolment,
    EarlierTraining,
    Exemption,
    SchoolClass,
    TestEntry,
    TestResult,
    TrainingRight,
)
from tests.agencies.api.cases import FullCase
from tests.programmes.classes.schools import make_class, make_school, make_session
from tests.subjects import Bodies, Rows, Subject

DAY = dt.date(2026, 10, 13)


def _rows(case: FullCase) -> Rows:
    home: dict[str, Any] = {"participant": case.person, "municipality": case.municipality}
    school_class = make_class(make_school(case.municipality, name="Hemmelig skole"))
    session = make_session(school_class, DAY)
    enrolment = ClassEnrolment.objects.create(**home, school_class=school_class, first_day=DAY)
    right = TrainingRight.objects.create(
        **home, offered_start_on=DAY, protection="collective", education="below", norwegian_last_day=DAY
    )
    return {
        "SchoolClass": school_class,
        "ClassSession": session,
        "ClassEnrolment": enrolment,
        "Attendance": _attendance(case, session, sourced_id=f"a-{case.person.pk}"),
        "TestResult": TestResult.objects.create(
            **home, subject="norwegian", skill="oral", outcome="A2", taken_on=DAY
        ),
        "Exemption": Exemption.objects.create(**home, exempt_from="norwegian_test", basis="grade", first_day=DAY),
        "TestEntry": TestEntry.objects.create(**home, skills=["oral"], test_on=DAY),
        "TrainingRight": right,
        "EarlierTraining": EarlierTraining.objects.create(**home, kind="social_studies", minutes=60, place="Mottak"),
        "AttendanceLock": AttendanceLock.objects.create(
            municipality=case.municipality, month=dt.date(2026, 1, 1), locked_at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
        ) if not AttendanceLock.objects.filter(municipality=case.municipality).exists()
        else AttendanceLock.objects.get(municipality=case.municipality),
    }  # fmt: skip


def _attendance(case: FullCase, session: Any, **facts: Any) -> Attendance:
    return Attendance.objects.create(
        participant=case.person, municipality=case.municipality, school_class=session.school_class, session=session,
        day=session.day, starts_at=session.starts_at, planned_minutes=180, category="present", counted_as="present",
        system="skole", modified_at=dt.datetime(2026, 10, 13, tzinfo=dt.UTC), **facts,
    )  # fmt: skip


def _bodies(case: FullCase) -> Bodies:
    person, day = str(case.person.pk), "2026-10-12"
    school_class, session = str(case.more["SchoolClass"].pk), str(case.more["ClassSession"].pk)
    school = str(SchoolClass.objects.get(pk=school_class).school_id)
    return {
        ("SchoolClass", "create"): {
            "school_id": school, "course_name": "Norsk", "kind": "norwegian", "name": "A1", "first_day": day,
        },
        ("SchoolClass", "timetable"): {"slots": [{"weekday": 1, "starts_at": "09:00", "ends_at": "12:00"}]},
        ("ClassSession", "cancel"): {"reason": "Streik"},
        ("ClassEnrolment", "create"): {"participant_id": person, "school_class_id": school_class, "first_day": day},
        ("ClassEnrolment", "leave"): {"last_day": day, "reason": "left"},
        ("ClassEnrolment", "move"): {"school_class_id": school_class, "first_day": day},
        ("Attendance", "create"): {"participant_id": person, "session_id": session, "category": "late"},
        ("TestResult", "create"): {
            "participant_id": person, "subject": "norwegian", "skill": "oral", "outcome": "A2", "taken_on": day,
        },
        ("TestResult", "void"): {"why": "Feil"},
        ("Exemption", "create"): {
            "participant_id": person, "exempt_from": "norwegian_test", "basis": "grade", "first_day": day,
        },
        ("Exemption", "void"): {"why": "Feil"},
    }  # fmt: skip


SUBJECT = Subject(
    rows=_rows,
    bodies=_bodies,
    pages={"RecordForPersonPage": (Resource.ATTENDANCE, Action.CREATE)},
    addresses={
        "klasser": "SchoolClass",
        "klasser/okt": "ClassSession",
        "klasseplass": "ClassEnrolment",
        "proveresultat": "TestResult",
    },
)
