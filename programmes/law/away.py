"""From registered absences to the working days a participant was away, each day once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from programmes.law.cases import PLANNED_HOURS, Absence
from programmes.law.enums import AbsenceKind
from programmes.law.working_days import working_days_between


class Period(NamedTuple):
    """Whole days away, both inclusive."""

    first_day: date
    last_day: date
    kind: AbsenceKind


def away_periods(absences: Sequence[Absence], kinds: Collection[AbsenceKind], first_day: date) -> tuple[Period, ...]:
    """The days away for one of `kinds` from `first_day` on: in order, none shared, whatever the order of entry.

    A day that two periods cover belongs to the one that began first. Hours become a day when the hours of one kind on
    one day reach the hours planned for that day (the largest given for it, else 7.5).
    """
    periods = [*_whole_days(absences, kinds), *_days_of_hours(absences, kinds)]
    return _each_day_once(sorted(periods), first_day)


def working_days_away(away: Iterable[Period], first_day: date, last_day: date) -> int:
    """Number of working days away from `first_day` to `last_day`, both included."""
    return sum(
        working_days_between(max(period.first_day, first_day), min(period.last_day, last_day))
        for period in away
        if period.first_day <= last_day
    )


def calendar_days_away(away: Iterable[Period], last_day: date) -> int:
    """Number of days of any sort away through `last_day`."""
    lengths = ((min(period.last_day, last_day) - period.first_day).days + 1 for period in away)
    return sum(max(0, length) for length in lengths)


def _each_day_once(periods: Sequence[Period], first_day: date) -> tuple[Period, ...]:
    separate: list[Period] = []
    begins = first_day
    for period in periods:
        if period.last_day < begins:
            continue
        separate.append(period._replace(first_day=max(period.first_day, begins)))
        if period.last_day == date.max:
            break
        begins = period.last_day + timedelta(days=1)
    return tuple(separate)


def _whole_days(absences: Iterable[Absence], kinds: Collection[AbsenceKind]) -> Iterator[Period]:
    for absence in absences:
        if absence.hours is None and absence.kind in kinds:
            yield Period(absence.first_day, absence.last_day, absence.kind)


def _days_of_hours(absences: Iterable[Absence], kinds: Collection[AbsenceKind]) -> Iterator[Period]:
    hours: defaultdict[tuple[date, AbsenceKind], Decimal] = defaultdict(Decimal)
    planned: dict[date, Decimal] = {}
    for absence in absences:
        if absence.hours is None:
            continue
        day = absence.first_day
        hours[day, absence.kind] += absence.hours
        if absence.planned_hours is not None:
            planned[day] = max(absence.planned_hours, planned.get(day, absence.planned_hours))
    for (day, kind), total in hours.items():
        if kind in kinds and total >= planned.get(day, PLANNED_HOURS):
            yield Period(day, day, kind)
