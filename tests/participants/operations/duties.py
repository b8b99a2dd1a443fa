"""Writes duties for tests of flags: a permit that ends on a given day, for a person made for it."""

import datetime as dt
from uuid import UUID, uuid4

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency
from participants.models import Deadline, Flag, FlagState, Participant
from participants.operations.deadlines import Duty, write_deadlines
from participants.operations.permits import PERMIT_EXPIRY
from tests.world import make_person


def make_bare_person(municipality: Agency) -> Participant:
    """Somebody to whom nothing is owed."""
    return make_person(municipality, settled_on=None, basis="", permit_granted_on=None, permit_valid_until=None)


def make_deadline(person: Participant, due_on: dt.date, kind: str = PERMIT_EXPIRY) -> Deadline:
    """A duty of the person that is due on the day."""
    subject = uuid4()
    move_deadline(person, subject, due_on, kind)
    with acting_as(system_actor(person.municipality_id)):
        return Deadline.objects.get(kind=kind, subject_id=subject)


def move_deadline(person: Participant, subject: UUID, due_on: dt.date, kind: str = PERMIT_EXPIRY) -> None:
    """Write the duty with this day, as a recomputation does."""
    with acting_as(system_actor(person.municipality_id)):
        write_deadlines([Duty(kind, person, subject, due_on, "utlendingsloven § 34")])


def standing_flags(municipality: Agency) -> list[tuple[UUID, dt.date, int, str]]:
    """(deadline, due day, threshold, state) of every flag that stands."""
    return all_flags(municipality, FlagState.OPEN, FlagState.TAKEN)


def all_flags(municipality: Agency, *states: FlagState) -> list[tuple[UUID, dt.date, int, str]]:
    """(deadline, due day, threshold, state) of every flag, or of those in the states."""
    with acting_as(system_actor(municipality.pk)):
        rows = Flag.objects.order_by("deadline", "due_on", "-threshold")
        rows = rows.filter(state__in=states) if states else rows
        return list(rows.values_list("deadline_id", "due_on", "threshold", "state"))
