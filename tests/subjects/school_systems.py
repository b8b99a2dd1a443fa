"""The part of school systems: a source with a run, an attendance batch, and a row of it in quarantine."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from agencies.models import Agency, AgencyKind, AgencyService, Role
from integration.models import (
    AttendanceBatch,
    AttendanceFault,
    SchoolAttendance,
    SchoolEnrolment,
    SchoolPerson,
    SchoolRecord,
    SchoolSource,
    SourceRun,
)
from tests.subjects import Rows, Subject
from tests.world import LONG_AGO, make_user

if TYPE_CHECKING:
    from tests.agencies.api.cases import FullCase


def _rows(case: FullCase) -> Rows:
    home = case.municipality
    school = Agency.objects.create(kind=AgencyKind.SCHOOL, name="Skolen", number=f"S{str(home.pk)[-8:]}")
    AgencyService.objects.create(provider=school, municipality=home, first_day=LONG_AGO)
    source = SchoolSource.objects.create(
        municipality=home, school=school, name="Skolens system", owner=make_user(home, Role.TEAM_LEADER)
    )
    run = SourceRun.objects.create(municipality=home, source=source, kind="full", state="done")
    SchoolRecord.objects.create(municipality=home, source=source, kind="classes", sourced_id="k1", values={})
    of_person = {"participant": case.person, "municipality": home}
    SchoolPerson.objects.create(source=source, sourced_id="u1", matched_as="person", **of_person)
    SchoolEnrolment.objects.create(source=source, sourced_id="e1", class_sourced_id="k1", **of_person)
    batch = AttendanceBatch.objects.create(municipality=home, school=school, media_type="text/csv", checksum="0")
    SchoolAttendance.objects.create(
        school=school, sourced_id="a1", class_sourced_id="k1", day=dt.date(2026, 11, 2), planned_minutes=90,
        category="present", batch=batch, **of_person,
    )  # fmt: skip
    fault = AttendanceFault.objects.create(municipality=home, batch=batch, line=2, reasons=[{"code": "unknown_person"}])
    return {"SchoolSource": source, "SourceRun": run, "AttendanceBatch": batch, "AttendanceFault": fault}


SUBJECT = Subject(rows=_rows)
