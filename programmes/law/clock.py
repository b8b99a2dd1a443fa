"""The programme clock: from the facts of a case to its last day, with the steps and what refuses it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from programmes.law import leave_reckoning
from programmes.law.cases import Case, ClockResult
from programmes.law.checks import beyond_calendar, no_rule_set_paragraph, refusals
from programmes.law.enums import LeaveClock, RefusalCode, StepCode
from programmes.law.explanations import Notice, Refusal, Step
from programmes.law.leave_kinds import BY_DECISION
from programmes.law.leave_reckoning import Reckoning
from programmes.law.months import last_day_of_period
from programmes.law.rules import LeaveClockRule, RuleSet
from programmes.law.selection import check_rule_set, duration_row, rule_set_for
from programmes.law.texts import Months, Parameters


class _Period(NamedTuple):
    """The granted programme time."""

    first_day: date
    months: int
    extension_months: int

    @property
    def base_last_day(self) -> date:
        """Its last day before any absence; the months are added once."""
        return last_day_of_period(self.first_day, self.months + self.extension_months)


class _End(NamedTuple):
    last_day: date
    counted_working_days: int
    steps: tuple[Step, ...]
    notices: tuple[Notice, ...] = ()


def programme_clock(case: Case) -> ClockResult:
    """Compute the last day of a programme from its facts.

    A refused case still gets its dates as given, except where the dates themselves are invalid. No cap, age or
    documentation is checked. Pure: the same case gives the same result on any day.
    """
    rule_set = _rule_set(case)
    refused = refusals(case, rule_set)
    period = _period(case)
    if period is None or any(refusal.code is RefusalCode.INVALID_DATES for refusal in refused):
        return _without_dates(case, rule_set, refused)
    try:
        return _with_dates(case, period, rule_set, refused)
    except OverflowError:
        return _without_dates(case, rule_set, (*refused, beyond_calendar()))


def _rule_set(case: Case) -> RuleSet | None:
    if case.offer_date is None:
        return None
    return rule_set_for(case.offer_date, case.protection, case.education, case.goal)


def _leave_clock(rule_set: RuleSet | None) -> LeaveClockRule:
    return rule_set.leave_clock if rule_set else BY_DECISION


def _period(case: Case) -> _Period | None:
    if case.first_day is None or case.months is None or case.extension_months is None:
        return None
    return _Period(case.first_day, case.months, case.extension_months)


def _without_dates(case: Case, rule_set: RuleSet | None, refused: Sequence[Refusal]) -> ClockResult:
    return ClockResult(
        id=case.id,
        rule_set=rule_set.code if rule_set else None,
        base_last_day=None,
        last_day=None,
        counted_working_days=None,
        leave_clock=_leave_clock(rule_set).clock if case.offer_date else None,
        refused=tuple(refused),
    )


def _with_dates(case: Case, period: _Period, rule_set: RuleSet | None, refused: Sequence[Refusal]) -> ClockResult:
    decided_stands = case.decided_stands and case.decided_last_day is not None
    rule, base_last_day = BY_DECISION if decided_stands else _leave_clock(rule_set), period.base_last_day
    if rule.clock is LeaveClock.BY_DECISION:
        end = _end_by_decision(case, base_last_day, rule)
    else:
        end = _end_by_threshold(case, period.first_day, base_last_day, rule)
    return ClockResult(
        id=case.id,
        rule_set=rule_set.code if rule_set else None,
        base_last_day=base_last_day,
        last_day=end.last_day,
        counted_working_days=end.counted_working_days,
        leave_clock=rule.clock,
        steps=(*_period_steps(case, period, rule_set), *end.steps),
        refused=tuple(refused),
        notices=(*_boundary_notice(case, rule_set), *end.notices),
    )


def _period_steps(case: Case, period: _Period, rule_set: RuleSet | None) -> Iterator[Step]:
    if rule_set is None:
        duration_paragraph = extension_paragraph = no_rule_set_paragraph(case.protection)
    else:
        row = duration_row(rule_set, case.protection, case.education, case.goal)
        duration_paragraph = row.paragraph if row else rule_set.paragraph
        extension_paragraph = (row and row.extension_paragraph) or duration_paragraph
    first_day, months, extension = period
    lasts: Parameters = {"months": Months(months), "first_day": first_day}
    yield Step(StepCode.DURATION, last_day_of_period(first_day, months), duration_paragraph, lasts)
    if extension:
        extended: Parameters = {"months": Months(extension), "total": Months(months + extension)}
        yield Step(StepCode.EXTENSION, period.base_last_day, extension_paragraph, extended)


def _end_by_decision(case: Case, base_last_day: date, rule: LeaveClockRule) -> _End:
    if case.decided_last_day is not None:
        step = Step(StepCode.DECIDED_LAST_DAY, case.decided_last_day, rule.paragraph)
    else:
        step = Step(StepCode.BY_DECISION, base_last_day, rule.paragraph)
    return _End(step.date, 0, (step,))


def _end_by_threshold(case: Case, first_day: date, base_last_day: date, rule: LeaveClockRule) -> _End:
    reckoning = Reckoning.of(first_day, base_last_day, case.absences, rule)
    last_day = reckoning.last_day()
    return _End(
        last_day,
        reckoning.counted(last_day),
        tuple(leave_reckoning.steps(reckoning, last_day)),
        tuple(leave_reckoning.notices(reckoning, last_day)),
    )


def _boundary_notice(case: Case, rule_set: RuleSet | None) -> tuple[Notice, ...]:
    notice = check_rule_set(case.offer_date, rule_set) if case.offer_date else None
    return (notice,) if notice else ()
