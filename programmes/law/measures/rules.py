"""What the rule of a labour-market measure is made of (law.md 8; the Measures Regulations, «tiltaksforskriften»)."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from programmes.law.months import last_day_of_period


class MeasureKind(StrEnum):
    """The measures by name; their codes at NAV stand in the rules."""

    ASSESSMENT = "assessment"
    WORK_TRAINING = "work_training"
    FOLLOW_UP = "follow_up"
    MENTOR = "mentor"
    SHORT_COURSE = "short_course"
    BASIC_SKILLS = "basic_skills"
    STUDY_PREPARATION = "study_preparation"
    VOCATIONAL_TRAINING = "vocational_training"
    HIGHER_VOCATIONAL = "higher_vocational"
    HIGHER_EDUCATION = "higher_education"
    SUMMER_JOB = "summer_job"
    TEMPORARY_WAGE_SUBSIDY = "temporary_wage_subsidy"
    PERMANENT_WAGE_SUBSIDY = "permanent_wage_subsidy"
    INCLUSION_GRANT = "inclusion_grant"
    REHABILITATION = "rehabilitation"
    WORK_PREPARATION = "work_preparation"
    SHELTERED_WORK = "sheltered_work"
    FOUR_YEAR_WAGE_SUBSIDY = "four_year_wage_subsidy"


class Unit(StrEnum):
    """What a span is counted in."""

    WEEKS = "weeks"
    MONTHS = "months"


class Condition(StrEnum):
    """Facts of the participant that open another maximum; the adviser states them with the measure."""

    REDUCED_CAPACITY = "reduced_capacity"
    UNDER_30_IN_VOCATIONAL = "under_30_in_vocational"
    FROM_SCHOOL_OR_PRISON = "from_school_or_prison"
    COMBINED_TRAINING = "combined_training"
    SPECIAL_CASE = "special_case"
    FORMAL_EDUCATION = "formal_education"


class Party(StrEnum):
    """Who approves an agreement; the adviser always last."""

    EMPLOYER = "employer"
    PARTICIPANT = "participant"
    ADVISER = "adviser"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time from a first day, that day included."""

    number: int
    unit: Unit

    def last_day(self, first_day: date) -> date:
        """The last day of the span: inclusive start + N months - 1 day, or N weeks - 1 day."""
        if self.unit is Unit.WEEKS:
            return first_day + timedelta(weeks=self.number, days=-1)
        return last_day_of_period(first_day, self.number)

    def __add__(self, other: "Span") -> "Span":
        if self.unit is not other.unit:
            raise ValueError("spans of different units cannot be added")
        return Span(self.number + other.number, self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class DurationRow:
    """How long a measure may last for those to whom all of ``needs`` applies.

    ``first`` is what may be agreed at once, ``extensions`` the parts that it may be extended by afterwards.
    """

    first: Span
    extensions: tuple[Span, ...] = ()
    needs: frozenset[Condition] = frozenset()
    paragraph: str

    @property
    def total(self) -> Span:
        """The first part with all extensions."""
        whole = self.first
        for part in self.extensions:
            whole = whole + part
        return whole


@dataclass(frozen=True, slots=True)
class Season:
    """The part of a year that a measure must lie within, both days included."""

    first: tuple[int, int]
    last: tuple[int, int]

    def first_day(self, year: int) -> date:
        """The season's first day in a year."""
        return date(year, *self.first)

    def last_day(self, year: int) -> date:
        """The season's last day in a year."""
        return date(year, *self.last)


@dataclass(frozen=True, slots=True)
class RateStep:
    """The highest subsidy in percent of the wage from the month after ``after_months`` months have passed."""

    after_months: int
    percent: Decimal
    needs: frozenset[Condition] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRule:
    """A measure as the regulations have it for measures that begin within the rule's days (both inclusive).

    No ``durations`` means that the regulations set no maximum. ``review_months``: it is looked at again at least so
    often. ``parties`` approve the agreement, ``required`` must be written before anybody can. ``asks_conditions`` are
    conditions that the measure itself is only for.
    """

    kind: MeasureKind
    nav_code: str
    paragraph: str
    durations: tuple[DurationRow, ...] = ()
    review_months: int | None = None
    is_employment: bool = False
    counts_towards_hours: bool = True
    parties: tuple[Party, ...] = (Party.ADVISER,)
    required: tuple[str, ...] = ()
    rates: tuple[RateStep, ...] = ()
    season: Season | None = None
    under_age: int | None = None
    from_age: int | None = 16
    asks_conditions: frozenset[Condition] = frozenset()
    in_force_from: date = field(default=date(2016, 1, 1))
    in_force_through: date | None = None

    def binds(self, day: date) -> bool:
        """Whether the rule is in force for a measure that begins on ``day``."""
        return self.in_force_from <= day and (self.in_force_through is None or day <= self.in_force_through)

    @property
    def conditions(self) -> frozenset[Condition]:
        """Every condition that changes something for this measure, so that a form asks for no others."""
        from_rows = (row.needs for row in self.durations)
        from_rates = (step.needs for step in self.rates)
        return self.asks_conditions.union(*from_rows, *from_rates)
