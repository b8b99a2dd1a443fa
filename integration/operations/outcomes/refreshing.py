"""Brings the people and spans behind the figures up to date, for one municipality at a time."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency
from integration.models import OutcomeRefresh
from integration.operations.outcomes.moves import find_cases, municipalities
from integration.operations.outcomes.people import (
    CLOSE_SPANS,
    FORGET_TODAYS_SPANS,
    FRESH_PEOPLE,
    PARAMETERS,
    PEOPLE,
    WRITE_SPANS,
)


def refresh_everywhere(day: dt.date) -> int:
    """Refresh all municipalities, one after another; answers how many people's facts had changed."""
    return sum(refresh_outcomes(municipality_id, day) for municipality_id in municipalities())


def refresh_outcomes(municipality_id: UUID, day: dt.date) -> int:
    """Make one municipality's figures as known at the end of ``day``; answers how many people's facts had changed."""
    facts: dict[str, Any] = {"municipality": municipality_id, "day": day, **PARAMETERS}
    with transaction.atomic(), acting_as(system_actor(municipality_id)), connection.cursor() as cursor:
        one_run_at_a_time(municipality_id)
        find_cases(cursor, municipality_id)
        people = PEOPLE.make_fresh(cursor, FRESH_PEOPLE, facts)
        cursor.execute(FORGET_TODAYS_SPANS, facts)
        PEOPLE.forget_today(cursor, municipality_id, day)
        PEOPLE.close(cursor, municipality_id, day)
        cursor.execute(CLOSE_SPANS, facts)
        changed = PEOPLE.write(cursor, municipality_id, day)
        cursor.execute(WRITE_SPANS, facts)
        OutcomeRefresh.objects.update_or_create(
            municipality_id=municipality_id,
            day=day,
            defaults={"finished_at": timezone.now(), "people": people, "changed": changed},
        )
    return changed


def one_run_at_a_time(municipality_id: UUID) -> None:
    """Two workers on one municipality take turns until the transaction ends."""
    Agency.objects.select_for_update(no_key=True).get(pk=municipality_id)
