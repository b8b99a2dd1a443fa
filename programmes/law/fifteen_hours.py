"""The average of work-oriented hours a week after three or six months, for programmes towards work (Act § 14 a(3)).

«Gjennomsnittlig … av programtiden»: the average is over the working days from month 3 or 6 to the last day. Days of
leave and holiday are in neither sum nor number (a choice of design; the law does not say).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from programmes.law.deadlines import work_oriented_hours_from
from programmes.law.enums import Goal
from programmes.law.plan_facts import HoursFacts, PlanFinding
from programmes.law.plan_periods import Piece, pieces, without
from programmes.law.plan_words import Gravity, PlanFindingCode
from programmes.law.rules import RuleSet, WorkHoursRule
from programmes.law.texts import Parameters
from programmes.law.working_days import working_days_between

_IN_FORCE_FOR_ALL = date(2026, 1, 1)
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkHours:
    """The planned average; `is_unclear` where the law does not say that the rule binds the programme (law.md 2.1)."""

    from_day: date
    through: date
    required: int
    average: Decimal
    counted_days: int
    paragraph: str
    is_unclear: bool
    pieces: tuple[Piece, ...]

    @property
    def is_reached(self) -> bool:
        """Whether the average is what the law asks for. The unrounded average is compared."""
        return self.average >= self.required

    @property
    def rounded(self) -> Decimal:
        """The average with one decimal, as it is shown."""
        return self.average.quantize(_TENTH, ROUND_HALF_UP)


def work_hours(facts: HoursFacts, rule_set: RuleSet, latest: RuleSet) -> WorkHours | None:
    """The planned average; None where the programme has no such hours, or ends before they begin.

    `latest` is the rule set that says the hours where the programme's own has none: § 14 a is by its wording in force
    for all from 2026, which is for the caseworker to look at.
    """
    if facts.goal is not Goal.WORK:
        return None
    own = rule_set.work_hours
    rule = own or latest.work_hours
    begins = work_oriented_hours_from(facts.first_day, rule_set if own else latest, facts.protection, facts.education)
    if rule is None or begins is None:
        return None
    from_day = begins.due_on if own else max(begins.due_on, _IN_FORCE_FOR_ALL)
    if from_day > facts.last_day:
        return None
    return _average(facts, rule, from_day, is_unclear=own is None)


def work_hours_findings(found: WorkHours | None) -> Iterator[PlanFinding]:
    """Says the average; below what the law asks for it warns, and where the law is silent it is noted."""
    if found is None:
        return
    parameters: Parameters = {
        "average": f"{found.rounded:f}".replace(".", ","),
        "required": str(found.required),
        "first_day": found.from_day,
        "last_day": found.through,
    }
    if found.is_reached:
        code, gravity = PlanFindingCode.WORK_HOURS_REACHED, Gravity.NOTICE
    elif found.is_unclear:
        code, gravity = PlanFindingCode.WORK_HOURS_UNCLEAR, Gravity.NOTICE
    else:
        code, gravity = PlanFindingCode.BELOW_WORK_HOURS, Gravity.WARNING
    yield PlanFinding(code, gravity, found.paragraph, parameters, "elements")


def _average(facts: HoursFacts, rule: WorkHoursRule, from_day: date, *, is_unclear: bool) -> WorkHours:
    planned = pieces(facts.elements, from_day, facts.last_day, lambda element: element.counts_as_work)
    total, counted = Decimal(0), 0
    for piece in planned:
        days = sum(working_days_between(*span) for span in without(piece.first_day, piece.last_day, facts.away))
        total += piece.hours * days
        counted += days
    average = total / counted if counted else Decimal(0)
    return WorkHours(
        from_day=from_day,
        through=facts.last_day,
        required=rule.hours_a_week,
        average=average,
        counted_days=counted,
        paragraph=rule.paragraph,
        is_unclear=is_unclear,
        pieces=tuple(planned),
    )
