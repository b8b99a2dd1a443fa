"""Cursors: where a page begins, encrypted, so that they tell nobody a name and cannot be made up."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from cryptography.fernet import Fernet, InvalidToken
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac


@dataclass(frozen=True, slots=True)
class Cursor:
    """The sort values of the row that a page begins after; ``backwards`` pages end before it."""

    ordering: tuple[str, ...]
    values: tuple[Any, ...]
    backwards: bool = False


def written(cursor: Cursor) -> str:
    """The cursor as text for an address."""
    plain = orjson.dumps([cursor.ordering, cursor.values, cursor.backwards])
    return _cipher().encrypt(plain).decode().rstrip("=")


def read(text: str, ordering: Sequence[str]) -> Cursor | None:
    """The cursor behind the text; none when it is not one of ours, or belongs to another ordering."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        found, values, backwards = orjson.loads(_cipher().decrypt(padded))
    except (InvalidToken, UnicodeEncodeError, ValueError):
        return None
    return Cursor(tuple(found), tuple(values), backwards) if tuple(found) == tuple(ordering) else None


def after(rows: QuerySet[Any], ordering: Sequence[str], values: Sequence[Any]) -> QuerySet[Any]:
    """The rows that come after ``values`` in ``ordering``, by a condition that an index on the ordering serves."""
    condition = Q()
    for name, value in reversed(list(zip(ordering, values, strict=True))):
        field = name.removeprefix("-")
        beyond = Q(**{f"{field}__{'lt' if name.startswith('-') else 'gt'}": value})
        condition = beyond | (Q(**{field: value}) & condition) if condition else beyond
    first = ordering[0].removeprefix("-")
    bound = Q(**{f"{first}__{'lte' if ordering[0].startswith('-') else 'gte'}": values[0]})
    return rows.filter(bound & condition)


def reverse_of(ordering: Sequence[str]) -> list[str]:
    """The same ordering the other way."""
    return [name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in ordering]


def _cipher() -> Fernet:
    key = salted_hmac("agencies.api.cursors", "", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
