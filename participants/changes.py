"""A change record in words: which field, from what, to what."""

import datetime as dt
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from agencies.models import ChangeRecord


def said(record: ChangeRecord) -> list[str]:
    """One line per changed field that people know by name; technical columns are left out."""
    model = _model_of(record.table_name)
    if model is None:
        return []
    before, after = record.before or {}, record.after or {}
    lines = [_line(model, column, before.get(column), value) for column, value in after.items()]
    return [line for line in lines if line]


def _model_of(table: str) -> type[models.Model] | None:
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def _line(model: type[models.Model], column: str, old: Any, new: Any) -> str:
    try:
        field = model._meta.get_field(column)
    except FieldDoesNotExist:
        return ""
    if not isinstance(field, models.Field) or not field.editable or field.is_relation:
        return ""
    if str(field.verbose_name) == field.name.replace("_", " "):
        return ""
    name = f"{model._meta.verbose_name}: {field.verbose_name}"
    return _("%(field)s fra %(old)s til %(new)s") % {
        "field": name, "old": _value(field, old), "new": _value(field, new)
    }  # fmt: skip


def _value(field: Any, value: Any) -> str:
    if value in (None, ""):
        return _("ikke registrert")
    if field.choices:
        return f"«{dict(field.flatchoices).get(value, value)}»"
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return f"{dt.date.fromisoformat(value):%d.%m.%Y}"
    return f"«{value}»"
