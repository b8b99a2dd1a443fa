"""When work is followed up: two series, those of one month merged, and an ended job's series closed."""

import datetime as dt
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employers.follow_up_plan import FOLLOW_UP_MONTHS, JobSpan, ProgrammeEnd, Wanted, wanted_follow_ups

JOB, OTHER, PROGRAMME = (UUID(int=number) for number in (1, 2, 3))
DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31))


def _told(rows: list[Wanted]) -> list[tuple[str, int | None, int | None]]:
    return [(str(row.due_on), row.placement_months, row.participation_months) for row in rows]


def test_a_job_is_asked_about_at_three_six_and_twelve_months() -> None:
    rows = wanted_follow_ups([JobSpan(JOB, dt.date(2026, 11, 30))], [])
    assert _told(rows) == [("2027-02-28", 3, None), ("2027-05-30", 6, None), ("2027-11-30", 12, None)]


@pytest.mark.parametrize(
    ("last_day", "asked"),
    [
        (dt.date(2027, 1, 31), []),
        (dt.date(2027, 2, 1), [3]),
        (dt.date(2027, 4, 30), [3]),
        (dt.date(2027, 5, 1), [3, 6]),
        (dt.date(2027, 11, 1), [3, 6, 12]),
    ],
)
def test_a_job_that_ended_closes_its_series_from_the_day_after(last_day: dt.date, asked: list[int]) -> None:
    rows = wanted_follow_ups([JobSpan(JOB, dt.date(2026, 11, 1), last_day)], [])
    assert [row.placement_months for row in rows] == asked


def test_questions_of_the_same_month_are_one_on_the_earlier_day() -> None:
    rows = wanted_follow_ups([JobSpan(JOB, dt.date(2026, 11, 20))], [ProgrammeEnd(PROGRAMME, dt.date(2026, 11, 2))])
    assert _told(rows) == [("2027-02-02", 3, 3), ("2027-05-02", 6, 6), ("2027-11-02", 12, 12)]


def test_questions_of_neighbouring_months_are_two() -> None:
    rows = wanted_follow_ups([JobSpan(JOB, dt.date(2026, 12, 1))], [ProgrammeEnd(PROGRAMME, dt.date(2026, 11, 30))])
    assert _told(rows)[:2] == [("2027-02-28", None, 3), ("2027-03-01", 3, None)]


@given(first=DAYS, second=DAYS, ended=DAYS, length=st.one_of(st.none(), st.integers(0, 500)))
def test_nothing_is_asked_twice_and_nothing_is_forgotten(
    first: dt.date, second: dt.date, ended: dt.date, length: int | None
) -> None:
    last_day = None if length is None else first + dt.timedelta(days=length)
    rows = wanted_follow_ups([JobSpan(JOB, first, last_day), JobSpan(OTHER, second)], [ProgrammeEnd(PROGRAMME, ended)])
    keys = [key for row in rows for key in row.keys]
    assert len(keys) == len(set(keys))
    for owner in (OTHER, PROGRAMME):
        assert {months for pk, months in keys if pk == owner} == set(FOLLOW_UP_MONTHS)
    assert [row.due_on for row in rows] == sorted(row.due_on for row in rows)
    # No month holds two questions that could have been one.
    months = {(row.due_on.year, row.due_on.month) for row in rows if row.participation_id and not row.placement_id}
    assert not months & {(row.due_on.year, row.due_on.month) for row in rows if not row.participation_id}
