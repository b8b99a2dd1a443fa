"""Celery's doors to the work of this floor."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from participants.operations.flagging import municipalities_to_flag
from participants.operations.flags import escalate_untaken
from programmes.law.working_days import is_working_day


@shared_task(name="programmes.tasks.escalate_flags")
def escalate_flags() -> int:
    """Lift flags that nobody took in time to the team leaders. It stands here because it needs the calendar."""
    now = timezone.now()
    day_before = _working_day_before(timezone.localdate(now))
    lifted = 0
    for municipality_id in municipalities_to_flag():
        with acting_as(system_actor(municipality_id)):
            lifted += escalate_untaken(municipality_id, now, day_before)
    return lifted


def _working_day_before(day: dt.date) -> dt.date:
    earlier = day - dt.timedelta(days=1)
    while not is_working_day(earlier):
        earlier -= dt.timedelta(days=1)
    return earlier
