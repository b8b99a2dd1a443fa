"""Reads the elements of a plan from a posted form, and does with them what its buttons say."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from agencies.web.forms import DayField
from programmes.law.plan_elements import usually_counts_as_work
from programmes.law.plan_words import ElementKind
from programmes.plan_content import ELEMENT_FIELDS, Values, empty_element
from programmes.plan_links import is_link_id
from programmes.plan_timetables import UnreadableTimetable, lessons_of, read_timetable, rows_of, write_timetable

_TEXTS: Final = ("kind", "title", "provider", "provider_name", "reason", "benefit")
_LONGEST: Final = {"title": 200, "provider_name": 200}
_DAYS: Final = ("first_day", "last_day")
_KINDS: Final = frozenset(kind.value for kind in ElementKind)
_DAY_FIELD: Final = DayField(required=False)
_MOST: Final = 400


@dataclass(slots=True)
class WrittenElements:
    """The elements as values, with what could not be read: the text as it was written, and why."""

    rows: list[Values] = field(default_factory=list)
    raw: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    opened: str = ""
    said: str = ""


def read_elements(data: QueryDict) -> WrittenElements:
    """Every element in the order of the page. Names are ``e-<id>-<field>``; ``element`` repeats the ids."""
    found = WrittenElements()
    for key in dict.fromkeys(data.getlist("element")[:_MOST]):
        if _is_id(key):
            found.rows.append(_read(found, key, data))
    return found


def apply_act(found: WrittenElements, act: str, data: QueryDict, first_day: dt.date) -> None:
    """Add, move or take out an element; nothing is saved."""
    verb, _colon, key = act.partition(":")
    if verb == "add":
        _add(found, data.get("new_kind", ""), first_day)
    elif verb in {"up", "down"}:
        _move(found, key, -1 if verb == "up" else 1)
    elif verb == "remove":
        _remove(found, key)


def fill_from_link(found: WrittenElements, key: str, values_of: Callable[[str, str], Values]) -> None:
    """Put what the linked thing says into its element; nothing is saved."""
    row = next((each for each in found.rows if each["id"] == key), None)
    if row is None:
        return
    values = values_of(row["link_kind"], row["link_id"]) if row["link_kind"] else {}
    row |= values
    for name in values:
        found.raw.pop(f"{key}-{name}", None)
        found.errors.pop(f"{key}-{name}", None)
    found.opened = key
    said = _("Navn, dager og timer er hentet. Se over dem og lagre.") if values else _("Velg først hva det er.")
    found.said = said


def shown_value(found: WrittenElements, row: Mapping[str, Any], name: str) -> str:
    """What stands in a control: what was written when it could not be read, else the value as one writes it."""
    raw = found.raw.get(f"{row['id']}-{name}")
    if raw is not None:
        return raw
    value = row[name]
    if name in _DAYS:
        return f"{dt.date.fromisoformat(value):%d.%m.%Y}" if value else ""
    if name == "hours_a_week":
        return str(value).replace(".", ",")
    return write_timetable(lessons_of(value)) if name == "timetable" else str(value)


def _read(found: WrittenElements, key: str, data: QueryDict) -> Values:
    def posted(name: str) -> str:
        return data.get(f"e-{key}-{name}", "").replace("\r\n", "\n").strip()

    values: Values = {"id": key, **dict.fromkeys(ELEMENT_FIELDS, "")}
    for name in _TEXTS:
        values[name] = posted(name)[: _LONGEST.get(name, 10_000)]
    if values["kind"] not in _KINDS:
        values["kind"] = ElementKind.OTHER.value
    values["counts_as_work"] = posted("counts_as_work") == "1"
    values["timetable"] = []
    code, _colon, link_id = posted("link").partition(":")
    if is_link_id(link_id):
        values["link_kind"], values["link_id"] = code, link_id
    for name in (*_DAYS, "hours_a_week", "timetable"):
        text = posted(name)
        try:
            values[name] = _READERS[name](text)
        except (ValidationError, UnreadableTimetable, InvalidOperation, ValueError):
            found.raw[f"{key}-{name}"], found.errors[f"{key}-{name}"] = text, str(_why(name))
    return values


def _why(name: str) -> str:
    if name == "timetable":
        return _("Skriv dager og klokkeslett, for eksempel «ma–to 09–14, fr 09–12».")
    if name == "hours_a_week":
        return _("Skriv timer som et tall, for eksempel 7,5.")
    return _("Skriv en dato som finnes, på formen dd.mm.åååå.")


def _read_day(text: str) -> str:
    day = _DAY_FIELD.clean(text)
    return day.isoformat() if day else ""


def _read_hours(text: str) -> str:
    if not text:
        return ""
    hours = Decimal(text.replace(",", "."))
    if not hours.is_finite():
        raise ValueError(text)
    return f"{hours.quantize(Decimal('0.01')).normalize():f}"


_READERS: Final[Mapping[str, Any]] = {
    "first_day": _read_day,
    "last_day": _read_day,
    "hours_a_week": _read_hours,
    "timetable": lambda text: rows_of(read_timetable(text)),
}


def _add(found: WrittenElements, kind: str, first_day: dt.date) -> None:
    if kind not in _KINDS:
        return
    key = str(uuid4())
    counts = usually_counts_as_work(ElementKind(kind))
    found.rows.append(empty_element(kind, id=key, first_day=first_day.isoformat(), counts_as_work=counts))
    found.opened = key


def _move(found: WrittenElements, key: str, step: int) -> None:
    place = next((number for number, row in enumerate(found.rows) if row["id"] == key), None)
    if place is None or not 0 <= place + step < len(found.rows):
        return
    found.rows.insert(place + step, found.rows.pop(place))
    values = {"place": place + step + 1, "count": len(found.rows)}
    found.said = _("Flyttet til plass %(place)d av %(count)d.") % values


def _remove(found: WrittenElements, key: str) -> None:
    found.rows = [row for row in found.rows if row["id"] != key]
    found.said = _("Elementet er tatt ut. Lagre for å beholde endringen.")


def _is_id(key: str) -> bool:
    try:
        UUID(key)
    except ValueError:
        return False
    return True
