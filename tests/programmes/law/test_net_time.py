"""How much of the programme time is used when somebody moves."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.law.cases import Absence, Case
from programmes.law.clock import programme_clock
from programmes.law.enums import AbsenceKind, Education, Goal, Protection
from programmes.law.net_time import exceeds, length_of, months_left, net_time_used, total
from programmes.law.reentry import TimeUsed

START = dt.date(2026, 2, 2)
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2030, 12, 31))


def _case(*absences: Absence, first_day: dt.date = START, months: int = 12, extension: int = 0) -> Case:
    return Case(
        offer_date=min(first_day, dt.date(2026, 1, 15)), protection=Protection.ORDINARY, education=Education.BELOW,
        goal=Goal.WORK, first_day=first_day, months=months, extension_months=extension, absences=absences,
    )  # fmt: skip


def _sick(first: dt.date, last: dt.date) -> Absence:
    return Absence(AbsenceKind.SICK_DOCTOR, first, last)


@pytest.mark.parametrize(
    ("last_day", "used"),
    [
        (dt.date(2026, 2, 1), (0, 0)),  # before the first day
        (dt.date(2026, 2, 2), (0, 1)),
        (dt.date(2026, 2, 28), (0, 27)),
        (dt.date(2026, 3, 1), (1, 0)),
        (dt.date(2026, 8, 13), (6, 12)),
        (dt.date(2027, 1, 31), (11, 30)),
        (dt.date(2027, 2, 1), (12, 0)),  # the end of what was granted
        (dt.date(2027, 5, 1), (12, 0)),  # and never more
    ],
)
def test_without_absence_the_time_is_that_of_the_calendar(last_day: dt.date, used: tuple[int, int]) -> None:
    assert net_time_used(_case(), last_day) == TimeUsed(*used)


@pytest.mark.parametrize(
    ("days_away", "used"),
    [
        (10, TimeUsed(6, 0)),  # ten working days add nothing, so they use up time
        (11, TimeUsed(5, 15)),  # eleven add all: eleven working days back from Friday 31 July is 16 July
    ],
)
def test_only_what_is_over_the_threshold_is_not_used(days_away: int, used: TimeUsed) -> None:
    last_sick = dt.date(2026, 6, 12) if days_away == 10 else dt.date(2026, 6, 15)
    case = _case(_sick(dt.date(2026, 6, 1), last_sick))
    day = dt.date(2026, 8, 1) if days_away == 10 else dt.date(2026, 7, 31)
    assert net_time_used(case, day) == used


def test_leave_that_goes_on_counts_through_the_move_only() -> None:
    leave = Absence(AbsenceKind.PARENTAL, dt.date(2026, 6, 1), dt.date(2027, 3, 31))
    assert net_time_used(_case(leave), dt.date(2026, 9, 30)) == TimeUsed(3, 30)


def test_a_stop_uses_up_time_as_the_clock_has_it() -> None:
    stop = Absence(AbsenceKind.STOP, dt.date(2026, 6, 1), dt.date(2026, 7, 31))
    assert net_time_used(_case(stop), dt.date(2026, 8, 1)) == TimeUsed(6, 0)


def test_under_the_rules_before_2026_absence_moves_nothing() -> None:
    first = dt.date(2025, 3, 3)
    case = Case(
        offer_date=dt.date(2025, 3, 1), protection=Protection.ORDINARY, education=Education.BELOW, goal=Goal.WORK,
        first_day=first, months=12, absences=(_sick(dt.date(2025, 4, 1), dt.date(2025, 6, 30)),),
    )  # fmt: skip
    assert net_time_used(case, dt.date(2025, 9, 2)) == TimeUsed(6, 0)


@given(first=DAYS, months=st.integers(1, 24), begins=st.integers(0, 700), lasts=st.integers(0, 400))
def test_a_programme_that_ran_to_its_end_has_used_exactly_what_was_granted(
    first: dt.date, months: int, begins: int, lasts: int
) -> None:
    away = first + dt.timedelta(days=begins)
    case = _case(_sick(away, away + dt.timedelta(days=lasts)), first_day=first, months=months)
    last_day = programme_clock(case).last_day
    assert last_day is not None
    assert net_time_used(case, last_day) == TimeUsed(months, 0)


@given(first=DAYS, day=st.integers(0, 500), begins=st.integers(0, 300), lasts=st.integers(0, 200))
def test_absence_never_makes_the_time_used_longer(first: dt.date, day: int, begins: int, lasts: int) -> None:
    away, last_day = first + dt.timedelta(days=begins), first + dt.timedelta(days=day)
    with_absence = net_time_used(_case(_sick(away, away + dt.timedelta(days=lasts)), first_day=first), last_day)
    without = net_time_used(_case(first_day=first), last_day)
    assert (with_absence.months, with_absence.days) <= (without.months, without.days)


@given(first=DAYS, length=st.integers(0, 1500))
def test_a_day_more_is_a_day_more_or_a_whole_month(first: dt.date, length: int) -> None:
    last = first + dt.timedelta(days=length)
    one, more = length_of(first, last), length_of(first, last + dt.timedelta(days=1))
    assert (more.months, more.days) in {(one.months, one.days + 1), (one.months + 1, 0)}


def test_the_time_of_several_programmes_is_added_with_thirty_days_to_a_month() -> None:
    assert total([TimeUsed(5, 20), TimeUsed(1, 15)]) == TimeUsed(7, 5)
    assert total([]) == TimeUsed(0, 0)


@pytest.mark.parametrize(
    ("used", "months", "refused", "left"),
    [((6, 0), 6, False, 6), ((6, 0), 7, True, 6), ((6, 1), 6, True, 5), ((6, 1), 5, False, 5), ((13, 0), 1, True, 0)],
)
def test_the_longest_duration_is_for_all_programmes_together(
    used: tuple[int, int], months: int, refused: bool, left: int
) -> None:
    assert exceeds(TimeUsed(*used), months, 12) is refused
    assert months_left(TimeUsed(*used), 12) == left
