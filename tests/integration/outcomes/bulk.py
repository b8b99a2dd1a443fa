"""Writes many rows of a model in one statement: columns as arrays, with Django's own defaults."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.db import connection
from django.db.models import GeneratedField, Model
from django.utils import timezone

ROWS_AT_ONCE = 25_000


def insert(model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows; keys are the columns' attribute names. The caller acts as somebody who may."""
    for start in range(0, len(rows), ROWS_AT_ONCE):
        _insert(model, rows[start : start + ROWS_AT_ONCE])


def _insert(model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    now = timezone.now()
    names, arrays, columns, values = [], [], [], []
    for field in model._meta.concrete_fields:
        if isinstance(field, GeneratedField):
            continue
        column = [_value(field, row, now) for row in rows]
        if field.primary_key and not isinstance(column[0], int | str):
            column = [value or uuid4() for value in column]
        names.append(f'"{field.column}"')
        kind = field.db_type(connection) or "text"
        carried = "text" if kind == "jsonb" or kind.endswith("[]") else kind
        arrays.append(f"%s::{carried}[]")
        columns.append(f'u."{field.column}"::{kind}')
        values.append([json.dumps(value) if kind == "jsonb" else value for value in column])
    aliases = ", ".join(names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({aliases})"
            f" SELECT {', '.join(columns)} FROM unnest({', '.join(arrays)}) AS u ({aliases})",
            values,
        )


def _value(field: Any, row: dict[str, Any], now: Any) -> Any:
    if field.attname in row:
        return row[field.attname]
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return now
    value = field.get_default()
    if isinstance(value, list) and field.get_internal_type() == "ArrayField":
        return "{" + ",".join(map(str, value)) + "}"
    return value
