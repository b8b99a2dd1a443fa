"""Reads a batch and writes what it says to the cases; what cannot be written waits in quarantine with its reasons."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.operations.jobs import RunningJob, job_handler
from integration.attendance.bodies import BodyFault, rows_of
from integration.attendance.rows import Reason, ReportedRow, read_row
from integration.models import AttendanceBatch, AttendanceFault, BatchState
from integration.oneroster.findings import Findings
from integration.operations.attendance.receiving import READ
from integration.operations.attendance.resolving import Resolver
from integration.sealed_files import read_sealed
from participants.operations.importing.raw_input import seal
from programmes.models.classes import AWAY, Attendance
from programmes.operations.classes.recording import AttendanceRow, record_attendance

MOST_ROWS = 100_000
AT_ONCE = 10_000
"""Rows in memory at a time."""


@job_handler(READ)
def read_batch(job: RunningJob) -> None:
    """Apply a batch: all of it or, when its body breaks off, none of it. Its sealed body stays for another try."""
    actor = replace(system_actor(job.job.agency_id), user_id=job.job.requested_by_id, request_id=str(job.job.pk))
    with acting_as(actor):
        batch = AttendanceBatch.objects.get(pk=job.arguments["batch_id"])
        if not batch.is_at_work:
            return
        AttendanceBatch.objects.filter(pk=batch.pk).update(state=BatchState.READING)
    applying = _Applying(actor, batch)
    try:
        with acting_as(actor):
            applying.run(job)
            applying.save(BatchState.DONE)
    except (BodyFault, FileNotFoundError) as fault:
        with acting_as(actor):
            applying = _Applying(actor, batch)
            applying.save(BatchState.FAILED, getattr(fault, "code", "file_deleted"))


class _Applying:
    def __init__(self, actor: Actor, batch: AttendanceBatch) -> None:
        self.actor = actor
        self.batch = batch
        self.findings = Findings()
        self.counts: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.resolver = Resolver(batch.municipality_id, batch.school_id)

    def run(self, job: RunningJob) -> None:
        rows = rows_of(read_sealed(self.batch.raw_path), self.batch.media_type, self.findings)
        for page in _pages(rows):
            self._apply(page)
            job.report(self.counts["received"], max(self.counts["received"], _expected(self.batch)))

    def _apply(self, page: list[tuple[int, Any]]) -> None:
        self.counts["received"] += len(page)
        if self.counts["received"] > MOST_ROWS:
            raise BodyFault("too_many_rows")
        outcome = apply_rows(self.actor, self.batch, page, self.resolver, self.findings)
        self.counts["applied"] += outcome.applied
        self.counts["unchanged"] += outcome.unchanged
        self.counts["quarantined"] += len(outcome.faults)
        by_line = dict(page)
        AttendanceFault.objects.bulk_create(
            [
                AttendanceFault(
                    municipality_id=self.batch.municipality_id, batch=self.batch, line=line,
                    raw=sealed_row(by_line[line]), reasons=[reason.as_json() for reason in reasons],
                )
                for line, reasons in outcome.faults
            ],
            batch_size=1000,
        )  # fmt: skip
        for _line, reasons in outcome.faults:
            self.reasons.update(reason.code for reason in reasons)

    def save(self, state: BatchState, error: str = "") -> None:
        batch = AttendanceBatch.objects.select_for_update(of=("self",)).get(pk=self.batch.pk)
        batch.state, batch.error, batch.finished_at = state, error, timezone.now()
        for name in ("received", "applied", "unchanged", "quarantined"):
            setattr(batch, name, self.counts[name])
        batch.reasons = dict(self.reasons)
        batch.notices = self.findings.as_json()
        batch.save()


class Outcome:
    """What became of some rows: numbers, and the lines that wait with their reasons."""

    def __init__(self) -> None:
        self.applied = 0
        self.unchanged = 0
        self.faults: list[tuple[int, list[Reason]]] = []


def apply_rows(
    actor: Actor, batch: AttendanceBatch, page: Sequence[tuple[int, Any]], resolver: Resolver, findings: Findings
) -> Outcome:
    """Write the rows that can be understood and placed; the others are answered with their reasons."""
    outcome = Outcome()
    today = timezone.localdate()
    understood: list[tuple[int, ReportedRow]] = []
    for line, raw in page:
        row = read_row(raw, today, findings)
        if isinstance(row, ReportedRow):
            understood.append((line, row))
        else:
            outcome.faults.append((line, row))
    resolver.look_up([row for _line, row in understood])
    system = system_of(batch.school_id)
    same = _told_already([row for _line, row in understood], system)
    lines, rows = [], []
    for line, row in understood:
        if row.sourced_id in same:
            outcome.unchanged += 1
            continue
        placed = _placed(row, resolver)
        if isinstance(placed, AttendanceRow):
            lines.append(line)
            rows.append(placed)
        else:
            outcome.faults.append((line, placed))
    written = record_attendance(actor, rows, system=system)
    outcome.applied = written.applied
    outcome.unchanged += written.unchanged
    outcome.faults += [(lines[place], [Reason(code)]) for place, code in written.refused]
    return outcome


def system_of(school_id: UUID) -> str:
    """The name under which a school's own ids are known."""
    return f"school:{school_id}"


def sealed_row(raw: Any) -> bytes:
    """A row as it came, for the quarantine."""
    return seal(json.dumps(raw, ensure_ascii=False, default=str).encode())


def _told_already(rows: Sequence[ReportedRow], system: str) -> set[str]:
    """The ids of rows that do not say when they were changed, and say what is recorded already."""
    undated = {row.sourced_id: row for row in rows if row.modified_at is None and not row.is_deleted}
    if not undated:
        return set()
    kept = Attendance.objects.filter(system=system, sourced_id__in=list(undated))
    return {one.sourced_id for one in kept if _says(undated[one.sourced_id], one)}


def _says(row: ReportedRow, kept: Attendance) -> bool:
    is_same_time = row.planned_minutes in (None, kept.planned_minutes)
    absent = row.absent_minutes
    if absent is None:
        absent = kept.planned_minutes if row.category in AWAY else 0
    return is_same_time and (row.day, row.category, absent) == (kept.day, kept.category, kept.absent_minutes)


def _placed(row: ReportedRow, resolver: Resolver) -> AttendanceRow | list[Reason]:
    person, school_class = resolver.person(row.user_sourced_id), resolver.school_class(row.class_sourced_id)
    if person is None or school_class is None:
        missing = [Reason("unknown_person", "userSourcedId")] if person is None else []
        return missing + ([Reason("unknown_class", "classSourcedId")] if school_class is None else [])
    return AttendanceRow(
        participant_id=person,
        school_class_id=school_class,
        day=row.day,
        category=row.category,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        planned_minutes=row.planned_minutes,
        absent_minutes=row.absent_minutes,
        sourced_id=row.sourced_id,
        modified_at=row.modified_at,
        reason_code=row.reason_code,
        comment=row.comment,
        is_deleted=row.is_deleted,
    )


def _pages(rows: Iterator[tuple[int, Any]]) -> Iterator[list[tuple[int, Any]]]:
    page: list[tuple[int, Any]] = []
    for row in rows:
        page.append(row)
        if len(page) >= AT_ONCE:
            yield page
            page = []
    if page:
        yield page


def _expected(batch: AttendanceBatch) -> int:
    """About how many rows a body of this size has, for the progress bar."""
    return max(batch.size // 180, 1)
