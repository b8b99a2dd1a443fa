"""The working-day calendar: Monday to Friday without the days off of Integration Regulations § 17(1).

Each year is worked out once and kept, so that counting and adding cost a few look-ups however long the period is. Every
function raises OverflowError outside the years FIRST_YEAR to LAST_YEAR.
"""

from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from dateutil.easter import easter

FIRST_YEAR, LAST_YEAR = 1970, 2199

_FIXED_DAYS_OFF = ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))  # (month, day)
# Maundy Thursday, Good Friday, Easter Monday, Ascension Day, Whit Monday; the Sundays are off in any case.
_DAYS_FROM_EASTER = (-3, -2, 1, 39, 50)
_SATURDAY = 5


class _Year(NamedTuple):
    number: int
    day_zero: int  # ordinal of the day before 1 January
    before: int  # working days from FIRST_YEAR to the end of the year before
    counts: tuple[int, ...]  # counts[n]: working days among the first n days of the year
    working_days: tuple[date, ...]


def days_off(year: int) -> frozenset[date]:
    """The named days off of a year (§ 17(1)), whatever weekday they fall on; ordinary weekends are not listed."""
    easter_day = easter(year)
    fixed = {date(year, month, day) for month, day in _FIXED_DAYS_OFF}
    return frozenset(fixed | {easter_day + timedelta(days=offset) for offset in _DAYS_FROM_EASTER})


def is_working_day(day: date) -> bool:
    """Whether `day` is a working day (virkedag)."""
    year = _year(day.year)
    number = day.toordinal() - year.day_zero
    return year.counts[number] > year.counts[number - 1]


def working_days_between(first_day: date, last_day: date) -> int:
    """Number of working days from `first_day` to `last_day`, both included; 0 where the last is before the first."""
    if last_day < first_day:
        return 0
    first_year, last_year = _year(first_day.year), _year(last_day.year)
    before = first_year.before + first_year.counts[first_day.toordinal() - first_year.day_zero - 1]
    return last_year.before + last_year.counts[last_day.toordinal() - last_year.day_zero] - before


def add_working_days(day: date, number: int) -> date:
    """The `number`-th working day after `day`; `day` itself when `number` is 0.

    `day` may be a day off. Raises ValueError below 0 and OverflowError beyond `LAST_YEAR`.
    """
    if number < 0:
        raise ValueError("working days can only be added")
    if number == 0:
        return day
    year = _year(day.year)
    position = year.counts[day.toordinal() - year.day_zero] + number
    while position > len(year.working_days):
        position -= len(year.working_days)
        year = _year(year.number + 1)
    return year.working_days[position - 1]


def on_or_next_working_day(day: date) -> date:
    """`day` where it is a working day, else the next one."""
    return day if is_working_day(day) else add_working_days(day, 1)


@cache
def _year(number: int) -> _Year:
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise OverflowError(f"the working-day calendar has no year {number}")
    off = days_off(number)
    first, after = date(number, 1, 1).toordinal(), date(number + 1, 1, 1).toordinal()
    every_day = [date.fromordinal(ordinal) for ordinal in range(first, after)]
    works = [day.weekday() < _SATURDAY and day not in off for day in every_day]
    working_days = tuple(day for day, working in zip(every_day, works, strict=True) if working)
    return _Year(number, first - 1, _working_days_before(number), tuple(accumulate(works, initial=0)), working_days)


def _working_days_before(year: int) -> int:
    if year == FIRST_YEAR:
        return 0
    earlier = _year(year - 1)
    return earlier.before + len(earlier.working_days)
