"""Threshold, mode, window and unit are parameters of a rule set: what each does when it is set otherwise."""

from dataclasses import replace

from programmes.law.cases import Absence
from programmes.law.enums import AbsenceKind, CountingWindow, ThresholdMode
from programmes.law.leave_kinds import THRESHOLD_2026
from programmes.law.leave_reckoning import Reckoning, steps
from programmes.law.rules import LeaveClockRule
from tests.programmes.law.documents import day

ELEVEN = Absence(AbsenceKind.SICK_DOCTOR, day("2026-03-02"), day("2026-03-16"))
EIGHT_MORE_NEXT_YEAR = Absence(AbsenceKind.WELFARE, day("2027-01-04"), day("2027-01-13"))
PARENTAL = Absence(AbsenceKind.PARENTAL, day("2026-06-01"), day("2027-03-31"))


def last_day(rule: LeaveClockRule, *absences: Absence) -> str:
    reckoning = Reckoning.of(day("2026-02-02"), day("2027-02-01"), absences, rule)
    found = reckoning.last_day()
    assert [step.date for step in steps(reckoning, found)][-1] == found
    return found.isoformat()


def test_by_default_all_days_over_ten_in_the_programme_are_added() -> None:
    assert last_day(THRESHOLD_2026, ELEVEN) == "2027-02-16"
    assert last_day(THRESHOLD_2026, ELEVEN, EIGHT_MORE_NEXT_YEAR) == "2027-02-26"


def test_another_threshold_is_kept() -> None:
    rule = replace(THRESHOLD_2026, threshold_working_days=11)
    assert last_day(rule, ELEVEN) == "2027-02-01"
    assert last_day(rule, ELEVEN, EIGHT_MORE_NEXT_YEAR) == "2027-02-26"


def test_a_deductible_adds_only_the_days_over_the_threshold() -> None:
    rule = replace(THRESHOLD_2026, mode=ThresholdMode.EXCESS)
    assert last_day(rule, ELEVEN) == "2027-02-02"
    assert last_day(rule, ELEVEN, EIGHT_MORE_NEXT_YEAR) == "2027-02-12"


def test_a_window_of_a_calendar_year_measures_each_year_by_itself() -> None:
    rule = replace(THRESHOLD_2026, window=CountingWindow.CALENDAR_YEAR)
    assert last_day(rule, ELEVEN, EIGHT_MORE_NEXT_YEAR) == "2027-02-16"
    assert last_day(rule, EIGHT_MORE_NEXT_YEAR) == "2027-02-01"


def test_a_long_leave_in_calendar_days_lets_the_remaining_time_begin_after_it() -> None:
    """The 246 days from 1 June 2026 to 1 February 2027 begin again on 1 April 2027."""
    rule = replace(THRESHOLD_2026, calendar_day_kinds=frozenset({AbsenceKind.PARENTAL}))
    assert last_day(rule, PARENTAL) == "2027-12-02"
    short_too = Absence(AbsenceKind.SICK_DOCTOR, day("2026-03-02"), day("2026-03-06"))
    assert last_day(rule, PARENTAL, short_too) == "2027-12-09"
