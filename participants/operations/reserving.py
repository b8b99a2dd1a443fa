"""The participant reserves against research on the data, or takes it back (Regulations § 46 k; law.md 7.4)."""

from uuid import UUID

from django.utils import timezone

from agencies.access import Action, Actor, Resource
from agencies.operations.base import operation, require, require_version
from participants.models import Participant
from participants.operations.cases import lock_case, note_event


@operation
def reserve_against_research(
    actor: Actor, participant_id: UUID, *, is_reserved: bool, expected_version: int | None = None
) -> Participant:
    """Write what the participant has said. It goes along in copies, when the case moves, and into the archive."""
    require(actor, Action.CHANGE, Resource.PARTICIPANT)
    person = lock_case(actor, participant_id)
    require_version(person, expected_version)
    if person.is_reserved_against_research != is_reserved:
        person.is_reserved_against_research = is_reserved
        person.save()
        note_event(actor, person, "research_reservation", timezone.localdate(), is_reserved=is_reserved)
    return person
