"""Celery's doors to the work of this floor."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from employers.operations.register_snapshots import refresh_employers
from participants.operations.flagging import municipalities_to_flag


@shared_task(name="employers.tasks.refresh_employers")
def refresh_employers_nightly() -> int:
    """Ask the register again about every employer, and owe a look at jobs where one is in trouble."""
    return refresh_employers(list(municipalities_to_flag()), timezone.now().astimezone(dt.UTC))
