"""Writes down who has read what."""

from collections.abc import Iterable
from uuid import UUID

from agencies.access import Action, Actor, Resource
from agencies.models import AccessLogEntry


def log_read(
    actor: Actor,
    resource: Resource,
    *,
    participant_id: UUID | None = None,
    municipality_id: UUID | None = None,
    rule: str = "need_to_know",
    granted: bool = True,
    row_count: int = 1,
) -> None:
    """Note one reading: of a person, or of ``row_count`` people in a list (then without ``participant_id``)."""
    AccessLogEntry.objects.create(
        user_id=actor.user_id,
        agency_id=actor.agency_id,
        municipality_id=municipality_id or _only(actor.municipality_ids),
        participant_id=participant_id,
        role=",".join(sorted(actor.roles)),
        resource=resource,
        action=Action.VIEW,
        rule=rule,
        granted=granted,
        channel=actor.channel,
        request_id=actor.request_id,
        row_count=row_count,
    )


def _only(ids: Iterable[UUID]) -> UUID | None:
    found = list(ids)
    return found[0] if len(found) == 1 else None
