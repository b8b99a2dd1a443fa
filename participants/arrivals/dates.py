"""Dates as arrival lists have them: dd.mm.yyyy, d.m.yyyy, ISO with or without a time, a spreadsheet's day number."""

import datetime as dt
import re
from dataclasses import dataclass

EARLIEST_YEAR = 1900
LATEST_YEAR = 2100
MONTHS = 12
_NORWEGIAN = re.compile(r"(\d{1,2})\s?[.-]\s?(\d{1,2})\s?[.-]\s?(\d{4})\.?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_ISO_BASIC = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"[T ]\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$")
_SERIAL = re.compile(r"[1-7]\d{4}")
_EXCEL_EPOCH = dt.date(1899, 12, 30)


class ImpossibleDateError(ValueError):
    """The text is no date, or one that the calendar does not have."""


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date and whether it was worked out from a spreadsheet's day number, which a person should look at."""

    day: dt.date
    from_serial: bool = False


def read_date(text: str) -> ReadDate | None:
    """The date in ``text``; None for a blank one.

    A date with slashes is read day first, and refused where month first would be another date: a wrong birth date is
    worse than none.

    Raises:
        ImpossibleDateError: 31.02.1990, 45.13.2001, «ukjent», two-digit years, years before 1900 or after 2100.

    """
    plain = _TIME.sub("", text.strip())
    if not plain:
        return None
    if _SERIAL.fullmatch(plain):
        return ReadDate(_EXCEL_EPOCH + dt.timedelta(days=int(plain)), from_serial=True)
    year, month, day = _parts(plain)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ImpossibleDateError(text)
    try:
        return ReadDate(dt.date(year, month, day))
    except ValueError as error:
        raise ImpossibleDateError(text) from error


def _parts(text: str) -> tuple[int, int, int]:
    """Year, month and day as they are written."""
    iso = _ISO.fullmatch(text) or _ISO_BASIC.fullmatch(text)
    if iso:
        return int(iso[1]), int(iso[2]), int(iso[3])
    norwegian = _NORWEGIAN.fullmatch(text)
    if norwegian:
        return int(norwegian[3]), int(norwegian[2]), int(norwegian[1])
    slashed = _SLASHED.fullmatch(text)
    if slashed and (int(slashed[1]) > MONTHS or slashed[1].zfill(2) == slashed[2].zfill(2)):
        return int(slashed[3]), int(slashed[2]), int(slashed[1])
    raise ImpossibleDateError(text)
