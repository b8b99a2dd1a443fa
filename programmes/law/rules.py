"""What a dated rule set is made of. The rule sets themselves are rows in `rule_sets`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from programmes.law.enums import (
    AbsenceKind,
    AgeDay,
    CountingWindow,
    Education,
    Goal,
    LeaveClock,
    Protection,
    ThresholdMode,
)
from programmes.law.plan_rules import PLAN_BEFORE_2026, PlanRule


@dataclass(frozen=True, slots=True, kw_only=True)
class DurationRule:
    """How long a programme may be for some goals, in months. A maximum of 0 extension months means «no extension»."""

    education: Education
    goals: frozenset[Goal]
    maximum_months: int
    paragraph: str
    minimum_months: int = 1
    extension_maximum_months: int = 0
    extension_paragraph: str = ""
    extension_required_if_it_helps: bool = False  # «skal forlenges dersom …» (Act § 14)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveClockRule:
    """How absence, time off and leave meet the last day (Regulations §§ 10 and 19).

    `counted` and `not_counted` give each kind its paragraph. The threshold is a number of working days that must be
    exceeded. Kinds in `calendar_day_kinds` are added as calendar days instead of working days.
    """

    clock: LeaveClock
    paragraph: str
    counted: Mapping[AbsenceKind, str] = field(default_factory=dict)
    not_counted: Mapping[AbsenceKind, str] = field(default_factory=dict)
    threshold_working_days: int = 10
    mode: ThresholdMode = ThresholdMode.ALL
    window: CountingWindow = CountingWindow.PROGRAMME
    calendar_day_kinds: frozenset[AbsenceKind] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeGoalRule:
    """Goals expected of an age group; a caseworker may go on with a written reason. Ages in whole years, inclusive.

    `measured_on` says on which day the age is taken: a parameter, as the text of §§ 13 and 14 does not name the day.
    """

    goals: frozenset[Goal]
    paragraph: str
    lowest_age: int = 0
    highest_age: int = 999
    education: Education | None = None  # None: whatever the education
    measured_on: AgeDay = AgeDay.DECISION

    def covers(self, age: int, education: Education) -> bool:
        """Whether the rule speaks of a participant of this age and (counted) education."""
        return self.lowest_age <= age <= self.highest_age and self.education in (None, education)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkHoursRule:
    """Work-oriented content, hours a week on average, for a programme with work as its goal."""

    hours_a_week: int
    after_months_upper_secondary: int
    after_months_below: int
    paragraph: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """The rules that bind a participant for good, chosen by the date of the offer of start.

    `offers_through` is inclusive; None means open. A rule set that is `only_for_its_goals` applies only where its
    own duration rows name the education and the goal; every other case goes to the next rule set.
    """

    code: str
    title: str
    title_en: str
    paragraph: str
    offers_from: date
    offers_through: date | None
    protections: frozenset[Protection]
    durations: tuple[DurationRule, ...]
    leave_clock: LeaveClockRule
    age_goals: tuple[AgeGoalRule, ...] = ()
    work_hours: WorkHoursRule | None = None
    plan: PlanRule = PLAN_BEFORE_2026
    only_for_its_goals: bool = False

    def is_open_for(self, offer_date: date, protection: Protection) -> bool:
        """Whether an offer of this date to a person with this protection can fall under the rule set."""
        if protection not in self.protections or offer_date < self.offers_from:
            return False
        return self.offers_through is None or offer_date <= self.offers_through

    def duration_for(self, education: Education, goal: Goal) -> DurationRule | None:
        """The duration row of this education and goal; None where the goal is not allowed."""
        return next((row for row in self.durations if row.education is education and goal in row.goals), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectiveOverlay:
    """What differs for a § 34 permit holder on top of an ordinary rule set. Both dates are inclusive."""

    code: str
    paragraph: str
    first_day: date
    last_day: date
    social_studies: bool
    norwegian_months: int
    test_duty: bool
    extended_norwegian_last_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeRule:
    """Ages with right and duty, in whole years on the day the residence permit was granted (Act § 8)."""

    lowest: int
    highest: int
    highest_is_included: bool
    commences_on: date | None  # None: passed, not in force
    paragraph: str
    note: str = ""

    def includes(self, age: int) -> bool:
        """Whether a person of this age (on the permit date) has right and duty."""
        return self.lowest <= age < self.highest or (age == self.highest and self.highest_is_included)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingRule:
    """A rule that Parliament has passed. `commences_on` is None until the King in Council decides the date."""

    code: str
    summary: str
    paragraph: str
    source: str
    commences_on: date | None = None
