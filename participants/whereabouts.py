"""What a closed case tells of where the person went: nothing, once the person is protected there (law.md 7.3).

The case itself stays as it was for those who worked with it, also when it was closed before anybody was protected.
"""

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.models import Membership
from participants.history import Facts
from participants.models import Participant

_OF_A_MOVE = frozenset({"transfer_requested", "transfer_withdrawn", "transfer_declined", "case_moved"})


def place_hidden_from(actor: Actor, person: Participant) -> UUID | None:
    """The municipality that has taken the case over, when the actor may not know which it is.

    Those who are named on the case here may.
    """
    if person.moved_on is None or actor.is_system:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT fot_hides_where(%s)", [person.pk])
        (is_hidden,) = cursor.fetchone()
    return person.moved_to_id if is_hidden else None


def facts_told(kind: str, facts: Facts, hidden_place: UUID | None) -> Facts:
    """What was noted of an event, without the municipality that was asked where the place is hidden."""
    if hidden_place is None or kind not in _OF_A_MOVE:
        return facts
    return {**facts, "to": _("en annen kommune")}


def staff_of(hidden_place: UUID | None) -> frozenset[UUID]:
    """Whoever works or has worked there; nobody where no place is hidden."""
    if hidden_place is None:
        return frozenset()
    return frozenset(Membership.objects.filter(agency=hidden_place).values_list("user_id", flat=True))


def somebody_there() -> str:
    """Whoever acted there, without name or workplace: either would tell the place."""
    return _("en ansatt i en annen kommune")
