"""The facts of an integration plan that the rules ask for, and what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from programmes.law.enums import Education, Goal, Protection
from programmes.law.plan_texts import PLAN_NB
from programmes.law.plan_words import (
    ElementKind,
    Gravity,
    Level,
    PlanFindingCode,
    Schooling,
    Skill,
    Strategy,
)
from programmes.law.texts import Catalogue, Parameters


@dataclass(frozen=True, slots=True, order=True)
class Lesson:
    """A time in the week: `day` is 1 for Monday to 7 for Sunday."""

    day: int
    begins: time
    ends: time

    @property
    def hours(self) -> Decimal:
        """How long it lasts."""
        minutes = (self.ends.hour - self.begins.hour) * 60 + self.ends.minute - self.begins.minute
        return Decimal(minutes) / 60

    def meets(self, other: "Lesson") -> bool:
        """Whether the two are at the same time."""
        return self.day == other.day and self.begins < other.ends and other.begins < self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element of a plan. Days are inclusive; without a last day it lasts as long as the programme.

    `hours_a_week` is None where nothing is known; a timetable gives the hours when it is there.
    """

    key: str
    kind: ElementKind
    first_day: date | None = None
    last_day: date | None = None
    hours_a_week: Decimal | None = None
    lessons: tuple[Lesson, ...] = ()
    reason: str = ""
    benefit: str = ""
    counts_as_work: bool = False
    provider: str = ""
    title: str = ""

    @property
    def hours(self) -> Decimal | None:
        """Hours a week: those of the timetable, else those that are stated."""
        if self.lessons:
            return sum((lesson.hours for lesson in self.lessons), Decimal(0))
        return self.hours_a_week

    def days_within(self, first_day: date, last_day: date) -> tuple[date, date]:
        """Its own days, open ones filled by the programme's; the first is after the last where it has none."""
        return self.first_day or first_day, self.last_day or last_day


@dataclass(frozen=True, slots=True)
class DaysAway:
    """Leave or holiday that takes whole days; both are inclusive."""

    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursFacts:
    """What of a plan and its programme the work-oriented hours are of."""

    rule_set: str
    protection: Protection
    education: Education
    goal: Goal
    first_day: date
    last_day: date
    elements: tuple[Element, ...] = ()
    away: tuple[DaysAway, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts(HoursFacts):
    """A plan with the programme that it is for. None means that nothing is registered."""

    today: date
    has_child_under_18: bool | None = None
    is_mapped: bool = False
    is_guided: bool = False
    long_term_goal: str = ""
    schooling: Schooling | None = None
    norwegian_goal: Mapping[Skill, Level | None] = field(default_factory=dict)
    norwegian_reason: str = ""
    norwegian_hours: int | None = None
    social_studies_hours: int | None = None
    is_study_heavy: bool = True
    strategy: Strategy | None = None
    strategy_reason: str = ""
    involvement: str = ""
    appeal_informed: bool = False


@dataclass(frozen=True, slots=True)
class PlanFinding:
    """One thing found; `field` is the field of the plan, `element` the key of the element that it stands at."""

    code: PlanFindingCode
    gravity: Gravity
    paragraph: str
    parameters: Parameters = field(default_factory=dict)
    field: str = ""
    element: str = ""

    def text(self, catalogue: Catalogue = PLAN_NB) -> str:
        """The finding in words."""
        return catalogue.text(self.code, self.parameters)
