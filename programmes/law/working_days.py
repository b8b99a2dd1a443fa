"""The working-day calendar: Monday to Friday without the days off of Integration Regulations § 17(1).

Each year is worked out once and kept, so that counting and adding cost a few look-ups however long the period is.
"""

from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from dateutil.easter import easter

SOURCE = "integreringsforskriften § 17 første ledd"

_FIXED_DAYS_OFF = ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))  # (month, day)
# Maundy Thursday, Good Friday, Easter Monday, Ascension Day, Whit Monday; the Sundays are off in any case.
_DAYS_FROM_EASTER = (-3, -2, 1, 39, 50)
_SATURDAY = 5


class _Year(NamedTuple):
    counts: tuple[int, ...]  # counts[n]: working days among the first n days of the year
    working_days: tuple[date, ...]


def days_off(year: int) -> frozenset[date]:
    """The named days off of a year (§ 17(1)), whatever weekday they fall on; ordinary weekends are not listed."""
    easter_day = easter(year)
    fixed = {date(year, month, day) for month, day in _FIXED_DAYS_OFF}
    return frozenset(fixed | {easter_day + timedelta(days=offset) for offset in _DAYS_FROM_EASTER})


def is_working_day(day: date) -> bool:
    """Whether `day` is a working day (virkedag)."""
    counts = _year(day.year).counts
    number = _day_of_year(day)
    return counts[number] > counts[number - 1]


def working_days_between(first_day: date, last_day: date) -> int:
    """Number of working days from `first_day` to `last_day`, both included; 0 where the last is before the first."""
    if last_day < first_day:
        return 0
    before = _year(first_day.year).counts[_day_of_year(first_day) - 1]
    through = _year(last_day.year).counts[_day_of_year(last_day)]
    whole_years = sum(_year(year).counts[-1] for year in range(first_day.year, last_day.year))
    return whole_years + through - before


def add_working_days(day: date, number: int) -> date:
    """The `number`-th working day after `day`; `day` itself when `number` is 0.

    `day` may be a day off. Raises ValueError below 0 and OverflowError beyond the year 9999.
    """
    if number < 0:
        raise ValueError("working days can only be added")
    if number == 0:
        return day
    position, year = _year(day.year).counts[_day_of_year(day)] + number, day.year
    while position > len(_year(year).working_days):
        position -= len(_year(year).working_days)
        year += 1
    return _year(year).working_days[position - 1]


def on_or_next_working_day(day: date) -> date:
    """`day` where it is a working day, else the next one."""
    return day if is_working_day(day) else add_working_days(day, 1)


def _day_of_year(day: date) -> int:
    return day.toordinal() - date(day.year, 1, 1).toordinal() + 1


@lru_cache(maxsize=512)
def _year(year: int) -> _Year:
    if year > date.max.year:
        raise OverflowError("beyond the calendar")
    off = days_off(year)
    first, after = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1
    every_day = [date.fromordinal(ordinal) for ordinal in range(first, after)]
    works = [day.weekday() < _SATURDAY and day not in off for day in every_day]
    counts = tuple(accumulate(works, initial=0))
    return _Year(counts, tuple(day for day, working in zip(every_day, works, strict=True) if working))
