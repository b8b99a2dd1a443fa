"""Months of the calendar and since settlement."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.outcomes.months import last_month_by, month_end, month_index, months_after, whole_months

days = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))


@pytest.mark.parametrize(
    ("first", "day", "months"),
    [
        ("2026-01-31", "2026-02-27", 0), ("2026-01-31", "2026-02-28", 1), ("2026-01-31", "2026-03-30", 1),
        ("2026-01-31", "2026-03-31", 2), ("2028-02-29", "2029-02-28", 12), ("2026-05-10", "2026-05-10", 0),
        ("2026-05-10", "2026-06-09", 0), ("2026-05-10", "2026-05-09", -1),
    ],
)  # fmt: skip
def test_whole_months_have_passed_on_the_same_day_of_the_month(first: str, day: str, months: int):
    assert whole_months(dt.date.fromisoformat(first), dt.date.fromisoformat(day)) == months


@given(days, days)
def test_whole_months_is_the_most_months_that_do_not_pass_the_day(first: dt.date, day: dt.date):
    months = whole_months(first, day)
    assert months_after(first, months) <= day < months_after(first, months + 1)


@given(days)
def test_the_last_month_by_a_day_is_over_on_it_and_the_next_is_not(day: dt.date):
    last = last_month_by(day)
    assert month_end(last) <= day < month_end(last + 1)
    assert month_index(month_end(last)) == last
