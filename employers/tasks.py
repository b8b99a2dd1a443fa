"""Celery's doors to the work of this floor."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from employers.operations.jobs_before_start import follow_ended_jobs
from employers.operations.register_snapshots import refresh_employers
from participants.operations.flagging import municipalities_to_flag


@shared_task(name="employers.tasks.refresh_employers")
def refresh_employers_nightly() -> int:
    """Ask the register again about every employer, and owe a look at jobs where one is in trouble."""
    return refresh_employers(list(municipalities_to_flag()), timezone.now().astimezone(dt.UTC))


@shared_task(name="employers.tasks.follow_ended_jobs")
def follow_ended_jobs_nightly() -> int:
    """Owe decision and start again to those without a programme whose job has ended (Act § 8(4))."""
    today, seen = timezone.localdate(), 0
    for municipality_id in municipalities_to_flag():
        actor = system_actor(municipality_id)
        with acting_as(actor):
            seen += follow_ended_jobs(actor, municipality_id, today)
    return seen
