"""The part of school systems: a source with a run, an attendance batch, and a row of it in quarantine."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from agencies.models import Agency, AgencyKind, AgencyService, Role
from integration.models import (
    AttendanceBatch,
    AttendanceFault,
    RosterClient,
    SchoolEnrolment,
    SchoolPerson,
    SchoolRecord,
    SchoolSource,
    SourceRun,
    UnmatchedPerson,
)
from tests.subjects import Bodies, Rows, Subject
from tests.world import LONG_AGO, make_user

if TYPE_CHECKING:
    from tests.agencies.api.cases import FullCase


def _rows(case: FullCase) -> Rows:
    home = case.municipality
    school = Agency.objects.create(kind=AgencyKind.SCHOOL, name="Skolen", number=f"S{str(case.person.pk)[-8:]}")
    AgencyService.objects.create(provider=school, municipality=home, first_day=LONG_AGO)
    source = SchoolSource.objects.create(
        municipality=home, school=school, name=f"Systemet {school.number}", owner=make_user(home, Role.TEAM_LEADER)
    )
    run = SourceRun.objects.create(municipality=home, source=source, kind="full", state="done")
    SchoolRecord.objects.create(municipality=home, source=source, kind="classes", sourced_id="k1", values={})
    of_person = {"participant": case.person, "municipality": home}
    SchoolPerson.objects.create(source=source, sourced_id="u1", matched_as="person", **of_person)
    SchoolEnrolment.objects.create(source=source, sourced_id="e1", class_sourced_id="k1", **of_person)
    batch = AttendanceBatch.objects.create(municipality=home, school=school, media_type="text/csv", checksum="0")
    fault = AttendanceFault.objects.create(
        municipality=home, batch=batch, line=2, reasons=[{"code": "unknown_person", "field": ""}]
    )
    pupil = UnmatchedPerson.objects.create(
        municipality=home, source=source, digest=str(source.pk), candidate_ids=[case.person.pk],
        expires_at=dt.datetime(2099, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    reader = RosterClient.objects.create(
        municipality=home, school=school, name="Leser", client_id=f"leser-{source.pk}", secret_digest="0"
    )
    return {
        "SchoolSource": source, "SourceRun": run, "AttendanceBatch": batch, "AttendanceFault": fault,
        "UnmatchedPerson": pupil, "RosterClient": reader,
    }  # fmt: skip


def _one_more(case: FullCase, number: int) -> None:
    home = case.municipality
    first: Any = case.more["SchoolSource"]
    source = SchoolSource.objects.create(
        municipality=home, school_id=first.school_id, name=f"System {number}", owner_id=first.owner_id
    )
    SourceRun.objects.create(municipality=home, source=source, kind="full", state="done")
    batch = AttendanceBatch.objects.create(
        municipality=home, school_id=first.school_id, media_type="text/csv", checksum="0"
    )
    AttendanceFault.objects.create(
        municipality=home, batch=batch, line=2, reasons=[{"code": "missing", "field": "date"}]
    )


def _bodies(_case: FullCase) -> Bodies:
    return {("AttendanceFault", "partial_update"): {"row": {"date": "2026-10-12"}}}


SUBJECT = Subject(
    rows=_rows,
    bodies=_bodies,
    one_more=_one_more,
    addresses={
        "skolesystemer": "SchoolSource",
        "skolesystemer/elever": "UnmatchedPerson",
        "skolesystemer/kjoring": "SourceRun",
        "skolesystemer/lesere": "RosterClient",
        "skolesystemer/oppmote": "AttendanceBatch",
        "skolesystemer/oppmote/rad": "AttendanceFault",
    },
)
