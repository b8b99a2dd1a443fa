"""The duties that programmes bring: start within three months, plan, and the end."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from agencies.access import Actor
from participants.models import Intake, Participant
from participants.operations.deadlines import Duty, meet_deadline, write_deadlines
from programmes.law.deadlines import DEADLINE_RULES, start_deadline
from programmes.law.enums import DeadlineKind
from programmes.models import Participation
from programmes.operations.extension_watch import extension_duty, extension_left

PROGRAMME_START = "programme_start"
PROGRAMME_END = "programme_end"
PLAN = "plan"


def owe_start(_actor: Actor, people: Sequence[Participant]) -> None:
    """Write the deadline for decision and start (Act § 12) for those whom the municipality owes a programme.

    Nothing is due for people who are in a programme elsewhere or undecided, nor for people whose settlement and claim
    are both unknown.
    """
    write_deadlines([duty for person in people for duty in _start_duty(person)])


def end_duty(participation: Participation) -> Duty:
    """The duty to follow up the last day of the programme; written again whenever that day moves."""
    return Duty(
        PROGRAMME_END,
        participation.participant,
        participation.pk,
        participation.last_day,
        DEADLINE_RULES[DeadlineKind.PROGRAMME_END].paragraph,
    )


def end_duties(participations: Iterable[Participation]) -> list[Duty]:
    """What hangs on the last days of these programmes: the end, and the warning where they may still be extended."""
    rows = list(participations)
    return [end_duty(row) for row in rows] + [extension_duty(row) for row in rows if extension_left(row)]


def write_duties_of_award(participation: Participation) -> None:
    """What an award brings: the duty to start is met on the first day, the end is watched, and the plan is due at once.

    The plan is made at the same time as the decision (Act § 15), so its duty is due on the day of the award.
    """
    plan = DEADLINE_RULES[DeadlineKind.INTEGRATION_PLAN]
    due_on = plan.due_on(participation.awarded_on)
    meet_deadline(PROGRAMME_START, participation.participant_id, participation.first_day)
    write_deadlines(
        [
            *end_duties([participation]),
            Duty(PLAN, participation.participant, participation.pk, due_on, plan.paragraph),
        ]
    )
    if participation.plan_made_on:
        meet_deadline(PLAN, participation.pk, participation.plan_made_on)


def start_due_on(person: Participant) -> dt.date | None:
    """The last day for decision and start; None when nothing is due."""
    return next((duty.due_on for duty in _start_duty(person)), None)


def _start_duty(person: Participant) -> Iterator[Duty]:
    if person.intake != Intake.NEW or not (person.settled_on or person.claimed_on):
        return
    deadline = start_deadline(person.settled_on, person.claimed_on)
    yield Duty(PROGRAMME_START, person, person.pk, deadline.due_on, deadline.paragraph)
