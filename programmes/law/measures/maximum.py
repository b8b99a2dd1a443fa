"""How long a measure may last, and what stands against its days. Pure: no clock and no database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from programmes.law.measures.rows import rule_for
from programmes.law.measures.rules import Condition, DurationRow, MeasureKind, MeasureRule
from programmes.law.months import same_day_after


class MeasureFault(StrEnum):
    """Why a measure cannot be as it is proposed."""

    NO_RULE = "no_rule"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    ABOVE_MAXIMUM = "above_maximum"
    ABOVE_FIRST_PERIOD = "above_first_period"
    OUTSIDE_SEASON = "outside_season"
    TOO_OLD = "too_old"
    TOO_YOUNG = "too_young"
    CONDITION_MISSING = "condition_missing"
    RATE_TOO_HIGH = "rate_too_high"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureFacts:
    """What the limits depend on. ``is_extended`` says that the days come from an extension."""

    kind: MeasureKind
    first_day: date
    last_day: date
    birth_date: date
    conditions: frozenset[Condition] = frozenset()
    rate_percent: Decimal | None = None
    is_extended: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, the paragraph behind it, and the day or number that is the limit."""

    fault: MeasureFault
    paragraph: str
    limit: date | Decimal | int | None = None


def last_lawful_day(kind: str, first_day: date, conditions: frozenset[Condition]) -> date | None:
    """The last day that all extensions together can reach; None where the regulations set no maximum."""
    rule = rule_for(kind, first_day)
    row = duration_row(rule, conditions) if rule else None
    if rule is None or row is None:
        return None
    return _within_season(rule, first_day, row.total.last_day(first_day))


def initial_limit(kind: str, first_day: date, conditions: frozenset[Condition]) -> date | None:
    """The last day that may be agreed at once, before any extension; None where there is no maximum."""
    rule = rule_for(kind, first_day)
    row = duration_row(rule, conditions) if rule else None
    if rule is None or row is None:
        return None
    return _within_season(rule, first_day, row.first.last_day(first_day))


def duration_row(rule: MeasureRule, conditions: frozenset[Condition]) -> DurationRow | None:
    """The most generous row whose conditions all hold."""
    rows = [row for row in rule.durations if row.needs <= conditions]
    return max(rows, key=lambda row: row.total.number, default=None)


def rate_limit(rule: MeasureRule, conditions: frozenset[Condition]) -> Decimal | None:
    """The highest rate of subsidy in the first months."""
    steps = [step for step in rule.rates if step.needs <= conditions and step.after_months == 0]
    return max((step.percent for step in steps), default=None)


def review_days(kind: str, first_day: date, last_day: date | None, last_reviewed: date | None) -> date | None:
    """When the measure must be looked at next, or None: no review is asked for, or the measure ends before."""
    rule = rule_for(kind, first_day)
    if rule is None or rule.review_months is None:
        return None
    due = same_day_after(max(first_day, last_reviewed or first_day), rule.review_months)
    return None if last_day is not None and due > last_day else due


def faults_of(facts: MeasureFacts) -> list[Finding]:
    """Everything in the regulations that stands against a measure with these facts."""
    rule = rule_for(facts.kind, facts.first_day)
    if rule is None:
        return [Finding(MeasureFault.NO_RULE, "tiltaksforskriften § 1-1")]
    if facts.last_day < facts.first_day:
        return [Finding(MeasureFault.ENDS_BEFORE_IT_BEGINS, rule.paragraph)]
    return [*_too_long(rule, facts), *_season(rule, facts), *_person(rule, facts), *_rate(rule, facts)]


def _too_long(rule: MeasureRule, facts: MeasureFacts) -> Iterator[Finding]:
    row = duration_row(rule, facts.conditions)
    if row is None:
        return
    whole, first = row.total.last_day(facts.first_day), row.first.last_day(facts.first_day)
    if facts.last_day > whole:
        yield Finding(MeasureFault.ABOVE_MAXIMUM, row.paragraph, whole)
    elif not facts.is_extended and facts.last_day > first:
        yield Finding(MeasureFault.ABOVE_FIRST_PERIOD, row.paragraph, first)


def _season(rule: MeasureRule, facts: MeasureFacts) -> Iterator[Finding]:
    if rule.season is None:
        return
    year = facts.first_day.year
    if facts.first_day < rule.season.first_day(year) or facts.last_day > rule.season.last_day(year):
        yield Finding(MeasureFault.OUTSIDE_SEASON, rule.paragraph, rule.season.last_day(year))


def _person(rule: MeasureRule, facts: MeasureFacts) -> Iterator[Finding]:
    age = facts.first_day.year - facts.birth_date.year
    age -= (facts.first_day.month, facts.first_day.day) < (facts.birth_date.month, facts.birth_date.day)
    if rule.under_age is not None and age >= rule.under_age:
        yield Finding(MeasureFault.TOO_OLD, rule.paragraph, rule.under_age)
    if rule.from_age is not None and age < rule.from_age:
        yield Finding(MeasureFault.TOO_YOUNG, rule.paragraph, rule.from_age)
    if not rule.asks_conditions <= facts.conditions:
        yield Finding(MeasureFault.CONDITION_MISSING, rule.paragraph)


def _rate(rule: MeasureRule, facts: MeasureFacts) -> Iterator[Finding]:
    limit = rate_limit(rule, facts.conditions)
    if limit is not None and facts.rate_percent is not None and facts.rate_percent > limit:
        yield Finding(MeasureFault.RATE_TOO_HIGH, rule.paragraph, limit)


def _within_season(rule: MeasureRule, first_day: date, last_day: date) -> date:
    return min(last_day, rule.season.last_day(first_day.year)) if rule.season else last_day
