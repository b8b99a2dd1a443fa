"""Lists that can be fetched as files: a page registers its rows, columns and filters; a floor above writes the file.

What stands in a file is what the page shows to the same person with the same address, without its paging: the rows
come from the same ``visible_to`` queryset, and a column that belongs to a field group is there only for those to whom
the decision table opens the group (law.md 7.2).
"""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.views import View

from agencies.access import Action, Actor, FieldGroup, Resource, fields_for, may

Text = str | Promise
Record = tuple[list[UUID], list[str]]
"""Whom a row names, and its cells as text."""
ABOUT = "id"
"""The value of a query with the id of the one thing (a class, a board) that a list belongs to."""
PAGING = frozenset({"etter", "before", "sorter"})
"""Values of an address that say where in the list one is, not what is in it."""
_SPACES = re.compile(r"\s+")
CHUNK = 200
"""Rows that are read, and kept, at a time."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is made from: for whom, the values of the page's address, and the day."""

    actor: Actor
    query: QueryDict
    day: dt.date

    @property
    def pk(self) -> UUID:
        """What the list belongs to; ``ObjectDoesNotExist`` when the query names nothing."""
        try:
            return UUID(self.query.get(ABOUT, ""))
        except ValueError as error:
            raise ObjectDoesNotExist from error


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column: its heading, what a row has in it, and the field group it belongs to, if any."""

    title: Text
    cell: Callable[[Any], Any]
    fields: FieldGroup | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One list as it is for somebody on a day.

    ``rows`` is asked only when the file is made: a queryset is read by a cursor in the database. ``shown`` makes of a
    few of them what the page's own table is made of. ``filters`` are what was chosen, in words. ``person`` is whom a
    row is about and ``others`` whom else it names: the file is closed when one of them is hidden later.
    """

    rows: Callable[[], QuerySet[Any] | Sequence[Any]]
    columns: Sequence[ListColumn]
    filters: Sequence[tuple[Text, Text]] = ()
    shown: Callable[[list[Any]], Iterable[Any]] = list
    person: Callable[[Any], UUID | None] | None = None
    others: Callable[[Any], Iterable[UUID]] | None = None

    @property
    def names_people(self) -> bool:
        """Whether its rows are about people or name them."""
        return self.person is not None or self.others is not None

    def columns_for(self, actor: Actor) -> list[ListColumn]:
        """The columns that the actor's roles open."""
        opened = fields_for(actor)
        return [column for column in self.columns if column.fields is None or column.fields in opened]

    def read(self, actor: Actor) -> tuple[int, Iterator[Record]]:
        """How many rows there are, and the rows, of which only a few are in memory at a time."""
        rows = self.rows()
        if isinstance(rows, QuerySet):
            return rows.count(), self._records(rows.iterator(chunk_size=CHUNK), actor)
        return len(rows), self._records(rows, actor)

    def _records(self, rows: Iterable[Any], actor: Actor) -> Iterator[Record]:
        columns = self.columns_for(actor)
        source = iter(rows)
        while chunk := list(islice(source, CHUNK)):
            for row in self.shown(chunk):
                yield self._named(row), [in_cell(each.cell(row)) for each in columns]

    def _named(self, row: Any) -> list[UUID]:
        person = self.person(row) if self.person else None
        return [*([person] if person else []), *(self.others(row) if self.others else ())]


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list that can be fetched as a file.

    ``page`` is the page that shows it; ``resource`` and ``action`` are the pair of the decision table that the page
    stands on. A list without a page is offered among the files alone. ``is_of_one`` when it belongs to one thing,
    named by ``ABOUT``.
    ``choices`` are the values of ``utvalg``, for a list without a page. ``visible`` answers which of the people in a
    file the actor may still see; ``None`` asks for their cases.
    """

    code: str
    title: Text
    resource: Resource
    sheet: Callable[[Asked], Sheet]
    page: type[View] | None = None
    action: Action = Action.VIEW
    is_of_one: bool = False
    choices: Sequence[tuple[str, Text]] = ()
    visible: Callable[[Actor, Collection[UUID]], set[UUID]] | None = None

    def is_for(self, actor: Actor) -> bool:
        """Whether the actor's roles give the list."""
        return may(actor, self.resource, self.action)


_files: dict[str, ListFile] = {}


def register_list(*files: ListFile) -> None:
    """Add lists; a code that is taken is a mistake of ours (``ValueError``)."""
    for each in files:
        if each.code in _files:
            raise ValueError(each.code)
        _files[each.code] = each


def list_files() -> Mapping[str, ListFile]:
    """All lists by code, in the order of their registration."""
    return _files


def asked(actor: Actor, query: Mapping[str, str], day: dt.date) -> Asked:
    """A query as it was kept, as the page would have read it."""
    given = QueryDict(mutable=True)
    given.update(dict(query))
    return Asked(actor, given, day)


def text_of(html: str) -> str:
    """What a piece of a page says, without its markup."""
    return _SPACES.sub(" ", unescape(strip_tags(html))).strip()


def in_cell(value: Any) -> str:
    """A value as text: days as 31.12.2026, moments in Norwegian time, 1,5 with a comma, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, float | Decimal):
        return number_format(value)
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%d.%m.%Y %H:%M}"
    return f"{value:%d.%m.%Y}" if isinstance(value, dt.date) else str(value)
