"""What the access rules ask of a case and its tables hold: kinship, whose case it is, access taken."""

from uuid import UUID

from django.db import connection
from django.utils import timezone

from agencies.access import Actor
from agencies.models import Kinship, Role
from participants.covering import substitutes
from participants.models.assignment import Assignment, AssignmentKind
from participants.models.override import AccessOverride
from participants.models.participant import Participant


def kinship_of(participant_id: UUID) -> Kinship | str:
    """What the person is to the user who acts: oneself, close family, or nobody ("")."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fot_kinship(%s)", [participant_id])
        (found,) = cursor.fetchone()
    return Kinship(found) if found else ""


def _stand_in(participant_id: UUID, adviser: UUID) -> UUID | None:
    """Whoever has the adviser's cases while the adviser is away."""
    case = Participant.objects.filter(pk=participant_id).values_list("municipality", flat=True).first()
    return substitutes(case, timezone.localdate()).get(adviser) if case else None


def stands_outside(participant_id: UUID, actor: Actor) -> tuple[bool, bool]:
    """Whether the case is a colleague's, and whether the actor has taken access to it all the same.

    Asked for programme advisers only: nobody else is bound by it.
    """
    if actor.is_system or not actor.has_role(Role.PROGRAMME_ADVISER):
        return False, False
    today = timezone.localdate()
    advisers = Assignment.objects.on(today).filter(participant=participant_id, kind=AssignmentKind.ADVISER)
    adviser = advisers.values_list("user_id", flat=True).first()
    if adviser is None or actor.user_id in {adviser, _stand_in(participant_id, adviser)}:
        return False, False
    taken = AccessOverride.objects.running_on(today).filter(participant=participant_id, user=actor.user_id)
    return True, taken.exists()
