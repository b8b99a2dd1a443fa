"""Closes a case that another municipality has taken over: from now on it is read only."""

import datetime as dt

from agencies.access import Actor
from participants.duties import outliving
from participants.models import Assignment, IdentityNumber, Participant, TransferRequest
from participants.operations.cases import note_event
from participants.operations.deadlines import close_all_deadlines
from participants.transfers import transfer_parts


def leave_case(sender: Actor, person: Participant, transfer: TransferRequest, last_day: dt.date) -> None:
    """End what the sender had with the person after ``last_day``; run as the system in the sender's municipality.

    Each part ends its own first (the programme), while the case can still be written to. Duties that outlive the stay
    are still the sender's: nobody else can report what happened here.
    """
    for part in transfer_parts():
        part.leave(sender, person, last_day, transfer.stated.get(part.code, ""))
    _end_assignments(person, last_day)
    IdentityNumber.objects.filter(participant=person).update(left_on=last_day)
    close_all_deadlines(person, last_day, but=outliving())
    person.moved_on, person.moved_to = last_day, transfer.to_municipality
    person.save(update_fields=["moved_on", "moved_to", "changed_at"])
    note_event(sender, person, "case_moved", last_day, to=transfer.to_municipality.name)


def _end_assignments(person: Participant, last_day: dt.date) -> None:
    """Whoever works with the person has the task through the last day; a task that would begin later never does."""
    Assignment.objects.filter(participant=person, first_day__gt=last_day).delete()
    Assignment.objects.filter(participant=person).on(last_day).update(last_day=last_day)
