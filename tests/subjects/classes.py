"""Classes, attendance, results in the tests that hold for everything."""

import datetime as dt
from typing import Any

from programmes.models.classes import (
    Attendance,
    AttendanceLock,
    ClassEnrolment,
    EarlierTraining,
    Exemption,
    ExternalId,
    TestEntry,
    TestResult,
    TrainingRight,
)
from tests.agencies.api.cases import FullCase
from tests.programmes.classes.schools import make_class, make_school, make_session
from tests.subjects import Rows, Subject

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
        "ExternalId": ExternalId.objects.create(
            **home, system="skole", kind="user", value=str(case.person.pk), row_id=case.person.pk
        ),
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


SUBJECT = Subject(rows=_rows, shared_views=frozenset())
