"""The duties that programmes bring: start within three months, plan, and the end."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils import timezone

from agencies.access import Actor, acting_as
from participants.models import Deadline, Intake, Participant
from participants.operations.deadlines import Duty, close_deadlines, meet_deadline, write_deadlines
from programmes.law.deadlines import DEADLINE_RULES, start_deadline
from programmes.law.enums import DeadlineKind
from programmes.law.retention import RetentionKind, step_of
from programmes.law.target_group import decision_window, work_rule_on
from programmes.models import Participation, StartOffer
from programmes.operations.extension_watch import extension_duty, extension_left
from programmes.start_facts import KnownJob, known_jobs, rejected_on

PROGRAMME_START = "programme_start"
PROGRAMME_END = "programme_end"
PLAN = "plan"
OFFER_ANSWER = "offer_answer"


def owe_start(_actor: Actor, people: Sequence[Participant]) -> None:
    """Write the deadline for decision and start (Act § 12) for those whom the municipality owes a programme.

    Nothing is due for people who are in a programme elsewhere or undecided, nor for people whose settlement and claim
    are both unknown, nor for those who work 30 hours or more before the start or rejected an offer (§§ 8(4), 3(3)), nor
    for those who have left Norway or died.
    """
    write_deadlines(_start_duties(people))


def follow_start(actor: Actor, person: Participant) -> None:
    """Move the deadline for the start with what it is counted from, or close it when nothing is due any more.

    Once a programme has been awarded the duty is met, and stays met, also when the programme itself is so old that it
    has gone to the archive. A duty that was closed stands again. It follows from everything that is known, also of
    what whoever acts does not see: NAV logs a job and opens no offers.
    """
    with acting_as(actor.as_system()):
        _follow_start(actor, person)


def _follow_start(actor: Actor, person: Participant) -> None:
    if person.participations.exists() or _was_met_long_ago(person):
        return
    if start_due_on(person) is None:
        close_deadlines([PROGRAMME_START], [person.pk], timezone.localdate())
        return
    closed = Deadline.objects.filter(kind=PROGRAMME_START, subject_id=person.pk, closed_on__isnull=False)
    due_on = closed.values_list("due_on", flat=True).first()
    closed.update(closed_on=None, next_flag_on=due_on)
    owe_start(actor, [person])


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


def _was_met_long_ago(person: Participant) -> bool:
    """Whether the duty was met by a programme that may not be kept here any more (Regulations § 60)."""
    today = timezone.localdate()
    met = Deadline.objects.filter(kind=PROGRAMME_START, subject_id=person.pk, met_on__isnull=False)
    met_on = met.values_list("met_on", flat=True).first()
    return met_on is not None and step_of(RetentionKind.PROGRAMME, met_on, today).due_on < today


def start_due_on(person: Participant) -> dt.date | None:
    """The last day for decision and start; None when nothing is due."""
    return next((duty.due_on for duty in _start_duties([person])), None)


def _start_duties(people: Sequence[Participant]) -> list[Duty]:
    """The duties of those to whom one is owed; as many queries for one as for all."""
    owed = [
        person
        for person in people
        if person.intake == Intake.NEW and (person.settled_on or person.claimed_on) and person.gone_from is None
    ]
    ids = [person.pk for person in owed]
    rejected = set(StartOffer.objects.filter(participant__in=ids).rejected().values_list("participant_id", flat=True))
    jobs = known_jobs(ids)
    found = (
        _start_duty(person, jobs.get(person.pk, []))
        for person in owed
        if person.pk not in rejected or rejected_on(person) is None
    )
    return [duty for duty in found if duty is not None]


def _start_duty(person: Participant, jobs: Sequence[KnownJob]) -> Duty | None:
    """Three months from the later of settlement and claim; from when the work fell away, where there was such work."""
    today = timezone.localdate()
    rule = work_rule_on(today, is_collective=False)
    full_time = [job for job in jobs if rule is not None and job.hours_a_week >= rule.hours_a_week]
    if any(job.ended_on is None or job.ended_on > today for job in full_time):
        return None
    deadline = start_deadline(person.settled_on, person.claimed_on)
    fell_away = max((job.ended_on for job in full_time if job.ended_on), default=None)
    if fell_away is not None:
        window = decision_window(person.settled_on)
        if window is not None and fell_away > window:
            return None
        revived = start_deadline(fell_away, None)
        deadline = revived if revived.due_on > deadline.due_on else deadline
    return Duty(PROGRAMME_START, person, person.pk, deadline.due_on, deadline.paragraph)
