"""What must be true of an absence besides the limits: its days, its place in the programme, the child's age."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from programmes.law.clock import programme_clock
from programmes.law.enums import AbsenceKind
from programmes.law.limits_facts import Finding, LimitContext, RegisteredAbsence, Withdrawal
from programmes.law.limits_rows import CONDITIONS, KINDS, MANY_SELF_CERTIFIED, PERMISSION, ConditionRule
from programmes.law.limits_words import ConditionCode
from programmes.law.months import last_day_of_period, same_day_after
from programmes.law.texts import Parameters
from programmes.law.working_days import on_or_next_working_day

_AWAY: Final = "integreringsforskriften §§ 10, 19"
_LONGEST_MONTHS: Final = 120
_YEAR: Final = 12
_HOURS_OF_A_DAY: Final = Decimal(24)
_ONE_DAY: Final = timedelta(days=1)


def date_faults(proposed: RegisteredAbsence) -> Iterator[Finding]:
    """What makes an absence unreadable as days; with one of these nothing else is computed."""
    if proposed.last_day < proposed.first_day:
        yield Finding(ConditionCode.LAST_BEFORE_FIRST, _AWAY, about="last_day")
        return
    if proposed.last_day > last_day_of_period(proposed.first_day, _LONGEST_MONTHS):
        yield Finding(ConditionCode.TOO_LONG, _AWAY, about="last_day")
    if proposed.hours is not None and proposed.last_day != proposed.first_day:
        yield Finding(ConditionCode.HOURS_ON_SEVERAL_DAYS, _AWAY, about="hours")
    for name, hours in (("hours", proposed.hours), ("planned_hours", proposed.planned_hours)):
        if hours is not None and not 0 < hours <= _HOURS_OF_A_DAY:
            yield Finding(ConditionCode.HOURS_OUT_OF_RANGE, _AWAY, about=name)


def hard_faults(
    context: LimitContext, proposed: RegisteredAbsence, existing: Sequence[RegisteredAbsence]
) -> Iterator[Finding]:
    """Everything but the limits that refuses an absence."""
    kind = KINDS[proposed.kind]
    if proposed.first_day < kind.in_force_from:
        since: Parameters = {"kind": proposed.kind, "first_day": kind.in_force_from}
        yield Finding(ConditionCode.KIND_NOT_IN_FORCE, kind.paragraph, since, "kind")
    yield from _outside_programme(context, proposed, existing)
    yield from _overlaps(proposed, existing)
    for rule in CONDITIONS:
        if proposed.kind in rule.kinds and proposed.first_day >= rule.in_force_from:
            yield from _CHECKS[rule.code](rule, context, proposed)


def soft_faults(proposed: RegisteredAbsence) -> Iterator[Finding]:
    """What needs a written reason whatever is used of the limits."""
    if proposed.kind in PERMISSION.kinds:
        yield Finding(PERMISSION.code, PERMISSION.paragraph, about="reason")


def looks(proposed: RegisteredAbsence, existing: Sequence[RegisteredAbsence]) -> Iterator[Finding]:
    """What a caseworker is asked to look at; it refuses nothing and needs no reason."""
    if proposed.kind in MANY_SELF_CERTIFIED.kinds:
        number = self_certified_in_a_year(proposed, existing)
        if number >= MANY_SELF_CERTIFIED.number:
            count = {"count": str(number)}
            yield Finding(MANY_SELF_CERTIFIED.code, MANY_SELF_CERTIFIED.paragraph, count)
    needs_child = {AbsenceKind.SICK_CHILD, AbsenceKind.PARENTAL, AbsenceKind.ADOPTION}
    if proposed.kind in needs_child and proposed.circumstances.child_born_on is None:
        yield Finding(ConditionCode.CHILD_UNKNOWN, KINDS[proposed.kind].paragraph, about="child_born_on")


def self_certified_in_a_year(proposed: RegisteredAbsence, existing: Sequence[RegisteredAbsence]) -> int:
    """Self-certified absences in the 12 months through the proposed one; those that a doctor's took over are left out.

    An absence that a doctor has documented from the day after is not counted (Regulations § 9(2)).
    """
    return uncertified_between(
        [*existing, proposed], same_day_after(proposed.first_day, -_YEAR) + _ONE_DAY, proposed.first_day
    )


def uncertified_between(absences: Sequence[RegisteredAbsence], first_day: date, last_day: date) -> int:
    """Self-certified absences that began in the period and that no doctor's certificate took over."""
    taken_over = {row.first_day for row in absences if row.kind is AbsenceKind.SICK_DOCTOR}
    return sum(
        row.kind is AbsenceKind.SICK_SELF_CERTIFIED
        and first_day <= row.first_day <= last_day
        and not taken_over & {row.last_day + _ONE_DAY, on_or_next_working_day(row.last_day + _ONE_DAY)}
        for row in absences
    )


def earliest_self_certification(first_day: date, weeks: int) -> date:
    """The first day on which so many weeks of the programme have passed."""
    return first_day + timedelta(weeks=weeks)


def _outside_programme(
    context: LimitContext, proposed: RegisteredAbsence, existing: Sequence[RegisteredAbsence]
) -> Iterator[Finding]:
    begins = context.case.first_day
    if begins is not None and proposed.first_day < begins:
        yield Finding(ConditionCode.BEFORE_PROGRAMME, _AWAY, {"first_day": begins}, "first_day")
        return
    if context.ended_on is not None:
        if proposed.last_day > context.ended_on:
            yield Finding(ConditionCode.AFTER_PROGRAMME, _AWAY, {"last_day": context.ended_on}, "last_day")
        return
    ends = last_day_with(context, existing)
    if ends is not None and proposed.first_day > ends:
        yield Finding(ConditionCode.AFTER_PROGRAMME, _AWAY, {"last_day": ends}, "first_day")


def last_day_with(context: LimitContext, absences: Sequence[RegisteredAbsence]) -> date | None:
    """The last day of the programme with these absences; None where the clock has none."""
    clock_absences = tuple(row.as_clock_absence for row in absences)
    return programme_clock(replace(context.case, absences=clock_absences)).last_day


def _overlaps(proposed: RegisteredAbsence, existing: Sequence[RegisteredAbsence]) -> Iterator[Finding]:
    """Whole days only: hours are parts of days and may share them."""
    if proposed.hours is not None:
        return
    for row in existing:
        if row.hours is None and row.first_day <= proposed.last_day and proposed.first_day <= row.last_day:
            other: Parameters = {"kind": row.kind, "first_day": row.first_day, "last_day": row.last_day}
            yield Finding(ConditionCode.OVERLAP, _AWAY, other, "first_day")


def _too_early(rule: ConditionRule, context: LimitContext, proposed: RegisteredAbsence) -> Iterator[Finding]:
    """`number`: weeks in the programme before self-certification."""
    begins = context.case.first_day
    if begins is None:
        return
    earliest = earliest_self_certification(begins, rule.number)
    if begins <= proposed.first_day < earliest:
        yield Finding(rule.code, rule.paragraph, {"first_day": earliest}, "kind")


def _withdrawn(rule: ConditionRule, context: LimitContext, proposed: RegisteredAbsence) -> Iterator[Finding]:
    def shares_a_day(time: Withdrawal) -> bool:
        return time.first_day <= proposed.last_day and (time.last_day is None or proposed.first_day <= time.last_day)

    for time in context.withdrawals:
        if shares_a_day(time):
            yield Finding(rule.code, rule.paragraph, {"first_day": time.first_day}, "kind")


def _child_too_old(rule: ConditionRule, _context: LimitContext, proposed: RegisteredAbsence) -> Iterator[Finding]:
    """`number`: the right lasts through the calendar year in which the child has this age."""
    stated = proposed.circumstances
    age = rule.number_if_chronic if stated.chronic_child else rule.number
    if stated.child_born_on and proposed.last_day.year > stated.child_born_on.year + age:
        yield Finding(rule.code, rule.paragraph, {"age": str(age)}, "child_born_on")


def _after_first_year(rule: ConditionRule, _context: LimitContext, proposed: RegisteredAbsence) -> Iterator[Finding]:
    """`number`: months of the child's life in which the leave is taken."""
    born = proposed.circumstances.child_born_on
    if born and proposed.last_day > (ends := last_day_of_period(born, rule.number)):
        yield Finding(rule.code, rule.paragraph, {"last_day": ends}, "last_day")


def _adopted_too_old(rule: ConditionRule, _context: LimitContext, proposed: RegisteredAbsence) -> Iterator[Finding]:
    """`number`: years that the child must not have reached on the first day."""
    born = proposed.circumstances.child_born_on
    if born and proposed.first_day >= same_day_after(born, _YEAR * rule.number):
        yield Finding(rule.code, rule.paragraph, {"age": str(rule.number)}, "child_born_on")


def _hours_only(rule: ConditionRule, _context: LimitContext, proposed: RegisteredAbsence) -> Iterator[Finding]:
    if proposed.hours is None:
        yield Finding(rule.code, rule.paragraph, {"kind": proposed.kind}, "hours")


_Check = Callable[[ConditionRule, LimitContext, RegisteredAbsence], Iterator[Finding]]
_CHECKS: Final[dict[ConditionCode, _Check]] = {
    ConditionCode.TOO_EARLY_FOR_SELF_CERTIFICATION: _too_early,
    ConditionCode.SELF_CERTIFICATION_WITHDRAWN: _withdrawn,
    ConditionCode.CHILD_TOO_OLD: _child_too_old,
    ConditionCode.AFTER_FIRST_YEAR: _after_first_year,
    ConditionCode.ADOPTED_CHILD_TOO_OLD: _adopted_too_old,
    ConditionCode.HOURS_ONLY: _hours_only,
}
