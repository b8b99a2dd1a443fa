"""Arithmetic with calendar months, in the two senses the law needs."""

from calendar import monthrange
from datetime import date, timedelta


def same_day_after(day: date, months: int) -> date:
    """The same day number `months` later; the month's last day where that month lacks the number.

    30 November + 3 months is 28 (29) February. Raises OverflowError beyond the year 9999.
    """
    month, number = _month_after(day, months)
    return month.replace(day=min(number, _length(month)))


def last_day_of_period(first_day: date, months: int) -> date:
    """Last day (inclusive) of a period of `months` that begins on `first_day`.

    It is the day before the same day number; where that month lacks the number, the month's own last day:
    2 February 2026 + 12 months is 1 February 2027, 31 January + 1 month is 28 February.
    Raises OverflowError beyond the year 9999.
    """
    month, number = _month_after(first_day, months)
    if number > _length(month):
        return month.replace(day=_length(month))
    return month.replace(day=number) - timedelta(days=1)


def _month_after(day: date, months: int) -> tuple[date, int]:
    years, month_index = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"{day} + {months} months is outside the calendar")
    return date(year, month_index + 1, 1), day.day


def _length(month: date) -> int:
    return monthrange(month.year, month.month)[1]
