"""Checks a list in the background: reads it, judges each row, compares it with the municipality's people.

The file is read outside any transaction; everything that comes of it is written in one, which begins by deleting what
an earlier attempt wrote. So the step may be killed at any line and started again.
"""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Actor, acting_as
from agencies.models import Municipality
from agencies.operations.jobs import RunningJob
from participants.arrivals.checking import Category, CheckContext, CheckedRow, check_row
from participants.arrivals.columns import ColumnMapping
from participants.arrivals.findings import RULES
from participants.arrivals.matching import Match, MatchKind, PersonIndex, match_rows
from participants.arrivals.reading import read_table
from participants.arrivals.tables import NOTICE_TEXTS, Table, UnreadableFileError
from participants.models import BatchState, ImportBatch, ImportRow, RowCategory
from participants.operations.importing.batches import actor_behind, municipality_number, own_batch
from participants.operations.importing.counting import count_rows
from participants.operations.importing.differences import differences, facts_of_people, facts_of_row
from participants.operations.importing.grouping import Matched, protected_lines
from participants.operations.importing.known import known_people, protected_people
from participants.operations.importing.mapping import mapping_for
from participants.operations.importing.raw_input import unseal

_CHUNK = 1000
_CATEGORIES = {
    MatchKind.NEW: RowCategory.NEW,
    MatchKind.KNOWN: RowCategory.KNOWN,
    MatchKind.POSSIBLE: RowCategory.POSSIBLE_DUPLICATE,
}


def check_list(run: RunningJob) -> None:
    """Take a list from uploaded to preview, or to where a person must help."""
    actor = actor_behind(run.job)
    with acting_as(actor):
        batch = own_batch(_locked(run).select_related("municipality__parent"), run.job)
        if batch is None or batch.state not in (BatchState.UPLOADED, BatchState.CHECKING) or batch.raw is None:
            return
        batch.state, batch.failure = BatchState.CHECKING, ""
        batch.save(update_fields=["state", "failure", "changed_at"])
    try:
        table = read_table(unseal(batch.raw))
    except UnreadableFileError as error:
        _end(actor, run, BatchState.FAILED, failure=error.fault.value, raw=None)
        return
    with acting_as(actor):
        mapping, was_remembered = mapping_for(batch, table.headings)
    if mapping.needs_a_person:
        notices = _file_notices(table, was_remembered=False)
        _end(actor, run, BatchState.NEEDS_MAPPING, headings=list(table.headings), notices=notices)
        return
    notices = _file_notices(table, was_remembered=was_remembered)
    rows = _check_rows(run, table, mapping, _context(batch))
    with acting_as(actor):
        _write(run, rows, mapping, table, notices)


def _check_rows(run: RunningJob, table: Table, mapping: ColumnMapping, context: CheckContext) -> list[CheckedRow]:
    rows = []
    for done, raw in enumerate(table.rows, start=1):
        rows.append(check_row(raw, mapping, context))
        if done % _CHUNK == 0:
            run.report(done // 2, len(table.rows))
    return rows


def _write(
    run: RunningJob, rows: list[CheckedRow], mapping: ColumnMapping, table: Table, notices: list[dict[str, object]]
) -> None:
    batch = own_batch(_locked(run).defer("raw"), run.job)
    if batch is None:
        return
    ImportRow.objects.filter(batch=batch).delete()
    matched = list(match_rows(rows, PersonIndex(known_people(batch.municipality_id))))
    hidden = protected_lines(matched, protected_people(batch.municipality_id))
    writer = _RowWriter(batch, matched, mapping, hidden)
    for start in range(0, len(matched), _CHUNK):
        ImportRow.objects.bulk_create(writer.rows(matched[start : start + _CHUNK]))
        run.report((len(matched) + start) // 2, len(matched))
    batch.state = BatchState.PREVIEW
    batch.headings = list(table.headings)
    batch.notices = notices + _faults_of_hidden(rows, hidden)
    batch.counts = count_rows(batch)
    batch.save()
    run.report(len(matched), len(matched))


class _RowWriter:
    """Makes rows of what was found; knows the people and earlier rows that they may be."""

    def __init__(self, batch: ImportBatch, matched: Matched, mapping: ColumnMapping, hidden: frozenset[int]) -> None:
        self.batch, self.mapping, self.hidden = batch, mapping, hidden
        self.earlier = {row.number: row for row, _match in matched}
        known = (match for _row, match in matched if match.kind is MatchKind.KNOWN)
        self.facts = facts_of_people(UUID(pk) for match in known for pk in match.person_ids)

    def rows(self, matched: Matched) -> list[ImportRow]:
        """The rows, not saved yet."""
        return [self._row(row, match) for row, match in matched]

    def _row(self, row: CheckedRow, match: Match) -> ImportRow:
        is_known, is_hidden = match.kind is MatchKind.KNOWN, row.number in self.hidden
        people, lines = [UUID(pk) for pk in match.person_ids], list(match.rows)
        return ImportRow(
            batch=self.batch,
            municipality_id=self.batch.municipality_id,
            line=row.number,
            # Nobody reads the cells of a row that is never listed: they may hold an address.
            raw={} if is_hidden else {"cells": list(row.raw.cells)},
            parsed=row.person.as_json(),
            findings=[finding.as_json() for finding in row.findings] + self._differences(row, match),
            category=_CATEGORIES[match.kind] if row.category is Category.OK else RowCategory(row.category.value),
            is_protected=is_hidden,
            match_reasons=[reason.value for reason in match.reasons],
            matched_id=people[0] if people else None,
            matched_line=lines[0] if is_known and lines else None,
            candidate_ids=[] if is_known else people,
            candidate_lines=[] if is_known else lines,
        )

    def _differences(self, row: CheckedRow, match: Match) -> list[dict[str, object]]:
        if match.kind is not MatchKind.KNOWN:
            return []
        if match.rows:
            return differences(facts_of_row(self.earlier[match.rows[0]].person), row.person, self.mapping)
        known = self.facts.get(UUID(match.person_ids[0]))
        return differences(known, row.person, self.mapping) if known else []


def _locked(run: RunningJob) -> QuerySet[ImportBatch]:
    rows = ImportBatch.objects.filter(pk=run.arguments["batch_id"])
    return rows.select_for_update(of=("self",), no_key=True)


def _end(actor: Actor, run: RunningJob, state: BatchState, **fields: object) -> None:
    with acting_as(actor):
        batch = own_batch(_locked(run).defer("raw"), run.job)
        if batch is None:
            return
        ImportRow.objects.filter(batch=batch).delete()
        ImportBatch.objects.filter(pk=batch.pk).update(state=state, counts={}, changed_at=timezone.now(), **fields)


def _context(batch: ImportBatch) -> CheckContext:
    return CheckContext(
        municipality=municipality_number(batch.municipality),
        known_municipalities=frozenset(Municipality.objects.values_list("number", flat=True)),
        synthetic_only=settings.SYNTHETIC_PEOPLE_ONLY,
        today=timezone.localdate(),
    )


def _file_notices(table: Table, *, was_remembered: bool) -> list[dict[str, object]]:
    notices: list[dict[str, object]] = [{"code": code.value, "text": NOTICE_TEXTS[code]} for code in table.notices]
    if was_remembered:
        text = _("Kolonnene er koblet slik som sist. Se over at det stemmer.")
        notices.append({"code": "columns_remembered", "text": text})
    return notices


def _faults_of_hidden(rows: Sequence[CheckedRow], hidden: frozenset[int]) -> list[dict[str, object]]:
    """What stops protected rows: line, column and fault without a value, since the row itself is never shown."""
    return [
        {"code": "protected_fault", "line": row.number, "heading": fault.heading, "text": _without_values(fault.code)}
        for row in rows
        if row.number in hidden and row.category is Category.FAULTY
        for fault in row.errors
    ]


def _without_values(code: str) -> str:
    sentence = RULES[code][1]
    return _("Verdien kan ikke brukes.") if "{" in sentence else sentence
