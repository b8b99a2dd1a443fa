"""A change record as a sentence: what was done with which row, and each field from what to what, in words."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime, parse_time
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from agencies.models import Agency, ChangeRecord, User
from participants.change_tables import ToldTable, or_as_it_is
from participants.models import Participant
from participants.subject_labels import label_of

Names = Mapping[tuple[type[models.Model], str], str]
"""What the rows that records point at are called, by model and key."""

IsHidden = Callable[[str], bool]
"""Whether the change of a column is somebody else's."""

_LONGEST = 300


def display_name(model: type[models.Model], field_name: str) -> str:
    """What people call a field; its own name when it has none for people."""
    field = model._meta.get_field(field_name)  # noqa: SLF001 - the documented way to a model's fields
    return str(getattr(field, "verbose_name", field_name))


def sentence_about(
    table: ToldTable,
    record: ChangeRecord,
    opened: frozenset[str],
    names: Names,
    is_anothers: IsHidden,
    called: Any = None,
) -> str:
    """The record in words, with the columns that are ``opened``; empty when an update changed nothing that is told.

    ``called`` is what the row is called by now (``ToldTable.called``).
    """
    fields = [field for field in _fields(table, opened) if not is_anothers(field.column)]
    what = str(table.title or table.model._meta.verbose_name)  # noqa: SLF001 - the documented way to a model's name
    what = what[:1].upper() + what[1:]
    if record.kind == "update":
        lines = _updated(table, record, fields, names)
        which = next((_value(table, field, called, names) for field in fields if field.name == table.called), "")
        changed = _("%(what)s ble endret") % {"what": f"{what} {which}".strip()}
        return f"{changed}: {', '.join(lines)}." if lines else ""
    done = _("%(what)s ble registrert") if record.kind == "insert" else _("%(what)s ble slettet")
    values = (record.after if record.kind == "insert" else record.before) or {}
    lines = [
        f"{label_of(field)} {words}"
        for field in fields
        if not _is_the_one_who_did_it(field, values.get(field.column), record)
        if (words := _value(table, field, values.get(field.column), names))
    ]
    head = done % {"what": what}
    return f"{head}: {', '.join(lines)}." if lines else f"{head}."


def names_in(told: Iterable[tuple[ToldTable, ChangeRecord, Any]]) -> Names:
    """The names of the staff, agencies, employers and others that the records point at: one question for each kind.

    With each record stands what its row is called by now.
    """
    wanted: dict[Any, set[str]] = {}
    for table, record, called in told:
        for field in _fields(table, frozenset(table.groups)):
            if field.is_relation:
                values = [(each or {}).get(field.column) for each in (record.before, record.after)]
                values += [called] if field.name == table.called else []
                wanted.setdefault(field.related_model, set()).update(str(key) for key in values if key is not None)
    found: dict[tuple[type[models.Model], str], str] = {}
    for model, keys in wanted.items():
        rows = model._base_manager.filter(pk__in=keys)  # noqa: SLF001 - every row: most have no list of their own
        found |= {(model, str(row.pk)): _name_of(row) for row in rows}
    return found


def _name_of(row: models.Model) -> str:
    return row.name if isinstance(row, (User, Agency)) else str(row)


def _fields(table: ToldTable, opened: frozenset[str]) -> list[Any]:
    fields = (table.model._meta.get_field(name) for name in table.groups if name in opened)  # noqa: SLF001
    # Another case is never named here: whether the reader may know of that person is for the page that leads to it.
    return [field for field in fields if not (field.is_relation and field.related_model is Participant)]


def _is_the_one_who_did_it(field: Any, value: Any, record: ChangeRecord) -> bool:
    return field.is_relation and field.related_model is User and value == str(record.user_id)


def _updated(table: ToldTable, record: ChangeRecord, fields: list[Any], names: Names) -> list[str]:
    before, after = record.before or {}, record.after or {}
    lines = []
    for field in fields:
        if field.column not in after:
            continue
        if _is_content(table, field):
            lines.append(_("innholdet i %(field)s") % {"field": label_of(field)})
            continue
        old, new = (_value(table, field, values.get(field.column), names) for values in (before, after))
        lines.append(
            _("%(field)s fra %(old)s til %(new)s")
            % {"field": label_of(field), "old": old or _("ikke registrert"), "new": new or _("ikke registrert")}
        )
    return lines


def _is_content(table: ToldTable, field: Any) -> bool:
    return isinstance(field, models.JSONField) and field.name not in table.words


def _value(table: ToldTable, field: Any, value: Any, names: Names) -> str:
    """The value as people read it; empty where there is none."""
    if value in (None, "", []) or _is_content(table, field):
        return ""
    if field.name in table.words:
        return f"«{or_as_it_is(table.words[field.name], value)}»"
    if field.is_relation:
        name = names.get((field.related_model, str(value)), "")
        return f"«{name}»" if name else ""
    if isinstance(field, ArrayField):
        return ", ".join(_plain(field.base_field, each) for each in value)
    return _plain(field, value)


def _plain(field: Any, value: Any) -> str:
    if field.choices:
        return f"«{dict(field.flatchoices).get(value, value)}»"
    for kind, say in _SAID.items():
        if isinstance(field, kind):
            return or_as_it_is(say, value)
    text = str(value)
    return f"«{text[:_LONGEST]}…»" if len(text) > _LONGEST else f"«{text}»"


def _yes_or_no(value: Any) -> str:
    return _("ja") if value else _("nei")


def _moment(value: Any) -> str:
    moment = parse_datetime(value)
    return f"{timezone.localtime(moment):%d.%m.%Y kl. %H:%M}" if moment else str(value)


def _day(value: Any) -> str:
    return f"{dt.date.fromisoformat(value):%d.%m.%Y}"


def _time(value: Any) -> str:
    time = parse_time(value)
    return f"{time:%H:%M}" if time else str(value)


def _number(value: Any) -> str:
    return number_format(f"{Decimal(str(value)).normalize():f}")


# A moment is a day too to Django, so it stands first.
_SAID: Mapping[type[Any], Callable[[Any], str]] = {
    models.BooleanField: _yes_or_no,
    models.DateTimeField: _moment,
    models.DateField: _day,
    models.TimeField: _time,
    models.DecimalField: _number,
    models.IntegerField: _number,
}
