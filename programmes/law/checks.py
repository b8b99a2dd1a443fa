"""Everything that refuses a case, one refusal for each fault and in a fixed order."""

from collections.abc import Iterator

from programmes.law.cases import Absence, Case
from programmes.law.durations import duration_refusals
from programmes.law.enums import Fault, Protection, RefusalCode
from programmes.law.explanations import Refusal
from programmes.law.rules import RuleSet
from programmes.law.selection import duration_row
from programmes.law.texts import Months, Parameter, Parameters

# The rules that each fact is needed for.
_START = "integreringsloven § 12"
_DURATION = "integreringsloven §§ 13, 14"
_AWAY = "integreringsforskriften §§ 10, 19"


def refusals(case: Case, rule_set: RuleSet | None) -> tuple[Refusal, ...]:
    """All refusals of a case under the rule set of its offer date (None where there is none)."""
    found = [*_unreadable(case), *_dates(case), *_numbers(case), *_absence_dates(case)]
    found += _rule_refusals(case, rule_set) if case.offer_date is not None else []
    return (*found, *_overlaps(case))


def no_rule_set_paragraph(protection: Protection) -> str:
    """Where the law says that another regime binds: the Act of 2003, or chapter 6A not yet in force."""
    return "integreringsforskriften § 72" if protection is Protection.ORDINARY else "integreringsloven kapittel 6A"


def beyond_calendar() -> Refusal:
    """The refusal of a case whose last day would be after the end of the calendar."""
    return _invalid(Fault.BEYOND_CALENDAR, _DURATION)


def _unreadable(case: Case) -> Iterator[Refusal]:
    needed_for = {"/offer_date": _START, "/first_day": _START, "/months": _DURATION, "/extension_months": _DURATION}
    values = (case.offer_date, case.first_day, case.months, case.extension_months)
    missing = [pointer for pointer, value in zip(needed_for, values, strict=True) if value is None]
    for pointer in dict.fromkeys((*missing, *case.unreadable)):
        default = _AWAY if pointer.startswith("/absences/") else _DURATION
        yield _invalid(Fault.UNREADABLE, needed_for.get(pointer, default), field=pointer)


def _dates(case: Case) -> Iterator[Refusal]:
    first_day, offer_date, decided = case.first_day, case.offer_date, case.decided_last_day
    if first_day is None:
        return
    if offer_date is not None and first_day < offer_date:
        yield _invalid(Fault.FIRST_BEFORE_OFFER, _START, first_day=first_day, offer_date=offer_date)
    if decided is not None and decided < first_day:
        yield _invalid(Fault.LAST_BEFORE_FIRST, _DURATION, first_day=first_day, last_day=decided)


def _numbers(case: Case) -> Iterator[Refusal]:
    if case.months is not None and case.months < 1:
        yield _invalid(Fault.MONTHS_BELOW_ONE, _DURATION, limit=Months(1))
    if case.extension_months is not None and case.extension_months < 0:
        yield _invalid(Fault.EXTENSION_BELOW_ZERO, _DURATION)


def _absence_dates(case: Case) -> Iterator[Refusal]:
    for absence in case.absences:
        days = {"first_day": absence.first_day, "last_day": absence.last_day}
        if absence.last_day < absence.first_day:
            yield _invalid(Fault.LAST_BEFORE_FIRST, _AWAY, **days)
        elif absence.hours is not None and absence.last_day != absence.first_day:
            yield _invalid(Fault.HOURS_ON_SEVERAL_DAYS, _AWAY, **days)


def _rule_refusals(case: Case, rule_set: RuleSet | None) -> list[Refusal]:
    if rule_set is None:
        parameters: Parameters = {"offer_date": case.offer_date} if case.offer_date else {}
        paragraph = no_rule_set_paragraph(case.protection)
        return [Refusal(RefusalCode.NO_RULE_SET, Fault.NO_RULE_SET, paragraph, parameters)]
    rule = duration_row(rule_set, case.protection, case.education, case.goal)
    if rule is None:
        goal: Parameters = {"goal": case.goal}
        return [Refusal(RefusalCode.GOAL_NOT_ALLOWED, Fault.GOAL_NOT_ALLOWED, rule_set.paragraph, goal)]
    months = case.months if case.months is not None and case.months >= 1 else rule.minimum_months
    return duration_refusals(rule, months, case.extension_months or 0)


def _overlaps(case: Case) -> Iterator[Refusal]:
    """Each whole-day absence that begins before an earlier one is over; hours are parts of days and may share them."""
    whole = [absence for absence in case.absences if absence.hours is None and absence.first_day <= absence.last_day]
    furthest: Absence | None = None
    for absence in sorted(whole, key=lambda each: (each.first_day, each.last_day, each.kind)):
        if furthest is not None and absence.first_day <= furthest.last_day:
            yield _overlap(furthest, absence)
        if furthest is None or absence.last_day > furthest.last_day:
            furthest = absence


def _overlap(earlier: Absence, later: Absence) -> Refusal:
    parameters: Parameters = {"first_kind": earlier.kind, "second_kind": later.kind, "day": later.first_day}
    return Refusal(RefusalCode.OVERLAPPING_ABSENCE, Fault.OVERLAP, _AWAY, parameters)


def _invalid(fault: Fault, paragraph: str, /, **parameters: Parameter) -> Refusal:
    return Refusal(RefusalCode.INVALID_DATES, fault, paragraph, parameters)
