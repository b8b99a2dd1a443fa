"""A year of absence as a picture: a row for each month, a cell for each day. Pure; the template only draws."""

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from programmes.law.working_days import is_working_day

LABEL = 48
CELL = 26
ROW = 24
HEAD = 22
_DAYS = 31
_MONTHS = 12


class Away(NamedTuple):
    """Days away to be drawn; ``tone`` is the mark, ``label`` the words."""

    first_day: dt.date
    last_day: dt.date
    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of days in one month."""

    x: int
    y: int
    width: int
    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month: where it stands, how long it is, and its days off."""

    number: int
    y: int
    width: int
    label_y: int
    days_off: tuple[int, ...]
    first_day: dt.date


@dataclass(frozen=True, slots=True)
class YearPicture:
    """The whole year."""

    year: int
    width: int
    height: int
    months: tuple[MonthRow, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[int, int], ...]


def picture_of(year: int, absences: Sequence[Away]) -> YearPicture:
    """Place the days of one year."""
    months = tuple(_month(year, number) for number in range(1, _MONTHS + 1))
    return YearPicture(
        year=year,
        width=LABEL + _DAYS * CELL,
        height=HEAD + _MONTHS * ROW,
        months=months,
        bars=tuple(bar for away in absences for bar in _bars(year, away)),
        ticks=tuple((_x(day) + CELL // 2, day) for day in (1, 5, 10, 15, 20, 25, 30)),
    )


def _month(year: int, number: int) -> MonthRow:
    length = monthrange(year, number)[1]
    y = HEAD + (number - 1) * ROW
    off = tuple(_x(day) for day in range(1, length + 1) if not is_working_day(dt.date(year, number, day)))
    return MonthRow(number, y, length * CELL, y + ROW - 8, off, dt.date(year, number, 1))


def _bars(year: int, away: Away) -> list[Bar]:
    bars = []
    for number in range(1, _MONTHS + 1):
        begins, ends = dt.date(year, number, 1), dt.date(year, number, monthrange(year, number)[1])
        first, last = max(begins, away.first_day), min(ends, away.last_day)
        if first <= last:
            width = ((last - first).days + 1) * CELL
            bars.append(Bar(_x(first.day), HEAD + (number - 1) * ROW + 3, width, away.label, away.tone))
    return bars


def _x(day: int) -> int:
    return LABEL + (day - 1) * CELL
