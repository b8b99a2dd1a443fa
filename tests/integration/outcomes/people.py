"""What is true of invented people, as plain Python."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from dateutil.relativedelta import relativedelta

WORK_FORMS = ("permanent", "temporary", "apprenticeship", "wage_subsidy", "summer_job")
STATUTORY = (
    "programme_start", "plan", "social_studies", "parental_follow_up", "self_certification_review", "appeal_case",
)  # fmt: skip
_DAY = dt.timedelta(days=1)


@dataclass
class Job:
    """A period at work or on a measure; inclusive days, open when ``last_day`` is None."""

    form: str
    percent: int
    first_day: dt.date
    last_day: dt.date | None
    hours: Decimal | None = None
    occupation: str = ""

    def holds_on(self, day: dt.date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass
class Measure:
    """A measure that was agreed, or only drafted, or called off."""

    first_day: dt.date
    last_day: dt.date | None
    is_agreed: bool = True
    is_cancelled: bool = False

    def holds_on(self, day: dt.date) -> bool:
        is_within = self.first_day <= day and (self.last_day is None or day <= self.last_day)
        return self.is_agreed and not self.is_cancelled and is_within


@dataclass
class Duty:
    """A deadline."""

    kind: str
    due_on: dt.date
    met_on: dt.date | None = None
    closed_on: dt.date | None = None
    paragraph: str = "§ 1"

    @property
    def counts(self) -> bool:
        return self.kind in STATUTORY and (self.closed_on is None or self.closed_on > self.due_on)

    @property
    def was_met(self) -> bool:
        return self.met_on is not None and self.met_on <= self.due_on


@dataclass
class Programme:
    """A programme; with a plan where ``planned_on`` is said."""

    first_day: dt.date
    months: int = 12
    goal: str = "work"
    protection: str = "collective"
    education: str = "below"
    ended_on: dt.date | None = None
    end_reason: str = ""
    main_activity: str = ""
    planned_on: dt.date | None = None
    strategy: str = ""
    hours: int = 0
    levels: dict[str, str] = field(default_factory=dict)
    extended_months: int = 0
    extension_decided_on: dt.date | None = None
    certificate_on: dt.date | None = None

    @property
    def last_day(self) -> dt.date:
        return self.first_day + relativedelta(months=self.months + self.extended_months) - _DAY

    @property
    def through(self) -> dt.date:
        return self.ended_on or self.last_day

    def is_running_on(self, day: dt.date) -> bool:
        return self.first_day <= day <= self.through


@dataclass
class Track:
    """A stay on a qualification track; ``code`` is that of one that comes with the system, or «own»."""

    code: str
    joined_on: dt.date
    left_on: dt.date | None = None
    result: str = ""


@dataclass
class Person:
    """What is true of one person."""

    settled_on: dt.date
    birth_date: dt.date
    sex: str
    education: str
    protected: bool = False
    moved_on: dt.date | None = None
    jobs: list[Job] = field(default_factory=list)
    shielded: bool = False
    arrived_on: dt.date | None = None
    left_norway_on: dt.date | None = None
    died_on: dt.date | None = None
    basis: str = ""
    measures: list[Measure] = field(default_factory=list)
    programmes: list[Programme] = field(default_factory=list)
    track: Track | None = None
    duties: list[Duty] = field(default_factory=list)
    results: list[tuple[str, str, dt.date]] = field(default_factory=list)
    attendance: list[tuple[dt.date, int, int]] = field(default_factory=list)
    adviser: int | None = None
    town: int = 0

    def age_on(self, day: dt.date) -> int:
        return day.year - self.birth_date.year - ((day.month, day.day) < (self.birth_date.month, self.birth_date.day))

    @property
    def is_hidden(self) -> bool:
        return self.protected or self.shielded

    @property
    def gone_from(self) -> dt.date:
        """The first day on which the person is not here any more."""
        days = [self.left_norway_on, self.died_on]
        if self.moved_on:
            days.append(self.moved_on + _DAY)
        if self.programmes and self.programmes[-1].end_reason in ("emigrated", "deceased"):
            ended_on = self.programmes[-1].ended_on
            assert ended_on is not None
            days.append(ended_on + _DAY)
        return min((day for day in days if day is not None), default=dt.date.max)

    @property
    def regime(self) -> str:
        """Ordinary or collective protection."""
        if self.programmes:
            return self.programmes[0].protection
        return "collective" if self.basis == "collective" else "ordinary"

    @property
    def strategy(self) -> str:
        """That of the plan which was final first."""
        planned = [one for one in self.programmes if one.planned_on and one.strategy]
        return min(planned, key=lambda one: (one.planned_on, one.first_day)).strategy if planned else "none"

    @property
    def group(self) -> dict[str, str]:
        """The person's part in each split."""
        arrived = self.arrived_on or self.settled_on
        age = self.age_on(self.settled_on)
        bands = ((18, "0-17"), (25, "18-24"), (35, "25-34"), (45, "35-44"), (55, "45-54"), (67, "55-66"), (200, "67+"))
        return {
            "arrival_year": str(arrived.year),
            "arrival_quarter": f"{arrived.year}Q{(arrived.month + 2) // 3}",
            "settled_year": str(self.settled_on.year),
            "municipality": str(self.town),
            "sex": self.sex,
            "age": next(name for limit, name in bands if age < limit),
            "education": self.education,
            "protection": self.regime,
            "strategy": self.strategy,
            "track": self.track.code if self.track else "none",
        }

    def counts_on(self, day: dt.date, youngest: int = 20) -> bool:
        is_here = self.settled_on <= day < self.gone_from
        return not self.is_hidden and is_here and youngest <= self.age_on(day) <= 66

    def hours_on(self, day: dt.date) -> Decimal:
        hours = Decimal(0)
        for job in self.jobs:
            if job.form in WORK_FORMS and job.holds_on(day):
                hours += Decimal(job.percent) * Decimal("37.5") / 100 if job.hours is None else job.hours
        return hours

    def is_on_measure(self, day: dt.date) -> bool:
        if self.hours_on(day) >= 1:
            return False
        training = any(job.form == "work_training" and job.holds_on(day) for job in self.jobs)
        return training or any(measure.holds_on(day) for measure in self.measures)
