"""Writes down who has read what."""

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
    """Note one reading: of a person, or of ``row_count`` people in a list (then without ``participant_id``).

    A list over several municipalities is noted at each of them, with the whole count: a privacy officer sees the
    entries of the own municipality only, and must see that its people may have been among those read.
    """
    AccessLogEntry.objects.bulk_create(
        [
            AccessLogEntry(
                user_id=actor.user_id,
                agency_id=actor.agency_id,
                municipality_id=place,
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
            for place in _places(actor, participant_id, municipality_id)
        ]
    )


def _places(actor: Actor, participant_id: UUID | None, municipality_id: UUID | None) -> list[UUID | None]:
    if municipality_id:
        return [municipality_id]
    if participant_id and len(actor.municipality_ids) > 1:
        # A person has one municipality; one that is not said must not be told to the others.
        return [None]
    return [*sorted(actor.municipality_ids)] or [None]
