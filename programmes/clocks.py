"""Between the stored facts of a participation and the pure clock of ``programmes.law``."""

import datetime as dt

from agencies.errors import Refusal
from programmes.law.cases import Case, ClockResult
from programmes.law.clock import programme_clock
from programmes.law.enums import Education, Goal, Protection, RefusalCode
from programmes.models import Participation

_FIELD_OF = {
    RefusalCode.GOAL_NOT_ALLOWED: "goal",
    RefusalCode.DURATION_BELOW_MINIMUM: "months",
    RefusalCode.DURATION_ABOVE_MAXIMUM: "months",
    RefusalCode.EXTENSION_NOT_AVAILABLE: "extension_months",
    RefusalCode.EXTENSION_ABOVE_MAXIMUM: "extension_months",
    RefusalCode.NO_RULE_SET: "offer_date",
    RefusalCode.INVALID_DATES: "first_day",
}


def case_of(
    *,
    offer_date: dt.date,
    protection: str,
    education: str,
    goal: str,
    first_day: dt.date,
    months: int,
    extension_months: int = 0,
    decided_last_day: dt.date | None = None,
) -> Case:
    """The facts as the law asks for them."""
    return Case(
        offer_date=offer_date,
        protection=Protection(protection),
        education=Education(education),
        goal=Goal(goal),
        first_day=first_day,
        months=months,
        extension_months=extension_months,
        decided_last_day=decided_last_day,
    )


def clock_of(participation: Participation) -> ClockResult:
    """The clock of a participation, computed afresh from its facts: the date and the steps that lead to it."""
    return programme_clock(
        case_of(
            offer_date=participation.offer_date,
            protection=participation.protection,
            education=participation.education,
            goal=participation.goal,
            first_day=participation.first_day,
            months=participation.months,
            extension_months=participation.extension_months,
            decided_last_day=participation.decided_last_day,
        )
    )


def refusals_of(result: ClockResult) -> list[Refusal]:
    """The law's refusals in the form that pages and the API show, each at its field and with its paragraph."""
    return [
        Refusal(refusal.code, refusal.detail(), _FIELD_OF.get(refusal.code, ""), refusal.paragraph)
        for refusal in result.refused
    ]


def store(participation: Participation, result: ClockResult) -> None:
    """Put the computed columns on the row; the caller saves it."""
    if result.base_last_day is None or result.last_day is None:
        raise ValueError("a clock without dates cannot be stored")
    participation.rule_set = result.rule_set or ""
    participation.base_last_day = result.base_last_day
    participation.last_day = result.last_day
    participation.counted_working_days = result.counted_working_days or 0
