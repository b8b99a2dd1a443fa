import pytest

from programmes.law.months import last_day_of_period, same_day_after
from tests.programmes.law.documents import day


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        ("2026-02-02", 12, "2027-02-01"),
        ("2026-01-01", 12, "2026-12-31"),
        ("2026-03-01", 12, "2027-02-28"),
        ("2027-03-01", 12, "2028-02-29"),  # ends in a leap year
        ("2026-01-28", 1, "2026-02-27"),
        ("2026-01-29", 1, "2026-02-28"),  # February lacks the 29th
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-29", 1, "2028-02-28"),  # the leap year has it
        ("2028-01-30", 1, "2028-02-29"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-28"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-05-31", 36, "2029-05-30"),
    ],
)
def test_a_period_ends_the_day_before_its_day_number_or_with_the_month(first: str, months: int, last: str) -> None:
    assert last_day_of_period(day(first), months) == day(last)


@pytest.mark.parametrize(
    ("start", "months", "found"),
    [
        ("2026-01-15", 3, "2026-04-15"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-03-31", 3, "2026-06-30"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-12-01", 0, "2026-12-01"),
    ],
)
def test_the_same_day_number_later_is_held_within_the_month(start: str, months: int, found: str) -> None:
    assert same_day_after(day(start), months) == day(found)


def test_it_says_when_the_calendar_ends() -> None:
    with pytest.raises(OverflowError):
        last_day_of_period(day("2026-01-01"), 120_000)
