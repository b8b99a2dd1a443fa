"""What becomes of placements when two registrations turn out to be one person."""

from agencies.access import Actor
from employers.models import Placement
from participants.models import Participant


def merge_placements(_actor: Actor, kept: Participant, merged: Participant) -> None:
    """Move the placements of ``merged``; a job that was logged on both stays two rows, for a person to end one."""
    Placement.objects.filter(participant=merged).update(participant=kept)
