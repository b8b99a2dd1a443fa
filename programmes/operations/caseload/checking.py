"""Checks a file of running programmes in the background: each row is read, computed and looked up.

What comes of it is written in one transaction, which begins by deleting what an earlier attempt wrote.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Actor, acting_as
from agencies.models import Municipality
from agencies.operations.jobs import RunningJob, job_handler
from participants.arrivals.checking import CheckContext
from participants.arrivals.reading import read_table
from participants.arrivals.tables import Table, UnreadableFileError
from participants.models import AssignmentKind, BatchState
from participants.operations.assignment import contacts_available
from participants.operations.importing.batches import actor_behind, municipality_number
from participants.operations.importing.raw_input import unseal
from programmes.caseload.columns import CaseloadMapping, is_known, map_columns
from programmes.caseload.reading import Fault, ReadRow, TakenProgramme, read_row
from programmes.law.cases import ClockResult
from programmes.models import CaseloadImport, CaseloadRow, RowState
from programmes.operations.caseload.clock import clock_of_taken, faults_of_clock
from programmes.operations.caseload.matching import candidates_of, find_person, marks_of
from programmes.operations.caseload.uploading import CHECK

_CHUNK = 100


@dataclass(frozen=True, slots=True)
class _Around:
    """What rows are judged by."""

    context: CheckContext
    municipality_id: UUID
    advisers: frozenset[str]


@job_handler(CHECK)
def check_caseload(run: RunningJob) -> None:
    """Take a file from uploaded to preview, or to where a person must help."""
    actor = actor_behind(run.job)
    with acting_as(actor):
        batch = _own(run)
        if batch is None or batch.raw is None:
            return
        sealed, chosen = batch.raw, batch.mapping
    try:
        table = read_table(unseal(sealed), is_known=is_known)
    except UnreadableFileError as error:
        _leave(actor, run, BatchState.FAILED, failure=error.fault.value, raw=None)
        return
    mapping = map_columns(table.headings, chosen)
    if mapping.missing or (mapping.unmatched and not chosen):
        _leave(actor, run, BatchState.NEEDS_MAPPING, headings=list(table.headings))
        return
    with acting_as(actor):
        _write(run, table, mapping)


def _write(run: RunningJob, table: Table, mapping: CaseloadMapping) -> None:
    batch = _own(run)
    if batch is None:
        return
    CaseloadRow.objects.filter(batch=batch).delete()
    around = _around(batch)
    read = [read_row(raw, mapping, around.context) for raw in table.rows]
    graded = {mark for row in read if row.person.is_protected for mark in marks_of(row.person)}
    rows = []
    for done, row in enumerate(read, start=1):
        is_graded = row.person.is_protected or not graded.isdisjoint(marks_of(row.person))
        rows.append(_judge(batch, row, around, is_graded=is_graded))
        if done % _CHUNK == 0:
            run.report(done, len(table.rows))
    CaseloadRow.objects.bulk_create(rows, batch_size=500)
    batch.state, batch.headings = BatchState.PREVIEW, list(table.headings)
    batch.save(update_fields=["state", "headings", "changed_at"])
    run.report(len(rows), len(rows))


def _judge(batch: CaseloadImport, read: ReadRow, around: _Around, *, is_graded: bool) -> CaseloadRow:
    row = CaseloadRow(batch=batch, municipality_id=batch.municipality_id, line=read.number, state=RowState.FAULTY)
    candidates = candidates_of(around.municipality_id, read.person)
    if is_graded or candidates.is_protected:
        # Nothing of the row is kept: it is counted, whether the person is known or not (law.md 7.3).
        row.is_protected = True
        return row
    programme, clock = read.programme, None
    if programme is not None:
        clock = clock_of_taken(programme)
        read.faults += faults_of_clock(clock)
        if programme.adviser and programme.adviser not in around.advisers:
            text = _("Ingen programrådgiver i kommunen har denne e-postadressen. Saken får ingen rådgiver.")
            read.faults.append(Fault("unknown_adviser", text, stops=False))
    if programme is not None and not read.is_stopped:
        found = find_person(candidates, read.person, programme)
        row.participant = found.person
        row.state = RowState.KNOWN if found.is_here else RowState.READY
        if found.fault:
            read.faults.append(found.fault)
            row.state = RowState.FAULTY
    _fill(row, read, programme, clock)
    return row


def _fill(row: CaseloadRow, read: ReadRow, programme: TakenProgramme | None, clock: ClockResult | None) -> None:
    row.raw = {"cells": read.cells}
    row.person = read.person.as_json()
    row.programme = programme.as_json() if programme else {}
    row.findings = [fault.as_json() for fault in read.faults]
    row.computed_last_day = clock.last_day if clock else None


def _around(batch: CaseloadImport) -> _Around:
    home, today = batch.municipality, timezone.localdate()
    context = CheckContext(
        municipality=municipality_number(home),
        known_municipalities=frozenset(Municipality.objects.values_list("number", flat=True)),
        synthetic_only=settings.SYNTHETIC_PEOPLE_ONLY,
        today=today,
    )
    advisers = contacts_available(home.pk, AssignmentKind.ADVISER, today)
    return _Around(context, home.pk, frozenset(user.email.lower() for user in advisers))


def _own(run: RunningJob) -> CaseloadImport | None:
    """The file, locked, if this job still is the step that it waits for."""
    rows = CaseloadImport.objects.select_related("municipality__parent").filter(
        pk=run.arguments["batch_id"], job=run.job, state__in=(BatchState.UPLOADED, BatchState.CHECKING)
    )
    return rows.select_for_update(of=("self",), no_key=True).first()


def _leave(actor: Actor, run: RunningJob, state: BatchState, **fields: object) -> None:
    with acting_as(actor):
        batch = _own(run)
        if batch is not None:
            CaseloadRow.objects.filter(batch=batch).delete()
            CaseloadImport.objects.filter(pk=batch.pk).update(state=state, changed_at=timezone.now(), **fields)
