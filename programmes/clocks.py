"""Between the stored facts of a participation and the pure clock of ``programmes.law``."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from agencies.access import acting_as, bound_actor
from agencies.errors import Refusal
from programmes.law.cases import Absence, Case, ClockResult
from programmes.law.clock import programme_clock
from programmes.law.enums import AbsenceKind, Education, Fault, Goal, NoticeCode, Protection, StepCode
from programmes.law.explanations import Step
from programmes.law.procedure import REVERSAL_PARAGRAPH
from programmes.law.texts import Months
from programmes.law_words import law_catalogue
from programmes.models import Decision, DecisionType, Participation
from programmes.models.absence import standing_absences_of

TAKEN_BACK = "taken_back_months"
"""In the content of a refusal that replaces a granted extension: how many months that one gave."""

# Where a fault stands is for the form and the API to know; several faults share the code «invalid_dates».
_FIELD_OF = {
    Fault.NO_RULE_SET: "offer_date",
    Fault.FIRST_BEFORE_OFFER: "first_day",
    Fault.LAST_BEFORE_FIRST: "decided_last_day",
    Fault.GOAL_NOT_ALLOWED: "goal",
    Fault.MONTHS_BELOW_ONE: "months",
    Fault.BELOW_MINIMUM: "months",
    Fault.ABOVE_MAXIMUM: "months",
    Fault.BEYOND_CALENDAR: "months",
    Fault.EXTENSION_BELOW_ZERO: "extension_months",
    Fault.NO_EXTENSION: "extension_months",
    Fault.EXTENSION_ABOVE_MAXIMUM: "extension_months",
}


class AwardFacts(Protocol):
    """What an award and a stored participation both know."""

    @property
    def offer_date(self) -> dt.date:
        """The day of the offer of start, which chooses the rule set."""

    @property
    def protection(self) -> str:
        """A ``Protection``."""

    @property
    def education(self) -> str:
        """An ``Education`` as the duration rules ask for it."""

    @property
    def goal(self) -> str:
        """A ``Goal``."""

    @property
    def first_day(self) -> dt.date:
        """The first day of the programme."""

    @property
    def months(self) -> int:
        """The granted duration."""


def case_of(facts: AwardFacts, *, extension_months: int = 0, decided_last_day: dt.date | None = None) -> Case:
    """The facts as the law asks for them."""
    return Case(
        offer_date=facts.offer_date,
        protection=Protection(facts.protection),
        education=Education(facts.education),
        goal=Goal(facts.goal),
        first_day=facts.first_day,
        months=facts.months,
        extension_months=extension_months,
        decided_last_day=decided_last_day,
    )


def clock_of(participation: Participation) -> ClockResult:
    """The clock of a participation, computed afresh from its facts: the date and the steps that lead to it.

    One query for the absences that stand, or none where they were fetched by ``standing_absences_prefetch``.
    """
    return programme_clock(case_with_absences(participation))


def case_with_absences(participation: Participation) -> Case:
    """All the facts of a participation as the law asks for them."""
    case = case_of(
        participation,
        extension_months=participation.extension_months,
        decided_last_day=participation.decided_last_day,
    )
    absences = tuple(
        Absence(AbsenceKind(row.kind), row.first_day, row.last_day, row.hours, row.planned_hours)
        for row in standing_absences_of(participation)
    )
    return replace(case, absences=absences, decided_stands=participation.decided_end_stands)


def explained_clock(participation: Participation) -> ClockResult:
    """``clock_of`` with the extensions that were taken back among its steps: for those who read why it is that day."""
    refusals = Decision.objects.filter(
        participation=participation, decision_type=DecisionType.EXTENSION, is_refusal=True, decided_on__isnull=False
    ).exclude(replaced_by__decided_on__isnull=False)
    rows = refusals.filter(content__has_key=TAKEN_BACK).order_by("decided_on", "number")
    # NAV opens no decisions, and reads all the same why a programme that it sees lasts until that day.
    with acting_as(bound_actor().as_system()):
        taken_back = [(content[TAKEN_BACK], day) for content, day in rows.values_list("content", "decided_on")]
    return with_taken_back(clock_of(participation), participation, taken_back)


def with_taken_back(
    clock: ClockResult, participation: Participation, taken_back: Sequence[tuple[int, dt.date | None]]
) -> ClockResult:
    """The clock with a step for each extension that a refusal took back: so many months, on the day."""
    if clock.base_last_day is None:
        return clock
    code, until = StepCode.EXTENSION_TAKEN_BACK, clock.base_last_day
    steps = [
        Step(code, until, REVERSAL_PARAGRAPH, {"months": Months(months), "day": day})
        for months, day in taken_back
        if day is not None
    ]
    about_months = 2 if participation.extension_months else 1
    return replace(clock, steps=(*clock.steps[:about_months], *steps, *clock.steps[about_months:]))


def without_reasons(result: ClockResult) -> ClockResult:
    """The clock for those who may not see why somebody was away (law.md 7.2): what was counted in all, no kinds."""
    telling = {StepCode.COUNTED, StepCode.NOT_COUNTED}
    return replace(
        result,
        steps=tuple(step for step in result.steps if step.code not in telling),
        notices=tuple(notice for notice in result.notices if notice.code is not NoticeCode.LEAVE_RUNS_PAST_END),
    )


def refusals_of(result: ClockResult) -> list[Refusal]:
    """The law's refusals in the form that pages and the API show, each at its field and with its paragraph."""
    return [
        Refusal(refusal.code, refusal.detail(law_catalogue()), _FIELD_OF.get(refusal.fault, ""), refusal.paragraph)
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
