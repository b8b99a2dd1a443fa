"""What a corrected fact of a person means for the duty to start a programme (Integration Act § 12)."""

from django.utils import timezone

from agencies.access import Actor
from participants.models import Participant
from participants.operations.deadlines import close_deadlines
from programmes.operations.duties import PROGRAMME_START, owe_start, start_due_on

_COUNTED_FROM = frozenset({"settled_on", "claimed_on", "intake"})


def move_start(actor: Actor, person: Participant, fields: frozenset[str]) -> None:
    """Move the deadline for the start with the facts it is counted from, or close it when nothing is due any more.

    Once a programme has been awarded the duty is met, and stays met.
    """
    if not fields & _COUNTED_FROM or person.participations.exists():
        return
    if start_due_on(person) is None:
        close_deadlines([PROGRAMME_START], [person.pk], timezone.localdate())
    else:
        owe_start(actor, [person])
