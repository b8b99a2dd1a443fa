"""Months as whole numbers: of the calendar, and since a person settled.

A calendar month is asked about on its last day. «m months after settlement» is the same day of the month, or the
month's last day where it has no such day. The SQL of the nightly refresh counts in the same way.
"""

import datetime as dt
from calendar import monthrange

from dateutil.relativedelta import relativedelta

_YEAR = 12


def month_index(day: dt.date) -> int:
    """The month of ``day``, counted from the year 0."""
    return day.year * _YEAR + day.month - 1


def month_end(index: int) -> dt.date:
    """The last day of the month with this index: the day that the month is asked about."""
    year, month = divmod(index, _YEAR)
    return dt.date(year, month + 1, monthrange(year, month + 1)[1])


def last_month_by(day: dt.date) -> int:
    """The last calendar month whose last day is on or before ``day``."""
    index = month_index(day)
    return index if month_end(index) == day else index - 1


def months_after(day: dt.date, months: int) -> dt.date:
    """The day ``months`` months after ``day``."""
    return day + relativedelta(months=months)


def whole_months(first: dt.date, day: dt.date) -> int:
    """How many whole months after ``first`` have passed on ``day``; negative before it."""
    months = month_index(day) - month_index(first)
    return months if months_after(first, months) <= day else months - 1
