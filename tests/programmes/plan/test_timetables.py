"""A timetable is read as one writes it, and written as one reads it."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programmes.law.plan_facts import Lesson
from programmes.plan_timetables import UnreadableTimetable, lessons_of, read_timetable, rows_of, write_timetable


@pytest.mark.parametrize(
    ("written", "hours", "again"),
    [
        ("ma–to 09–14, fr 9–12.30", "23.5", "ma–to 09:00–14:00, fr 09:00–12:30"),
        ("Mandag 8:30-11:30; onsdag kl 8.30–11.30", "6", "ma 08:30–11:30, on 08:30–11:30"),
        ("ma+on 10-12", "4", "ma 10:00–12:00, on 10:00–12:00"),
        ("ma 9-11, ma 12-14", "4", "ma 09:00–11:00, ma 12:00–14:00"),
        ("lørdag 10-14", "4", "lø 10:00–14:00"),
        ("", "0", ""),
    ],
)
def test_days_and_hours_are_read_in_the_ways_people_write_them(written: str, hours: str, again: str) -> None:
    lessons = read_timetable(written)
    assert sum((lesson.hours for lesson in lessons), Decimal(0)) == Decimal(hours)
    assert write_timetable(lessons) == again


@pytest.mark.parametrize(
    "written", ["ma", "9-14", "xx 9-14", "ma 14-9", "ma 25-26", "ma 9-9", "to-ma 9-12", "ma 9:75-12"]
)
def test_what_is_no_timetable_is_refused_with_the_part_that_is_not(written: str) -> None:
    with pytest.raises(UnreadableTimetable) as refused:
        read_timetable(f"on 9-12, {written}")
    assert refused.value.part == written


_LESSONS = st.builds(
    lambda day, begins, length: Lesson(day, dt.time(begins, 15), dt.time(begins + length, 45)),
    st.integers(1, 7), st.integers(6, 15), st.integers(0, 6),
)  # fmt: skip


@given(st.sets(_LESSONS, max_size=12))
@settings(max_examples=80, deadline=None)
def test_what_is_written_is_read_as_the_same_lessons(lessons: set[Lesson]) -> None:
    week = tuple(sorted(lessons))
    assert read_timetable(write_timetable(week)) == week
    assert lessons_of(rows_of(week)) == week
