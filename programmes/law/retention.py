"""How long a case may be kept (Regulations §§ 60 and 61; law.md 7.5).

Each kind of data has its own longest time. A part of a case whose time is out goes although the case lives on; the case
goes on the last of its dates, so that nothing is taken out before its time. The years are rows with the day from which
they hold: the row in force on the day of looking decides, for the duty to delete is that day's. A change of the
Regulations is a new row here.
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
    """The longest time, in whole years, its paragraph, from which day it holds, and how the text is read here."""

    years: int
    paragraph: str
    holds_from: date
    note: str


_PARAGRAPH: Final = "integreringsforskriften § 60"
_REGULATIONS: Final = date(2021, 1, 1)
RULES: Final[dict[RetentionKind, tuple[RetentionRule, ...]]] = {
    RetentionKind.PROGRAMME: (
        RetentionRule(15, _PARAGRAPH, _REGULATIONS, "From the start of the measure: each programme has its own start."),
    ),
    RetentionKind.TRAINING: (
        RetentionRule(15, _PARAGRAPH, _REGULATIONS, "From the start of the measure: each class has its own start."),
    ),
    RetentionKind.TARGET_GROUP: (
        RetentionRule(
            15, _PARAGRAPH, _REGULATIONS,
            "Somebody who never took part: from the day of coming into the target group, read as that of settlement.",
        ),
    ),
    RetentionKind.MAPPING: (
        RetentionRule(15, _PARAGRAPH, _REGULATIONS, "From the mapping; career guidance is counted as mapping."),
    ),
    RetentionKind.TEST: (RetentionRule(20, _PARAGRAPH, _REGULATIONS, "From the day of the test."),),
}  # fmt: skip
"""The rows of each kind, the oldest first. A day before the first row is judged by that row."""


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


def rule_on(kind: RetentionKind, day: date) -> RetentionRule:
    """The row of the kind that is in force on the day."""
    rows = RULES[kind]
    return next((row for row in reversed(rows) if row.holds_from <= day), rows[0])


def retention_of(facts: Sequence[tuple[RetentionKind, date]], today: date) -> Retention | None:
    """The time of a case from its facts (kind, day), by the rules of ``today``; ``None`` when nothing says its start.

    The day of the target group counts only where there is neither programme nor training.
    """
    has_measure = any(kind in {RetentionKind.PROGRAMME, RetentionKind.TRAINING} for kind, _day in facts)
    counted = [fact for fact in facts if not (has_measure and fact[0] is RetentionKind.TARGET_GROUP)]
    if not counted:
        return None
    steps = sorted((step_of(kind, day, today) for kind, day in counted), key=lambda step: (step.due_on, step.kind))
    return Retention(steps[-1].due_on, tuple(steps))


def step_of(kind: RetentionKind, day: date, today: date) -> RetentionStep:
    """The time of one part, by the rule of ``today``: it may be kept through ``due_on``."""
    rule = rule_on(kind, today)
    return RetentionStep(kind, day, rule.years, _years_after(day, rule.years), rule.paragraph)


def _years_after(day: date, years: int) -> date:
    year = day.year + years
    is_leap_day = day.month == _FEBRUARY and day.day > calendar.monthrange(year, _FEBRUARY)[1]
    return day.replace(year=year, day=28 if is_leap_day else day.day)
