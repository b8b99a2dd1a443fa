"""The facts that go into the programme clock and the result that comes out of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from programmes.law.enums import AbsenceKind, Education, Goal, LeaveClock, Protection
from programmes.law.explanations import Notice, Refusal, Step

PLANNED_HOURS = Decimal("7.5")  # of a full day: 37.5 hours a week (law.md 2.2)


@dataclass(frozen=True, slots=True)
class Absence:
    """One registered absence, time off, leave or stop; both days are inclusive.

    With `hours` it is a part of one day. `planned_hours` are the hours planned for that day, 7.5 unless given.
    """

    kind: AbsenceKind
    first_day: date
    last_day: date
    hours: Decimal | None = None
    planned_hours: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One programme as facts. `id` is whatever JSON value the sender uses, and comes back unchanged.

    A date or number that could not be read is None and its JSON pointer stands in `unreadable`; an absence that could
    not be read is left out and stands there too. `decided_last_day` is used where the rule set says «by decision»,
    and where `decided_stands` says that it holds until a caseworker has confirmed the computed day.
    """

    id: object = None
    offer_date: date | None
    protection: Protection
    education: Education
    goal: Goal
    first_day: date | None
    months: int | None
    extension_months: int | None = 0
    decided_last_day: date | None = None
    decided_stands: bool = False
    absences: tuple[Absence, ...] = ()
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockResult:
    """What the clock found. Dates and count are None where `refused` has `invalid_dates`; days are inclusive.

    `leave_clock` is None only where the date of the offer is unknown. `counted_working_days` are the counted days from
    the first to the last day, also when they are too few to move it.
    """

    id: object
    rule_set: str | None
    base_last_day: date | None
    last_day: date | None
    counted_working_days: int | None
    leave_clock: LeaveClock | None
    steps: tuple[Step, ...] = ()
    refused: tuple[Refusal, ...] = ()
    notices: tuple[Notice, ...] = ()
