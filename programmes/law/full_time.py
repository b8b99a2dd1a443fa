"""Whether the planned hours are full time: 30 hours where there is much own work, else 37.5 (law.md 2.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from programmes.law.plan_facts import PlanFacts, PlanFinding
from programmes.law.plan_periods import Piece, pieces
from programmes.law.plan_rules import FullTimeRule
from programmes.law.plan_words import Gravity, PlanFindingCode
from programmes.law.texts import Parameters
from programmes.law.working_days import working_days_between

_MOST_FINDINGS = 3
_MOST_HOURS = Decimal(45)
"""Above this somebody has surely written a number twice; the law has no upper bound."""
_SHORT_WORKING_DAYS = 5
"""A gap of up to a week between two elements is not worth a word."""


@dataclass(frozen=True, slots=True)
class FullTime:
    """What is planned against what is full time."""

    required: Decimal
    pieces: tuple[Piece, ...]

    def hours_on(self, day: date) -> Decimal:
        """The planned hours a week on a day; 0 outside the programme."""
        found = (piece.hours for piece in self.pieces if piece.first_day <= day <= piece.last_day)
        return next(found, Decimal(0))


def full_time(facts: PlanFacts, rule: FullTimeRule) -> FullTime:
    """The planned hours from the first day of the programme to the last."""
    planned = pieces(facts.elements, facts.first_day, facts.last_day)
    return FullTime(rule.hours(is_study_heavy=facts.is_study_heavy), tuple(planned))


def full_time_findings(facts: PlanFacts, rule: FullTimeRule) -> Iterator[PlanFinding]:
    """Times, from today on, with too little, too much or nothing planned. They warn: the law knows no hour."""
    planned = full_time(facts, rule)
    from_day = max(facts.today, facts.first_day)
    found = 0
    for piece in planned.pieces:
        begins = max(piece.first_day, from_day)
        if begins > piece.last_day or working_days_between(begins, piece.last_day) <= _SHORT_WORKING_DAYS:
            continue
        code = _judged(piece.hours, planned.required)
        if code is None:
            continue
        parameters: Parameters = {
            "hours": f"{piece.hours.normalize():f}".replace(".", ","),
            "required": f"{planned.required.normalize():f}".replace(".", ","),
            "first_day": begins,
            "last_day": piece.last_day,
        }
        yield PlanFinding(code, Gravity.WARNING, rule.paragraph, parameters, "elements")
        found += 1
        if found == _MOST_FINDINGS:
            return


def _judged(hours: Decimal, required: Decimal) -> PlanFindingCode | None:
    if hours == 0:
        return PlanFindingCode.NOTHING_PLANNED
    if hours < required:
        return PlanFindingCode.BELOW_FULL_TIME
    return PlanFindingCode.ABOVE_FULL_TIME if hours > _MOST_HOURS else None
