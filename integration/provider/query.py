"""Filter, sort, fields and pages of a collection, exactly as the standard asks for them."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from integration.provider.faults import ImsFault

DEFAULT_LIMIT = 100
LARGEST_LIMIT = 10_000
"""A larger limit is taken for this one, as the standard allows."""
_LARGEST_NUMBER = 2**31 - 1
_PARAMETERS = ("limit", "offset", "sort", "orderBy", "filter", "fields")
_CLAUSE = re.compile(r"\s*([A-Za-z_][\w.:]*)\s*(!=|>=|<=|=|>|<|~)\s*'((?:[^']|'')*)'\s*")
_JOIN = re.compile(r"(AND|OR)(?=\s)", re.IGNORECASE)
_MOST_CLAUSES = 10
_MOMENTS = frozenset({"dateLastModified", "assignDate", "dueDate"})
_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Query:
    """What a client asks of a collection."""

    limit: int
    offset: int
    sort: str
    descending: bool
    clauses: tuple[tuple[str, str, str], ...]
    joins: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of a collection, how many there are in all, and the neighbours of the page."""

    rows: list[_Row]
    total: int
    link: str


def read_query(parameters: QueryDict, known: frozenset[str]) -> Query:
    """The query; raises ``ImsFault`` (400) for what cannot be read. ``known`` are the fields of the collection."""
    _refuse_repeated(parameters)
    clauses, joins = _filter(parameters.get("filter"), known)
    sort = parameters.get("sort", "")
    if "sort" in parameters and sort.partition(".")[0] not in known:
        raise ImsFault(HTTPStatus.BAD_REQUEST, f"Unknown sort field: {sort[:80]}", "invalid_sort_field")
    order = parameters.get("orderBy", "asc")
    if order not in ("asc", "desc"):
        raise ImsFault(HTTPStatus.BAD_REQUEST, "orderBy is asc or desc", "invalid_sort_field")
    return Query(
        limit=min(_number(parameters, "limit", DEFAULT_LIMIT, 1), LARGEST_LIMIT),
        offset=_number(parameters, "offset", 0, 0),
        sort=sort,
        descending=order == "desc",
        clauses=clauses,
        joins=joins,
        fields=read_fields(parameters, known),
    )


def changed_since(query: Query) -> dt.datetime | None:
    """The moment before which nothing can match: that of a delta; None when the filter does not say one.

    A little earlier than asked for, because we write milliseconds and keep microseconds; the filter itself still holds.
    """
    if "OR" in query.joins:
        return None
    asked = [_moment(value) for field, operator, value in query.clauses
             if field == "dateLastModified" and operator in (">", ">=", "=")]  # fmt: skip
    known = [moment for moment in asked if moment is not None]
    return max(known) - dt.timedelta(milliseconds=1) if known else None


def is_plain(query: Query) -> bool:
    """Whether all rows are wanted, in the order of their ids: then only those of one page need be made."""
    return not query.clauses and query.sort in ("", "sourcedId")


def page_of_ids(ids: Iterable[str], query: Query, url: str) -> Answer:
    """The page of ``ids`` that is asked for, with no rows yet."""
    found = sorted(ids, reverse=query.descending)
    page = found[query.offset : query.offset + query.limit]
    return Answer([{"sourcedId": one} for one in page], len(found), _links(url, query, len(found)))


def read_fields(parameters: QueryDict, known: frozenset[str]) -> tuple[str, ...]:
    """The fields that are asked for; none means all."""
    if "fields" not in parameters:
        return ()
    wanted = tuple(name.strip() for name in str(parameters["fields"]).split(","))
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ImsFault(HTTPStatus.BAD_REQUEST, f"Unknown field: {unknown[0][:80]}", "invalid_selection_field")
    return wanted


def select(row: _Row, fields: Sequence[str]) -> _Row:
    """The row with these fields only."""
    return {name: row[name] for name in fields if name in row} if fields else row


def answer(rows: Iterable[_Row], query: Query, url: str) -> Answer:
    """The page of ``rows`` that is asked for; ``url`` is the address of the collection without its query."""
    found = [row for row in rows if _matches(row, query)]
    found.sort(key=lambda row: str(row["sourcedId"]))
    if query.sort:
        found.sort(key=lambda row: _sort_key(row, query.sort), reverse=query.descending)
    elif query.descending:
        found.reverse()
    page = found[query.offset : query.offset + query.limit]
    return Answer([select(row, query.fields) for row in page], len(found), _links(url, query, len(found)))


def links_of(base: str, parameters: Mapping[str, str], limit: int, offset: int, total: int) -> str:
    """The ``Link`` header of a page."""

    def at(where: int, name: str) -> str:
        asked = {key: value for key, value in parameters.items() if key in _PARAMETERS}
        return f'<{base}?{urlencode({**asked, "limit": str(limit), "offset": str(where)})}>; rel="{name}"'

    last = max((total - 1) // limit * limit, 0)
    parts = []
    if offset + limit < total:
        parts.append(at(offset + limit, "next"))
    parts += [at(last, "last"), at(0, "first")]
    if offset > 0:
        # Beyond the end, the page before is the last that has anything.
        parts.append(at(max(min(offset - limit, last), 0), "prev"))
    return ", ".join(parts)


def _links(url: str, query: Query, total: int) -> str:
    base, _mark, text = url.partition("?")
    return links_of(base, QueryDict(text).dict(), query.limit, query.offset, total)


def _refuse_repeated(parameters: QueryDict) -> None:
    for name in _PARAMETERS:
        if len(parameters.getlist(name)) > 1:
            raise ImsFault(HTTPStatus.BAD_REQUEST, f"{name} may stand once only")


def _number(parameters: QueryDict, name: str, default: int, least: int) -> int:
    text = parameters.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()) or not least <= int(text[:12]) <= _LARGEST_NUMBER:
        raise ImsFault(HTTPStatus.BAD_REQUEST, f"{name} is a whole number of at least {least}")
    return int(text)


def _filter(text: str | None, known: frozenset[str]) -> tuple[tuple[tuple[str, str, str], ...], tuple[str, ...]]:
    if text is None:
        return (), ()
    clauses: list[tuple[str, str, str]] = []
    joins: list[str] = []
    at = 0
    while True:
        clause = _CLAUSE.match(text, at)
        if clause is None or len(clauses) >= _MOST_CLAUSES:
            raise ImsFault(HTTPStatus.BAD_REQUEST, "The filter cannot be read", "invalid_filter_field")
        field, operator, value = clause.groups()
        if field.partition(".")[0] not in known:
            raise ImsFault(HTTPStatus.BAD_REQUEST, f"Unknown filter field: {field[:80]}", "invalid_filter_field")
        clauses.append((field, operator, value.replace("''", "'")))
        at = clause.end()
        if at == len(text):
            return tuple(clauses), tuple(joins)
        join = _JOIN.match(text, at)
        if join is None:
            raise ImsFault(HTTPStatus.BAD_REQUEST, "Clauses are joined by AND or OR", "invalid_filter_field")
        joins.append(join[1].upper())
        at = join.end()


def _matches(row: _Row, query: Query) -> bool:
    """AND binds before OR, as everywhere."""
    if not query.clauses:
        return True
    held = [_holds(row, *clause) for clause in query.clauses]
    groups = [[held[0]]]
    for join, value in zip(query.joins, held[1:], strict=True):
        if join == "AND":
            groups[-1].append(value)
        else:
            groups.append([value])
    return any(all(group) for group in groups)


def _holds(row: _Row, field: str, operator: str, wanted: str) -> bool:
    values = list(values_at(row, field.split(".")))
    if operator == "!=":
        return all(not _compare(field, value, "=", wanted) for value in values)
    return any(_compare(field, value, operator, wanted) for value in values)


def values_at(value: Any, path: Sequence[str]) -> Iterable[Any]:
    """Every value at a dotted path; a list is gone through."""
    if isinstance(value, list):
        for part in value:
            yield from values_at(part, path)
    elif not path:
        if value is not None:
            yield value
    elif isinstance(value, dict):
        yield from values_at(value.get(path[0]), path[1:])


_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
}


def _compare(field: str, value: Any, operator: str, wanted: str) -> bool:
    if operator == "~":
        return wanted.casefold() in str(value).casefold()
    mine, theirs = _comparable(field, value, wanted)
    return _ORDERS[operator](mine, theirs)


def _comparable(field: str, value: Any, wanted: str) -> tuple[Any, Any]:
    """Both in one type: moments as moments however precisely they are written, numbers as numbers, else text."""
    if field in _MOMENTS:
        moments = _moment(str(value)), _moment(wanted)
        if None not in moments:
            return moments
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        try:
            return Decimal(str(value)), Decimal(wanted)
        except InvalidOperation:
            pass
    return str(value).casefold(), wanted.casefold()


def _moment(text: str) -> dt.datetime | None:
    try:
        read = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=dt.UTC)


def _sort_key(row: _Row, sort: str) -> tuple[bool, Any]:
    value = next(iter(values_at(row, sort.split("."))), None)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (True, f"{value:030.6f}")
    return (value is not None, str(value) if value is not None else "")
