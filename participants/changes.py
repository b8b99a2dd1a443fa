"""A change record in words: which field, from what, to what."""

import datetime as dt
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.options import Options
from django.utils.translation import gettext as _

from agencies.models import ChangeRecord


def said(record: ChangeRecord) -> list[str]:
    """One line per changed field that people know by name; technical columns are left out."""
    options = _options_of(record.table_name)
    if options is None:
        return []
    before, after = record.before or {}, record.after or {}
    lines = [_line(options, column, before.get(column), value) for column, value in after.items()]
    return [line for line in lines if line]


def display_name(model: type[models.Model], field_name: str) -> str:
    """What people call a field; its own name when it has none for people."""
    field = model._meta.get_field(field_name)  # noqa: SLF001 - the documented way to a model's fields
    return str(getattr(field, "verbose_name", field_name))


def _options_of(table: str) -> "Options[Any] | None":
    every = (model._meta for model in apps.get_models())  # noqa: SLF001 - the documented way to a model's fields
    return next((options for options in every if options.db_table == table), None)


def _line(options: "Options[Any]", column: str, old: Any, new: Any) -> str:
    try:
        field = options.get_field(column)
    except FieldDoesNotExist:
        return ""
    if not isinstance(field, models.Field) or not field.editable or field.is_relation:
        return ""
    # A field without a name of its own is not for people to read.
    if str(field.verbose_name) == field.name.replace("_", " "):
        return ""
    return _("%(row)s: %(field)s fra %(old)s til %(new)s") % {
        "row": options.verbose_name,
        "field": field.verbose_name,
        "old": _value(field, old),
        "new": _value(field, new),
    }


def _value(field: Any, value: Any) -> str:
    if value in (None, ""):
        return _("ikke registrert")
    if field.choices:
        return f"«{dict(field.flatchoices).get(value, value)}»"
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return f"{dt.date.fromisoformat(value):%d.%m.%Y}"
    return f"«{value}»"
