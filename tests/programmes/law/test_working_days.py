from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.law.working_days import (
    add_working_days,
    days_off,
    is_working_day,
    on_or_next_working_day,
    working_days_between,
)
from tests.programmes.law import naive
from tests.programmes.law.documents import day

DAYS = st.dates(date(2015, 1, 1), date(2045, 12, 31))


@pytest.mark.parametrize(
    ("off", "name"),
    [
        ("2026-01-01", "New Year's Day"),
        ("2026-04-02", "Maundy Thursday"),
        ("2026-04-03", "Good Friday"),
        ("2026-04-06", "Easter Monday"),
        ("2026-05-01", "1 May"),
        ("2027-05-17", "17 May, which is Whit Monday too"),
        ("2026-05-14", "Ascension Day"),
        ("2026-05-25", "Whit Monday"),
        ("2026-12-25", "Christmas Day"),
        ("2025-12-26", "the day after Christmas"),
        ("2026-04-04", "an ordinary Saturday"),
        ("2026-04-05", "an ordinary Sunday"),
    ],
)
def test_a_day_off_of_the_regulations_is_no_working_day(off: str, name: str) -> None:
    assert not is_working_day(day(off)), name


@pytest.mark.parametrize(
    "working", ["2026-04-01", "2026-04-07", "2026-12-24", "2026-12-31", "2026-05-15", "2027-05-18"]
)
def test_the_days_around_a_feast_are_working_days(working: str) -> None:
    assert is_working_day(day(working))


@pytest.mark.parametrize(
    ("year", "easter_monday"),
    [(2008, "2008-03-24"), (2021, "2021-04-05"), (2026, "2026-04-06"), (2027, "2027-03-29"), (2038, "2038-04-26")],
)
def test_easter_is_early_or_late_as_the_year_has_it(year: int, easter_monday: str) -> None:
    assert day(easter_monday) in days_off(year)


def test_a_year_has_ten_named_days_off() -> None:
    assert len(days_off(2026)) == 10


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [
        ("2026-03-30", "2026-04-07", 4),  # Holy Week: Monday to Wednesday, and the Tuesday after Easter
        ("2026-12-24", "2027-01-04", 6),  # across the year
        ("2026-04-04", "2026-04-06", 0),
        ("2026-02-02", "2026-02-02", 1),
        ("2026-02-02", "2026-02-01", 0),
        ("2026-06-01", "2027-03-31", 213),  # the parental leave of law.md 5.4
    ],
)
def test_it_counts_working_days_both_ends_included(first: str, last: str, number: int) -> None:
    assert working_days_between(day(first), day(last)) == number


@pytest.mark.parametrize(
    ("start", "number", "found"),
    [
        ("2027-02-01", 11, "2027-02-16"),
        ("2027-02-01", 0, "2027-02-01"),
        ("2026-04-05", 0, "2026-04-05"),  # a day off moves only when something is added
        ("2026-04-03", 1, "2026-04-07"),  # from a day off
        ("2026-04-01", 1, "2026-04-07"),  # across Easter
        ("2026-12-31", 1, "2027-01-04"),
        ("2026-12-24", 400, "2028-07-26"),
    ],
)
def test_it_adds_working_days(start: str, number: int, found: str) -> None:
    assert add_working_days(day(start), number) == day(found)


def test_it_does_not_subtract() -> None:
    with pytest.raises(ValueError, match="only be added"):
        add_working_days(day("2026-01-02"), -1)


def test_it_says_when_the_calendar_ends() -> None:
    with pytest.raises(OverflowError):
        add_working_days(date(2199, 12, 1), 40)


@pytest.mark.parametrize(("given_day", "found"), [("2026-04-02", "2026-04-07"), ("2026-04-07", "2026-04-07")])
def test_a_deadline_on_a_day_off_is_the_next_working_day(given_day: str, found: str) -> None:
    assert on_or_next_working_day(day(given_day)) == day(found)


@given(DAYS)
def test_every_day_agrees_with_the_rule_said_plainly(any_day: date) -> None:
    assert is_working_day(any_day) == naive.works(any_day)


@given(DAYS, st.integers(0, 900))
def test_counting_agrees_with_counting_day_by_day(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    assert working_days_between(first, last) == sum(map(naive.works, naive.days(first, last)))


@given(DAYS, st.integers(1, 700))
def test_adding_is_the_reverse_of_counting(start: date, number: int) -> None:
    found = add_working_days(start, number)
    assert is_working_day(found)
    assert working_days_between(start + timedelta(days=1), found) == number
