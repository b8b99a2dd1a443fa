"""Counts what is used of a limit, in the window where the most is used.

A window is looked at when it holds a day of the focus: the proposed absence, or the day on which one asks. Parts of
days count as the part of the planned hours that they are, at most one day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from programmes.law.cases import PLANNED_HOURS
from programmes.law.limits_facts import Circumstances, Counter, LimitContext, RegisteredAbsence
from programmes.law.limits_rows import LimitRule
from programmes.law.limits_words import LimitUnit, LimitWindow
from programmes.law.months import last_day_of_period, same_day_after
from programmes.law.working_days import is_working_day, working_days_between

_ONE_DAY = timedelta(days=1)
_YEAR = 12
# A due date and the day of birth differ; two births of one mother do not come so near each other.
_SAME_CHILD_DAYS = 150

Span = tuple[date, date]


def count(
    rule: LimitRule, focus: Span, absences: Sequence[RegisteredAbsence], household: Circumstances, context: LimitContext
) -> Counter:
    """What is used of a limit by `absences` (all that stand, with the proposed one), seen from the days of `focus`."""
    rows = [row for row in absences if row.kind in rule.kinds]
    if rule.window is LimitWindow.RUN:
        return _count_run(rule, focus, rows)
    if rule.window in (LimitWindow.CHILD, LimitWindow.PROGRAMME):
        return _count_together(rule, focus, rows, household, context)
    days = days_used(rows)
    windows = list(_windows(rule.window, focus, days, context))
    used = [(sum((part for day, part in days.items() if first <= day <= last), Decimal(0)), first, last)
            for first, last in windows]  # fmt: skip
    most, first, last = max(used, key=lambda each: (each[0], each[1]))
    return Counter(rule, most, maximum_for(rule, household), first, last)


def maximum_for(rule: LimitRule, household: Circumstances) -> int:
    """The maximum of a rule for a household."""
    for row in rule.by_household:
        if row.chronic_child not in (None, household.chronic_child):
            continue
        if row.sole_carer not in (None, household.sole_carer):
            continue
        if row.more_children_than is None or (household.children or 0) > row.more_children_than:
            return row.maximum
    return rule.maximum


def days_used(rows: Iterable[RegisteredAbsence]) -> dict[date, Decimal]:
    """Working days that absences take, each day at most once."""
    used: defaultdict[date, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.hours is None:
            used.update(dict.fromkeys((day for day in each_day(row) if is_working_day(day)), Decimal(1)))
        elif is_working_day(row.first_day):
            part = row.hours / (row.planned_hours or PLANNED_HOURS)
            used[row.first_day] = min(Decimal(1), used[row.first_day] + part)
    return dict(used)


def each_day(row: RegisteredAbsence) -> Iterator[date]:
    """Every day of an absence, days off among them."""
    return (date.fromordinal(number) for number in range(row.first_day.toordinal(), row.last_day.toordinal() + 1))


def run_of(rule: LimitRule, focus: Span, rows: Sequence[RegisteredAbsence]) -> list[RegisteredAbsence]:
    """The absences that are one run with those of the focus: from one to the next no more than the gap of the rule."""
    runs: list[list[RegisteredAbsence]] = []
    for row in sorted(rows, key=lambda each: (each.first_day, each.last_day)):
        if runs and (row.first_day - max(each.last_day for each in runs[-1])).days <= rule.run_gap_days:
            runs[-1].append(row)
        else:
            runs.append([row])
    gap = timedelta(days=rule.run_gap_days)
    near = (run for run in runs if run[0].first_day <= focus[1] + gap and focus[0] <= _last(run) + gap)
    return max(near, key=lambda run: len({day for row in run for day in each_day(row)}), default=[])


def _count_run(rule: LimitRule, focus: Span, rows: Sequence[RegisteredAbsence]) -> Counter:
    run = run_of(rule, focus, rows)
    used = len({day for row in run for day in each_day(row)})
    first, last = (run[0].first_day, _last(run)) if run else focus
    return Counter(rule, Decimal(used), rule.maximum, first, last)


def _last(run: Sequence[RegisteredAbsence]) -> date:
    return max(row.last_day for row in run)


def _count_together(
    rule: LimitRule, focus: Span, rows: Sequence[RegisteredAbsence], household: Circumstances, context: LimitContext
) -> Counter:
    """Everything for one child, or in the whole programme; the months run from the first day of all that counts."""
    others = [row for row in context.other_parent if row.kind in rule.kinds]
    if rule.window is LimitWindow.CHILD:
        rows = [row for row in rows if _same_child(row, focus, household)]
        others = [row for row in others if _same_child(row, focus, household)]
    begins = min((row.first_day for row in (*rows, *others)), default=focus[0])
    counted = [*rows, *others] if rule.counts_both_parents else rows
    ends = max((row.last_day for row in counted), default=focus[1])
    if rule.unit is LimitUnit.MONTHS:
        allowed = (last_day_of_period(begins, rule.maximum) - begins).days + 1
        used = Decimal(sum((row.last_day - row.first_day).days + 1 for row in counted))
        return Counter(rule, used, allowed, begins, ends)
    used = sum(days_used(counted).values(), Decimal(0))
    return Counter(rule, used, _days_maximum(rule, begins), begins, ends)


def _days_maximum(rule: LimitRule, begins: date) -> int:
    if not rule.reserved_working_days:
        return rule.maximum
    return working_days_between(begins, last_day_of_period(begins, rule.maximum)) - rule.reserved_working_days


def _same_child(row: RegisteredAbsence, focus: Span, household: Circumstances) -> bool:
    """By the children's days where both are stated; else what lies within a year of the focus."""
    mine, theirs = household.child_born_on, row.circumstances.child_born_on
    if mine and theirs:
        return abs((mine - theirs).days) <= _SAME_CHILD_DAYS
    return row.first_day <= same_day_after(focus[1], _YEAR) and focus[0] <= same_day_after(row.last_day, _YEAR)


def _windows(window: LimitWindow, focus: Span, days: Iterable[date], context: LimitContext) -> Iterator[Span]:
    if window is LimitWindow.CALENDAR_YEAR:
        yield from ((date(year, 1, 1), date(year, 12, 31)) for year in range(focus[0].year, focus[1].year + 1))
    elif window is LimitWindow.PROGRAMME_YEAR:
        yield from _programme_years(focus, context.case.first_day or focus[0])
    else:
        yield from _rolling_years(focus, days)


def _programme_years(focus: Span, first_day: date) -> Iterator[Span]:
    number = max(0, focus[0].year - first_day.year - 1)
    through = max(focus[1], first_day)
    while (begins := same_day_after(first_day, _YEAR * number)) <= through:
        number += 1
        ends = same_day_after(first_day, _YEAR * number) - _ONE_DAY
        if ends >= focus[0]:
            yield begins, ends


def _rolling_years(focus: Span, days: Iterable[date]) -> Iterator[Span]:
    """The 12 months that end on the focus's last day, and on each later day of absence that still reaches the focus."""
    ends = [focus[1], *(day for day in days if day > focus[0])]
    for last in ends:
        first = same_day_after(last, -_YEAR) + _ONE_DAY
        if first <= focus[1]:
            yield first, last
