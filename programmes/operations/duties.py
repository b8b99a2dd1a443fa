"""The duties that programmes bring: start within three months, plan, and the end."""

from collections.abc import Sequence

from agencies.access import Actor
from participants.models import Intake, Participant
from participants.operations.deadlines import Duty, write_deadlines
from programmes.law.deadlines import programme_start_deadline

PROGRAMME_START = "programme_start"
PROGRAMME_END = "programme_end"
PLAN = "plan"


def owe_start(_actor: Actor, people: Sequence[Participant]) -> None:
    """Write the deadline for decision and start (Act § 12) for those whom the municipality owes a programme.

    Nothing is due for people who are in a programme elsewhere or undecided, nor for people whose settlement and claim
    are both unknown.
    """
    duties = []
    for person in people:
        if person.intake != Intake.NEW:
            continue
        deadline = programme_start_deadline(settled_on=person.settled_on, claimed_on=person.claimed_on)
        if deadline:
            duties.append(Duty(PROGRAMME_START, person, person.pk, deadline.date, deadline.paragraph))
    write_deadlines(duties)
