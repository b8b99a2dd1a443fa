"""Celery's doors to the nightly work of this floor."""

import datetime as dt
from uuid import UUID

from celery import group, shared_task
from django.utils import timezone

from integration.operations.outcomes import refreshing


@shared_task(name="integration.tasks.refresh_outcomes_everywhere")
def refresh_outcomes_everywhere(on: str | None = None) -> int:
    """Split the night's refresh of the figures by municipality; ``on`` (ISO date) is today unless given."""
    day = on or timezone.localdate().isoformat()
    municipalities = refreshing.municipalities()
    group(refresh_outcomes.si(str(pk), day) for pk in municipalities).apply_async()
    return len(municipalities)


@shared_task(name="integration.tasks.refresh_outcomes")
def refresh_outcomes(municipality_id: str, on: str) -> int:
    """Make one municipality's figures as known at the end of the day."""
    return refreshing.refresh_outcomes(UUID(municipality_id), dt.date.fromisoformat(on))
