"""When work is to be followed up: at 3, 6 and 12 months, from a job's start and from the programme's end. Pure."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from programmes.law.months import same_day_after

FOLLOW_UP_MONTHS = (3, 6, 12)
"""Months after the first day of a job, and after the last day of a programme."""


@dataclass(frozen=True, slots=True)
class JobSpan:
    """A job, from its first day to its last (inclusive; open when empty)."""

    placement_id: UUID
    first_day: dt.date
    last_day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeEnd:
    """A programme that ended."""

    participation_id: UUID
    ended_on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One question on one day; of a job, of the time after the programme, or of both."""

    due_on: dt.date
    placement_id: UUID | None = None
    placement_months: int | None = None
    participation_id: UUID | None = None
    participation_months: int | None = None

    @property
    def keys(self) -> frozenset[tuple[UUID, int]]:
        """What the question answers: (job or programme, months)."""
        return keys_of(self.placement_id, self.placement_months, self.participation_id, self.participation_months)


def keys_of(
    placement_id: UUID | None,
    placement_months: int | None,
    participation_id: UUID | None,
    participation_months: int | None,
) -> frozenset[tuple[UUID, int]]:
    """The one or two things that a question answers."""
    pairs = ((placement_id, placement_months), (participation_id, participation_months))
    return frozenset((pk, months) for pk, months in pairs if pk is not None and months is not None)


def wanted_follow_ups(jobs: Iterable[JobSpan], ends: Iterable[ProgrammeEnd]) -> list[Wanted]:
    """Every question, by day; those of a job and of the programme's end in the same month are one.

    The later questions of a job that ended are not asked: its series is closed.
    """
    of_jobs = sorted((item for job in jobs for item in _of_job(job)), key=lambda item: item.due_on)
    for item in (item for end in ends for item in _of_end(end)):
        place = next((n for n, other in enumerate(of_jobs) if _may_merge(other, item)), None)
        if place is None:
            of_jobs.append(item)
            continue
        other = of_jobs[place]
        of_jobs[place] = replace(
            other,
            due_on=min(other.due_on, item.due_on),
            participation_id=item.participation_id,
            participation_months=item.participation_months,
        )
    return sorted(of_jobs, key=lambda item: item.due_on)


def _of_job(job: JobSpan) -> Iterator[Wanted]:
    for months in FOLLOW_UP_MONTHS:
        due_on = same_day_after(job.first_day, months)
        if job.last_day is None or due_on <= job.last_day:
            yield Wanted(due_on=due_on, placement_id=job.placement_id, placement_months=months)


def _of_end(end: ProgrammeEnd) -> Iterator[Wanted]:
    for months in FOLLOW_UP_MONTHS:
        due_on = same_day_after(end.ended_on, months)
        yield Wanted(due_on=due_on, participation_id=end.participation_id, participation_months=months)


def _may_merge(other: Wanted, item: Wanted) -> bool:
    same_month = (other.due_on.year, other.due_on.month) == (item.due_on.year, item.due_on.month)
    return same_month and other.participation_id is None
