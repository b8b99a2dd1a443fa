"""How long a case may be kept (Regulations §§ 60 and 61; law.md 7.5).

Each kind of data has its own longest time. A case is archived as a whole, on the last of its dates, so that nothing is
taken out before its time; the steps say which parts were past theirs earlier. **Open** (law.md 14): the Regulations set
a longest time for each kind, and a municipality that reads them so must take single parts out sooner; the years
stand here as data so that they can be changed in one place.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

_FEBRUARY: Final = 2


class RetentionKind(StrEnum):
    """What a time is counted from."""

    PROGRAMME = "programme"
    TRAINING = "training"
    TARGET_GROUP = "target_group"
    MAPPING = "mapping"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """The longest time, in whole years, and its paragraph."""

    years: int
    paragraph: str


RULES: Final[dict[RetentionKind, RetentionRule]] = {
    # From the start of the measure.
    RetentionKind.PROGRAMME: RetentionRule(15, "integreringsforskriften § 60"),
    RetentionKind.TRAINING: RetentionRule(15, "integreringsforskriften § 60"),
    # Somebody who never took part: from the day of coming into the target group, read here as that of settlement.
    RetentionKind.TARGET_GROUP: RetentionRule(15, "integreringsforskriften § 60"),
    RetentionKind.MAPPING: RetentionRule(15, "integreringsforskriften § 60"),
    RetentionKind.TEST: RetentionRule(20, "integreringsforskriften § 60"),
}


@dataclass(frozen=True, slots=True)
class RetentionStep:
    """One part of the case: what, from which day it is counted, for how long, and the day on which the time is out."""

    kind: RetentionKind
    counted_from: date
    years: int
    due_on: date
    paragraph: str


@dataclass(frozen=True, slots=True)
class Retention:
    """When the case's time has come, and the steps that led to it, by their dates."""

    due_on: date
    steps: tuple[RetentionStep, ...]


def retention_of(facts: Sequence[tuple[RetentionKind, date]]) -> Retention | None:
    """The time of a case from its facts (kind, day); ``None`` when nothing says when it began.

    The day of the target group counts only where there is neither programme nor training.
    """
    has_measure = any(kind in {RetentionKind.PROGRAMME, RetentionKind.TRAINING} for kind, _day in facts)
    counted = [fact for fact in facts if not (has_measure and fact[0] is RetentionKind.TARGET_GROUP)]
    if not counted:
        return None
    steps = sorted((_step(kind, day) for kind, day in counted), key=lambda step: (step.due_on, step.kind))
    return Retention(steps[-1].due_on, tuple(steps))


def _step(kind: RetentionKind, day: date) -> RetentionStep:
    rule = RULES[kind]
    return RetentionStep(kind, day, rule.years, _years_after(day, rule.years), rule.paragraph)


def _years_after(day: date, years: int) -> date:
    year = day.year + years
    is_leap_day = day.month == _FEBRUARY and day.day > calendar.monthrange(year, _FEBRUARY)[1]
    return day.replace(year=year, day=28 if is_leap_day else day.day)
