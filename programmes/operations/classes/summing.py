"""Adds up attendance: for a person, for a page of people, by course. Every number comes with what it is out of."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, Sum

from agencies.access import Actor
from programmes.models.classes import Attendance, Category
from programmes.models.classes.pupils import AttendanceQuerySet

FOUR_WEEKS = dt.timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Met:
    """Minutes planned and attended in a period; leave, holiday and cancelled sessions are no part of either."""

    planned: int = 0
    absent: int = 0
    sessions: int = 0
    unauthorised: int = 0

    @property
    def attended(self) -> int:
        """Minutes in which the person was there."""
        return self.planned - self.absent

    @property
    def percent(self) -> int | None:
        """Attended of planned, rounded down so that 100 means all; None where nothing was planned."""
        return self.attended * 100 // self.planned if self.planned else None

    @property
    def attended_hours(self) -> Decimal:
        """Attended, in hours of 60 minutes with one decimal."""
        return hours(self.attended)

    @property
    def planned_hours(self) -> Decimal:
        """Planned, in hours of 60 minutes with one decimal."""
        return hours(self.planned)


@dataclass(frozen=True, slots=True)
class CourseTotal:
    """What one person attended of one kind of course and topic."""

    kind: str
    topic: str
    minutes: int
    meetings: int
    through: dt.date


NOTHING = Met()


def hours(minutes: int) -> Decimal:
    """Minutes as hours with one decimal."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"))


def met_by(actor: Actor, people: Sequence[UUID], first_day: dt.date, last_day: dt.date) -> Mapping[UUID, Met]:
    """How each of these people met in the period (inclusive); one query. Who had no session is not in the answer."""
    rows = Attendance.objects.summed_for(actor).filter(participant__in=people, day__range=(first_day, last_day))
    return {row["participant"]: _met(row) for row in _summed(rows)}


def met_in_all(actor: Actor, participant_id: UUID) -> Met:
    """How one person has met in all."""
    rows = Attendance.objects.summed_for(actor).filter(participant=participant_id)
    return next((_met(row) for row in _summed(rows)), NOTHING)


def totals_by_course(participant_id: UUID) -> list[CourseTotal]:
    """Attended minutes and meetings of each kind of course and topic; the caller has asked whether they may be seen."""
    there = Q(category__in=(Category.PRESENT, Category.LATE))
    rows = (
        Attendance.objects.filter(participant=participant_id)
        .counting()
        .values(kind=F("school_class__course__kind"), topic_=F("session__topic"))
        .annotate(minutes=Sum(F("planned_minutes") - F("absent_minutes")), meetings=Count("id", filter=there),
                  through=Max("day"))
        .order_by("kind", "topic_")
    )  # fmt: skip
    return [
        CourseTotal(row["kind"], row["topic_"], row["minutes"], row["meetings"], row["through"])
        for row in rows
        if row["minutes"] or row["meetings"]
    ]


def _summed(rows: AttendanceQuerySet) -> Iterable[dict[str, Any]]:
    unauthorised = Q(counted_as=Category.ABSENT_INVALID)
    summed: Any = rows.counting().order_by().values("participant")
    found: Iterable[dict[str, Any]] = summed.annotate(
        planned=Sum("planned_minutes"),
        absent=Sum("absent_minutes"),
        sessions=Count("id"),
        unauthorised=Sum("absent_minutes", filter=unauthorised, default=0),
    )
    return found


def _met(row: Mapping[str, Any]) -> Met:
    return Met(row["planned"], row["absent"], row["sessions"], row["unauthorised"])
