"""What jobs do to people who wait for a programme: from 30 hours a week nothing is due, and it is due when they end."""

import datetime as dt
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.utils import timezone

from agencies.access import Actor
from employers.models import EmploymentForm, Placement
from participants.models import Participant
from programmes.operations.duties import follow_start
from programmes.start_facts import KnownJob

_NIGHTS_LOOKED_BACK = dt.timedelta(days=14)
"""Jobs that ended so lately are looked at each night, so that a night without a worker loses none."""


def jobs_for_the_law(participant_ids: Sequence[UUID]) -> Iterator[KnownJob]:
    """The jobs of these people as Act § 8(4) sees them. Work training is a measure, not work.

    A job that was agreed ahead is an offer of work, which excludes as work does, from the day it was logged.
    """
    rows = Placement.objects.filter(participant__in=participant_ids).exclude(form=EmploymentForm.WORK_TRAINING)
    for row in rows:
        logged_on = timezone.localdate(row.created_at)
        yield KnownJob(
            participant_id=row.participant_id,
            hours_a_week=row.hours,
            first_day=min(row.first_day, logged_on),
            ended_on=row.last_day + dt.timedelta(days=1) if row.last_day else None,
        )


def follow_ended_jobs(actor: Actor, municipality_id: UUID, today: dt.date) -> int:
    """Let what is due stand again for those without a programme whose job ended lately; answers how many were seen.

    A job of a fixed term ends without anybody doing anything on that day.
    """
    ended = Placement.objects.filter(
        municipality_id=municipality_id, last_day__lt=today, last_day__gte=today - _NIGHTS_LOOKED_BACK
    ).exclude(form=EmploymentForm.WORK_TRAINING)
    people = Participant.objects.still_here().filter(
        pk__in=ended.values("participant"), municipality_id=municipality_id, participations__isnull=True
    )
    found = list(people.order_by("id"))
    for person in found:
        follow_start(actor, person)
    return len(found)
