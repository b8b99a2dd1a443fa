"""Reads the copied rows of a person: plain values for machines, and words for people.

The copy is written in Norwegian, whatever the language of whoever asks: it is the authority's answer to the person.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Field, Model, Q, QuerySet
from django.utils import timezone

from participants.change_tables import in_its_words
from participants.subject_access import TECHNICAL_REASON, CopiedTable, copied_tables
from participants.subject_labels import label_of

Row = dict[str, Any]
Reader = Callable[[Any], Any]

# Keys inside of stored contents that name other people (GDPR art. 15(4)).
_KEYS_OF_OTHERS = frozenset({"contact_name", "contact_phone", "contact_email", "family_tie_note"})


@dataclass(frozen=True, slots=True)
class CopiedRows:
    """The rows of one table: ``rows`` with codes, ``lines`` with labels and words, and how many were kept back."""

    table: CopiedTable
    rows: list[Row]
    lines: list[list[tuple[str, str]]]
    kept_back: int

    @property
    def code(self) -> str:
        """The table's name."""
        return self.table.model._meta.db_table  # noqa: SLF001 - the documented way to a model's table

    @property
    def title(self) -> str:
        """What the table holds, with a capital letter."""
        return title_of(self.table.model)


def title_of(model: type[Model]) -> str:
    """What a table holds, with a capital letter."""
    name = str(model._meta.verbose_name)  # noqa: SLF001 - the documented way to a model's name
    return name[:1].upper() + name[1:]


def copied_rows(
    person_ids: Sequence[UUID],
    *,
    includes_internal: bool = False,
    is_whole: bool = False,
    only: Mapping[type[Model], Collection[UUID]] | None = None,
) -> list[CopiedRows]:
    """Every copied table with what it has about the person, under all ids that the person was registered under.

    ``is_whole`` keeps nothing back but technical keys: for the archive, which preserves the case as it was. ``only``
    are the rows of a part of the case, by model.
    The caller acts as the system in the person's municipality: the copy is of everything there, whoever asked for it.
    """
    return [
        _read(
            table, _about(table, person_ids, only), includes_internal=includes_internal or is_whole, is_whole=is_whole
        )
        for table in copied_tables()
    ]


def in_words(value: Any) -> str:
    """A stored value as somebody reads it; empty when there is nothing."""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {in_words(inner)}" for key, inner in value.items() if inner not in (None, "", [], {}))
    if isinstance(value, (list, tuple)):
        return ", ".join(in_words(inner) for inner in value)
    if isinstance(value, bool):
        return "ja" if value else "nei"
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%d.%m.%Y kl. %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    return "" if value is None else str(value)


def _about(
    table: CopiedTable, person_ids: Sequence[UUID], only: Mapping[type[Model], Collection[UUID]] | None
) -> "QuerySet[Any]":
    rows: QuerySet[Any] = table.model._default_manager.filter(**{f"{table.path}__in": person_ids})  # noqa: SLF001
    return rows if only is None else rows.filter(pk__in=only.get(table.model, ()))


def _read(table: CopiedTable, about: "QuerySet[Any]", *, includes_internal: bool, is_whole: bool) -> CopiedRows:
    names = [*table.columns, *(_told(table) if is_whole else ())]
    fields = [table.model._meta.get_field(name) for name in names]  # noqa: SLF001
    shown, kept_back = about, 0
    if table.kept_back is not None and not includes_internal:
        shown = about.exclude(pk__in=_held(about, table.kept_back))
        kept_back = _held(about, table.kept_back).count()
    related = [field.name for field in fields if field.is_relation]
    found = list(shown.order_by("pk").select_related(*related) if related else shown.order_by("pk"))
    reader = _keep if is_whole else without_others
    return CopiedRows(
        table,
        [_row(fields, row, reader) for row in found],
        [list(_lines(fields, row, reader)) for row in found],
        kept_back,
    )


def _told(table: CopiedTable) -> list[str]:
    """The withheld columns that tell something."""
    return [name for name, reason in table.withheld.items() if reason != TECHNICAL_REASON]


def _held(about: "QuerySet[Any]", condition: Q) -> "QuerySet[Any]":
    return about.order_by().filter(condition).values("pk")


def _row(fields: Iterable[Any], row: Model, reader: Reader) -> Row:
    return {field.name: _plain(reader(getattr(row, field.name))) for field in fields}


def _lines(fields: Iterable[Any], row: Model, reader: Reader) -> Iterable[tuple[str, str]]:
    for field in fields:
        value = getattr(row, field.name)
        words = in_its_words(type(row), field.name, value) or _choice(field, value) or in_words(reader(value))
        if words:
            yield label_of(field), words


def _choice(field: "Field[Any, Any]", value: Any) -> str:
    return str(dict(field.flatchoices).get(value, "")) if field.choices and isinstance(value, (str, int)) else ""


def _plain(value: Any) -> Any:
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID, Model)):
        return str(value)
    return value


def _keep(value: Any) -> Any:
    return value


def without_others(value: Any) -> Any:
    """The value without what names other people."""
    if isinstance(value, Mapping):
        return {key: without_others(inner) for key, inner in value.items() if key not in _KEYS_OF_OTHERS}
    return [without_others(inner) for inner in value] if isinstance(value, (list, tuple)) else value
