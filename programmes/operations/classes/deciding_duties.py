"""The duty to say what reported absence is: benefit is paid by registered attendance (Act §§ 21, 24)."""

import calendar
import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db.models import F, Min
from django.utils import timezone

from participants.models import Deadline, Participant
from participants.operations.deadlines import Duty, close_deadlines, write_deadlines
from programmes.models.classes import Attendance

REPORTED_ABSENCE = "reported_absence"
PARAGRAPH = "integreringsloven §§ 21, 24"


def follow_reports(participant_ids: Collection[UUID]) -> None:
    """Write or close the duty for these people; due on the last day of the month of the oldest undecided session."""
    waiting = (
        Attendance.objects.filter(participant__in=participant_ids)
        .to_decide()
        .values("participant")
        .annotate(oldest=Min("day"))
    )
    oldest = {row["participant"]: row["oldest"] for row in waiting}
    people = Participant.objects.in_bulk(list(oldest))
    write_deadlines(
        [
            Duty(REPORTED_ABSENCE, people[pk], pk, last_day_of_month(day), PARAGRAPH)
            for pk, day in oldest.items()
            if pk in people
        ]
    )
    # A duty that was closed when all was decided stands again when more is reported for the same month.
    again = Deadline.objects.filter(kind=REPORTED_ABSENCE, subject_id__in=oldest, closed_on__isnull=False)
    again.update(closed_on=None, met_on=None, next_flag_on=F("due_on"), changed_at=timezone.now())
    done = [pk for pk in participant_ids if pk not in oldest]
    close_deadlines([REPORTED_ABSENCE], done, timezone.localdate())


def last_day_of_month(day: dt.date) -> dt.date:
    """The last day of the month that holds ``day``."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
