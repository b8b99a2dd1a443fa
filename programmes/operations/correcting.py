"""What a corrected fact of a person means for the duty to start a programme (Integration Act § 12)."""

from agencies.access import Actor
from participants.models import Participant
from programmes.operations.duties import follow_start

_COUNTED_FROM = frozenset({"settled_on", "claimed_on", "intake"})


def move_start(actor: Actor, person: Participant, fields: frozenset[str]) -> None:
    """Move the deadline for the start with the facts it is counted from, or close it when nothing is due any more."""
    if fields & _COUNTED_FROM:
        follow_start(actor, person)
