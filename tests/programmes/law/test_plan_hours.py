"""Full time, and the average of work-oriented hours: by example, at the boundaries, and against counting day by day."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programmes.law.enums import Education, Goal, Protection
from programmes.law.fifteen_hours import WorkHours, work_hours
from programmes.law.plan_facts import DaysAway, Element, PlanFacts
from programmes.law.plan_periods import pieces
from programmes.law.plan_requirements import check_plan, rule_set_of
from programmes.law.plan_words import ElementKind, PlanFindingCode
from programmes.law.rule_sets import INT_2026
from programmes.law.working_days import is_working_day
from tests.programmes.law.plan_facts import FIRST_DAY, LAST_DAY, an_element, plan_facts

C = PlanFindingCode
DAY = dt.timedelta(days=1)


def hours(facts: PlanFacts) -> WorkHours:
    found = work_hours(facts, rule_set_of(facts.rule_set), INT_2026)
    assert found is not None
    return found


def work(amount: str, first_day: dt.date | None = None, last_day: dt.date | None = None) -> Element:
    return an_element(hours_a_week=Decimal(amount), first_day=first_day, last_day=last_day, key=f"{amount}{first_day}")


@pytest.mark.parametrize(
    ("amount", "is_study_heavy", "warns"),
    [("30", True, False), ("29.99", True, True), ("37.5", False, False), ("37.49", False, True), ("30", False, True)],
)
def test_full_time_is_30_hours_with_much_own_work_and_37_5_without(
    amount: str, is_study_heavy: bool, warns: bool
) -> None:
    check = check_plan(plan_facts(elements=(work(amount),), is_study_heavy=is_study_heavy))
    assert (C.BELOW_FULL_TIME in {each.code for each in check.findings}) is warns
    assert check.full_time.hours_on(FIRST_DAY) == Decimal(amount)


def test_a_time_without_anything_is_said_with_its_days_and_the_past_is_let_be() -> None:
    elements = (work("30", last_day=dt.date(2026, 6, 30)), work("30", first_day=dt.date(2026, 9, 1)))
    (gap,) = [each for each in check_plan(plan_facts(elements=elements)).findings if each.code is C.NOTHING_PLANNED]
    assert gap.parameters["first_day"] == dt.date(2026, 7, 1)
    assert gap.parameters["last_day"] == dt.date(2026, 8, 31)
    later = check_plan(plan_facts(elements=elements, today=dt.date(2026, 9, 1)))
    assert C.NOTHING_PLANNED not in {each.code for each in later.findings}


@pytest.mark.parametrize(
    ("education", "from_day"),
    [(Education.UPPER_SECONDARY, dt.date(2026, 5, 2)), (Education.BELOW, dt.date(2026, 8, 2))],
)
def test_the_hours_count_from_month_three_or_six(education: Education, from_day: dt.date) -> None:
    facts = plan_facts(education=education, elements=(work("40", last_day=from_day - DAY),))
    assert hours(facts).from_day == from_day
    assert hours(facts).average == 0
    assert hours(replace(facts, elements=(work("15", first_day=from_day),))).average == 15


@pytest.mark.parametrize(("amount", "reached"), [("15", True), ("14.99", False), ("20", True)])
def test_fifteen_hours_on_average_are_enough_and_not_a_minute_less(amount: str, reached: bool) -> None:
    found = hours(plan_facts(elements=(work(amount),)))
    assert found.is_reached is reached
    codes = {each.code for each in check_plan(plan_facts(elements=(work(amount),))).findings}
    assert (C.BELOW_WORK_HOURS in codes) is not reached


def test_days_of_leave_and_holiday_are_left_out() -> None:
    from_day = dt.date(2026, 5, 2)
    leave = DaysAway(dt.date(2026, 7, 1), LAST_DAY)
    worked = work("15", first_day=from_day, last_day=dt.date(2026, 6, 30))
    assert hours(plan_facts(elements=(worked,))).average < 5
    found = hours(plan_facts(elements=(worked,), away=(leave,)))
    assert found.average == 15
    everything = DaysAway(FIRST_DAY, LAST_DAY)
    assert hours(plan_facts(elements=(worked,), away=(everything,))).counted_days == 0


def test_other_goals_have_no_such_hours_nor_programmes_that_end_before() -> None:
    assert work_hours(plan_facts(goal=Goal.TERTIARY_PREPARATION), INT_2026, INT_2026) is None
    assert work_hours(plan_facts(last_day=dt.date(2026, 5, 1)), INT_2026, INT_2026) is None
    assert work_hours(plan_facts(last_day=dt.date(2026, 5, 2)), INT_2026, INT_2026) is not None


def test_an_ordinary_programme_from_before_2026_is_told_and_not_warned() -> None:
    facts = plan_facts(rule_set="INT_2021", first_day=dt.date(2025, 8, 1), last_day=dt.date(2026, 7, 31), elements=())
    assert hours(facts).is_unclear
    assert hours(facts).from_day == dt.date(2026, 1, 1)
    findings = check_plan(facts).findings
    assert {each.code for each in findings if each.field == "elements"} >= {C.WORK_HOURS_UNCLEAR}
    collective = replace(facts, rule_set="COLL_2024B", protection=Protection.COLLECTIVE)
    assert not hours(collective).is_unclear
    assert hours(collective).from_day == dt.date(2025, 11, 1)


_DAYS = st.integers(0, 400).map(lambda number: FIRST_DAY + number * DAY)
_SPANS = st.tuples(_DAYS, _DAYS).map(sorted)
_WORK = st.lists(st.tuples(_SPANS, st.integers(1, 40)), max_size=6)


@given(rows=_WORK, away=st.lists(_SPANS, max_size=3))
@settings(max_examples=40, deadline=None)
def test_the_average_is_what_counting_day_by_day_gives(
    rows: list[tuple[list[dt.date], int]], away: list[list[dt.date]]
) -> None:
    elements = tuple(work(str(amount), days[0], days[1]) for days, amount in rows)
    leave = tuple(DaysAway(first, last) for first, last in away)
    found = hours(plan_facts(elements=elements, away=leave))
    total, counted, day = Decimal(0), 0, found.from_day
    while day <= LAST_DAY:
        is_away = any(each.first_day <= day <= each.last_day for each in leave)
        if is_working_day(day) and not is_away:
            counted += 1
            total += sum(amount for days, amount in rows if days[0] <= day <= days[1])
        day += DAY
    assert found.counted_days == counted
    assert found.average == (total / counted if counted else 0)


@given(rows=_WORK)
@settings(max_examples=40, deadline=None)
def test_pieces_cover_every_day_once(rows: list[tuple[list[dt.date], int]]) -> None:
    elements = tuple(work(str(amount), days[0], days[1]) for days, amount in rows)
    found = pieces(elements, FIRST_DAY, LAST_DAY)
    assert (found[0].first_day, found[-1].last_day) == (FIRST_DAY, LAST_DAY)
    for one, following in pairwise(found):
        assert following.first_day == one.last_day + DAY
        assert following.hours != one.hours


def test_elements_that_do_not_count_are_not_work() -> None:
    course = an_element(ElementKind.NORWEGIAN, hours_a_week=Decimal(30))
    assert hours(plan_facts(elements=(course,))).average == 0
