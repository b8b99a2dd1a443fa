"""Reads the earlier values of what is in a person's copy.

A change is written under the person that the row was of then. Where two registrations were one for a while, or were
taken apart, the changes of a row follow the row: they are told to whoever it is about now.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from agencies.models import ChangeRecord, User
from participants.models import CaseEvent, CaseReversal
from participants.subject_access import CopiedTable, copied_tables
from participants.subject_labels import label_of
from participants.subject_rows import Row, title_of, without_others

_PARTED = ("merge_undone", "case_split")
Borrowed = set[tuple[str, str, str, str]]
"""Table, row, column and value that came from another person by a merge which was undone."""


def copied_changes(person_ids: Sequence[UUID], only: Collection[UUID] | None = None) -> list[Row]:
    """Earlier values of what is copied, oldest first: when, who, where, and each column before and after.

    ``only`` are the ids of the rows of a part of the case.
    """
    tables = {table.model._meta.db_table: table for table in copied_tables()}  # noqa: SLF001
    under = {*person_ids, *once_one_with(person_ids)}
    records = ChangeRecord.objects.filter(participant_id__in=under, kind="update", table_name__in=tables)
    if only is not None:
        records = records.filter(row_id__in=only)
    found = _own(list(records.order_by("happened_at", "id")), tables, person_ids)
    users = dict(User.objects.filter(pk__in={record.user_id for record in found}).values_list("pk", "name"))
    borrowed = borrowed_values(person_ids)
    changes = [_change(tables[record.table_name], record, users, borrowed) for record in found]
    return [change for change in changes if change["changes"]]


def once_one_with(person_ids: Sequence[UUID]) -> set[UUID]:
    """Whose registrations were one with the person's, and are not any more."""
    told = CaseEvent.objects.filter(participant__in=person_ids, kind__in=_PARTED).values_list("facts__other", flat=True)
    return {UUID(other) for other in told if other}


def _own(
    records: Sequence[ChangeRecord], tables: Mapping[str, CopiedTable], person_ids: Sequence[UUID]
) -> list[ChangeRecord]:
    """Those whose row is the person's today; of a row that is gone, those that were written under the person."""
    by_table: dict[str, set[UUID]] = defaultdict(set)
    for record in records:
        by_table[record.table_name].add(record.row_id)
    there: set[UUID] = set()
    mine: set[UUID] = set()
    for name, ids in by_table.items():
        rows: Any = tables[name].model._default_manager.filter(pk__in=ids)  # noqa: SLF001
        there.update(rows.values_list("pk", flat=True))
        mine.update(rows.filter(**{f"{tables[name].path}__in": person_ids}).values_list("pk", flat=True))
    return [
        record
        for record in records
        if record.row_id in mine or (record.row_id not in there and record.participant_id in person_ids)
    ]


def borrowed_values(person_ids: Sequence[UUID]) -> Borrowed:
    """The values that came from another person by a merge which was undone."""
    undone = CaseReversal.objects.filter(
        Q(participant__in=person_ids) | Q(other__in=person_ids), undone_on__isnull=False
    )
    return {
        (table, pk, column, repr(after))
        for rows in undone.values_list("rows", flat=True)
        for table, pk, changed in rows
        for column, (_before, after) in changed.items()
    }


def _change(table: CopiedTable, record: ChangeRecord, users: Mapping[UUID, str], borrowed: Borrowed) -> Row:
    by_column = {field.column: field for field in table.model._meta.concrete_fields}  # noqa: SLF001
    before, after = record.before or {}, record.after or {}

    def is_anothers(column: str) -> bool:
        key = (record.table_name, str(record.row_id), column)
        return (*key, repr(after[column])) in borrowed or (*key, repr(before.get(column))) in borrowed

    return {
        "happened_at": record.happened_at.isoformat(),
        "by": users.get(record.user_id, "") if record.user_id else "",
        "table": record.table_name,
        "what": title_of(table.model),
        "changes": [
            {
                "column": by_column[column].name,
                "label": label_of(by_column[column]),
                "before": without_others(before.get(column)),
                "after": without_others(value),
            }
            for column, value in after.items()
            # A key of another row says nothing by itself.
            if column in by_column and by_column[column].name in table.columns and not by_column[column].is_relation
            if not is_anothers(column)
        ],
    }
