"""What becomes of messages, readings and hand-overs when two registrations are one person.

Nothing of it goes along to another municipality: the thread is between the municipality that had the case and its NAV
office, and the hand-over falls away with the programme that ends by the move.
"""

from agencies.access import Actor
from participants.models import Participant
from programmes.models.shared_case import CaseMessage, Handover, ThreadReading


def merge_shared_case(_actor: Actor, kept: Participant, merged: Participant) -> None:
    """Join the threads. What somebody has read of either is forgotten where both were read: better twice than never."""
    for model in (CaseMessage, Handover):
        model.objects.filter(participant=merged).update(participant=kept)
    readers = ThreadReading.objects.filter(participant=merged).values_list("user_id", flat=True)
    ThreadReading.objects.filter(participant=kept, user__in=list(readers)).delete()
    ThreadReading.objects.filter(participant=merged).delete()
