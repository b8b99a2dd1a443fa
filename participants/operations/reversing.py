"""Remembers what an act on whole cases changes in every table, and puts it back.

It knows no table by name: each model with a foreign key to people takes part, so that what every app moved comes back.
What somebody changed afterwards stands; the rest returns to what it was.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from psycopg import sql
from psycopg.types.json import Jsonb

from agencies.access import Actor, acting_as
from participants.models import Assignment, CaseEvent, CaseReversal, NamedAccess, Participant, ReversibleAct
from participants.operations.deadlines import close_deadlines

_GRADING = ("protection_changed", "protection_raised")
_LEFT_ALONE = frozenset({"version", "changed_at", "sort_key", "search_key"})
_EMPTIED = frozenset({"raw", "parsed", "findings", "person", "programme"})
"""What a row of a list held about somebody is emptied for good when they are protected: no copy of it is kept here."""
Row = dict[str, Any]
Key = tuple[str, str]


@contextmanager
def remembered(
    actor: Actor, act: ReversibleAct, person: Participant, reason: str, other: Participant | None = None
) -> Iterator[None]:
    """Run an act on one or two cases, and keep what it changed."""
    ids = [person.pk, *([other.pk] if other else [])]
    with acting_as(actor.as_system()):
        before = _rows_of(ids)
    yield
    with acting_as(actor.as_system()):
        after = _rows_of(ids)
        CaseReversal.objects.create(
            participant=person,
            municipality_id=person.municipality_id,
            other=other,
            act=act,
            reason=reason,
            done_on=timezone.localdate(),
            done_by_id=actor.user_id,
            rows=[
                [*key, changed]
                for key, row in before.items()
                if key in after and (changed := _changed(row, after[key]))
            ],
            added=[[*key] for key in after if key not in before],
        )


def put_back(actor: Actor, reversal: CaseReversal) -> None:
    """Give every row its values from before, where nobody has changed them since; duties that came are closed."""
    with acting_as(actor.as_system()):
        with connection.cursor() as cursor:
            for table, pk, changed in reversal.rows:
                _restore(cursor, table, pk, changed)
        _close_added(reversal)
        reversal.undone_on, reversal.undone_by_id = timezone.localdate(), actor.user_id
        reversal.save(update_fields=["undone_on", "undone_by"])


def take_back_access(actor: Actor, reversal: CaseReversal) -> None:
    """Whom the act named on the cases is named no more, unless it is who works with that same case.

    Where somebody has graded a case since, who is named there was said then, and stands. It is the last step: whoever
    takes the act back may be among those who lose the one case.
    """
    with acting_as(actor.as_system()):
        ids = [pk for table, pk in reversal.added if table == "participants_namedaccess"]
        rows = NamedAccess.objects.filter(pk__in=ids)
        graded = CaseEvent.objects.filter(
            participant__in=rows.values("participant"), kind__in=_GRADING, created_at__gt=reversal.created_at
        )
        standing = Assignment.objects.filter(participant=OuterRef("participant"), user=OuterRef("user"))
        works_there = standing.filter(Q(last_day__isnull=True) | Q(last_day__gte=timezone.localdate()))
        rows.exclude(Exists(works_there)).exclude(participant__in=graded.values("participant")).delete()


def _rows_of(ids: Sequence[UUID]) -> dict[Key, Row]:
    found: dict[Key, Row] = {}
    with connection.cursor() as cursor:
        for table, columns in _tables().items():
            where = sql.SQL(" OR ").join(
                sql.SQL("t.{} = ANY (%(ids)s)").format(sql.Identifier(name)) for name in columns
            )
            query = sql.SQL("SELECT t.id::text, to_jsonb(t) FROM {} t WHERE {} ORDER BY t.id")
            cursor.execute(query.format(sql.Identifier(table), where), {"ids": list(ids)})
            for pk, row in cursor.fetchall():
                found[table, pk] = row if isinstance(row, dict) else _parsed(row)
    return found


@cache
def _tables() -> dict[str, tuple[str, ...]]:
    """Each table that points at people, with the columns that do; people first, then as their apps come."""
    found: dict[str, tuple[str, ...]] = {Participant._meta.db_table: ("id", "merged_into_id")}  # noqa: SLF001
    for model in apps.get_models():
        if model in (Participant, CaseEvent, CaseReversal) or not model._meta.managed:  # noqa: SLF001 - documented
            continue
        columns = tuple(
            field.column
            for field in model._meta.concrete_fields  # noqa: SLF001 - the documented way to a model's fields
            if isinstance(field, models.ForeignKey) and field.related_model is Participant
        )
        if columns and any(field.column == "id" for field in model._meta.concrete_fields):  # noqa: SLF001
            found[model._meta.db_table] = columns  # noqa: SLF001
    return found


def _changed(before: Row, after: Row) -> dict[str, list[Any]]:
    return {
        name: [value, after[name]]
        for name, value in before.items()
        if name not in _LEFT_ALONE | _EMPTIED and after.get(name) != value
    }


def _restore(cursor: Any, table: str, pk: str, changed: dict[str, list[Any]]) -> None:
    name = sql.Identifier(table)
    cursor.execute(sql.SQL("SELECT to_jsonb(t) FROM {} t WHERE id = %s FOR NO KEY UPDATE").format(name), [pk])
    found = cursor.fetchone()
    if found is None:
        return
    now = found[0] if isinstance(found[0], dict) else _parsed(found[0])
    back = {column: before for column, (before, after) in changed.items() if now.get(column) == after}
    if not back:
        return
    columns = sql.SQL(", ").join(sql.SQL("{0} = b.{0}").format(sql.Identifier(column)) for column in back)
    query = sql.SQL("UPDATE {0} AS t SET {1} FROM jsonb_populate_record(NULL::{0}, %s) AS b WHERE t.id = %s")
    cursor.execute(query.format(name, columns), [Jsonb(back), pk])


def _close_added(reversal: CaseReversal) -> None:
    deadlines = [pk for table, pk in reversal.added if table == "participants_deadline"]
    rows = apps.get_model("participants", "Deadline").objects.filter(pk__in=deadlines)
    for kind, subject_id in rows.values_list("kind", "subject_id"):
        close_deadlines([kind], [subject_id], timezone.localdate())


def _parsed(text: str) -> Row:
    return dict(json.loads(text))
