"""Reads single values as other systems write them: tolerant, and each tolerance is noted.

A reader takes the text or JSON value, and the place where it stands for what it has to say about it.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from integration.oneroster.findings import Findings

_TRUE = frozenset({"true", "1", "yes", "y", "t", "ja"})
_FALSE = frozenset({"false", "0", "no", "n", "f", "nei"})
_ISO_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_US_DAY = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
_MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
_TEXT_LIMIT = 2000
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: the file or collection with its field, and the line."""

    findings: Findings
    where: str
    line: int = 0

    def note(self, code: str) -> None:
        """Note a finding here."""
        self.findings.note(code, self.where, self.line)


Reader = Callable[[Any, Place], Any]


def text(value: Any, _place: Place) -> str:
    """Text without control characters and outer blanks; numbers and booleans as they would be written."""
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _UNSTORABLE.sub("", str(value)).strip()[:_TEXT_LIMIT]


def texts(value: Any, place: Place) -> list[str]:
    """A list of texts: a JSON list, or text with commas."""
    parts = value if isinstance(value, list) else text(value, place).split(",")
    return [part for part in (text(part, place) for part in parts) if part]


def boolean(value: Any, place: Place) -> bool | None:
    """Yes, no, or not said. The standard's own writings are the strings «true» and «false»."""
    if isinstance(value, bool):
        place.note("boolean_spelling")
        return value
    word = text(value, place)
    lowered = word.lower()
    if not word:
        return None
    if lowered not in _TRUE | _FALSE:
        place.note("unknown_value")
        return None
    if word not in ("true", "false"):
        place.note("boolean_spelling")
    return lowered in _TRUE


def day(value: Any, place: Place) -> dt.date | None:
    """A day in ISO 8601; month/day/year and moments are understood too."""
    word = text(value, place)
    if not word:
        return None
    if _MOMENT.match(word):
        place.note("moment_as_day")
        word = word[:10]
    american = _US_DAY.match(word)
    if american:
        place.note("us_date")
        month, on, year = (int(part) for part in american.groups())
        return _date_or_none(year, month, on, place)
    iso = _ISO_DAY.match(word)
    if iso:
        year, month, on = (int(part) for part in iso.groups())
        return _date_or_none(year, month, on, place)
    place.note("bad_date")
    return None


def moment(value: Any, place: Place) -> dt.datetime | None:
    """A moment in UTC; one without a zone is taken for UTC, a bare day for its midnight."""
    word = text(value, place)
    if not word:
        return None
    if not _MOMENT.match(word):
        on = day(word, place)
        if on is None:
            return None
        place.note("day_as_moment")
        return dt.datetime(on.year, on.month, on.day, tzinfo=dt.UTC)
    try:
        read = dt.datetime.fromisoformat(word)
        return read.replace(tzinfo=dt.UTC) if read.tzinfo is None else read.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        place.note("bad_date")
        return None


def number(value: Any, place: Place) -> str:
    """A decimal number as text with a point, or nothing; a decimal comma is understood."""
    word = text(value, place).replace(",", ".")
    if not word:
        return ""
    try:
        read = Decimal(word)
    except InvalidOperation:
        read = Decimal("NaN")
    if not read.is_finite():
        place.note("bad_number")
        return ""
    return word


def word(known: frozenset[str]) -> Reader:
    """A reader of words of a closed vocabulary: other capitals are understood, «ext:» is let through."""
    lowered = {_squeezed(one): one for one in known}

    def read(value: Any, place: Place) -> str:
        given = text(value, place)
        if not given or given in known:
            return given
        meant = lowered.get(_squeezed(given))
        if meant:
            place.note("word_case")
            return meant
        place.note("unknown_word")
        return given if given.startswith("ext:") else f"ext:{given}"

    return read


def choice(known: frozenset[str]) -> Reader:
    """As ``word``, for the few fields that have no extensions: what is not known is read as nothing."""
    lowered = {_squeezed(one): one for one in known}

    def read(value: Any, place: Place) -> str:
        given = text(value, place)
        if not given or given in known:
            return given
        meant = lowered.get(_squeezed(given), "")
        place.note("word_case" if meant else "unknown_value")
        return meant

    return read


def _squeezed(one: str) -> str:
    return re.sub(r"[\s_-]", "", one).lower()


def _date_or_none(year: int, month: int, on: int, place: Place) -> dt.date | None:
    try:
        return dt.date(year, month, on)
    except ValueError:
        place.note("bad_date")
        return None
