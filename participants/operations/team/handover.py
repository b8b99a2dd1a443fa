"""Hands many cases over at once: those of somebody who leaves, or those that nobody has.

The plan is shown before it is carried out, and made anew under the locks of the cases when it is: what changed in
between is handed over as it is then. One transaction: everybody on the plan, or nobody.
"""

import datetime as dt
import heapq
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Channel, Resource
from agencies.actors import actor_for, workplaces_of
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.models import Job, User
from agencies.operations.base import operation, require
from agencies.operations.jobs import RunningJob, enqueue_job, job_handler
from participants.models import Assignment, AssignmentKind, CaseEvent, Flag, FlagState, Participant
from participants.models.participant import ParticipantQuerySet
from participants.operations.assignment import contacts_available
from participants.operations.cases import event_of
from participants.operations.plausible import day_faults

HAND_OVER = "team.hand_over"
AT_ONCE = 100
"""So many cases are handed over while one waits; more are a background job with a progress bar."""
_CHUNK = 500
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Whose cases (``source_id``; None for those without an adviser) go to whom, from which day.

    With several targets the cases are spread so that the caseloads become as even as they can. A protected case is not
    among them: whoever is to know of it is chosen on the case itself.
    """

    municipality_id: UUID
    source_id: UUID | None
    target_ids: tuple[UUID, ...]
    first_day: dt.date


@dataclass(frozen=True, slots=True)
class Move:
    """One case of the plan, and who gets it."""

    person: Participant
    to: User


@dataclass(frozen=True, slots=True)
class Plan:
    """Who goes to whom; the targets with their number of cases before and after."""

    moves: tuple[Move, ...]
    loads: tuple[tuple[User, int, int], ...]


def plan_handover(actor: Actor, handover: Handover) -> Plan:
    """What the handover would do, as far as the actor may see the cases; nothing is stored."""
    targets = _targets(handover)
    return _plan(handover, targets, list(_cases(actor, handover).by_name()))


@operation
def hand_over(actor: Actor, handover: Handover, report: Report | None = None) -> Plan:
    """Carry the plan out, set-based, as one transaction; answers with what was done.

    What the one before had taken of flags is open again, so that it is the new adviser's. Raises ``RuleRefused``
    when nobody is chosen, or somebody who may not have the task.
    """
    require(actor, Action.CHANGE, Resource.TEAM)
    if handover.municipality_id not in actor.municipality_ids:
        raise NotPermitted("municipality")
    if faults := day_faults({"first_day": handover.first_day}):
        raise RuleRefused(*faults)
    targets = _targets(handover)
    cases = _cases(actor, handover).order_by("pk").select_for_update(of=("self",), no_key=True)
    people = sorted(cases, key=lambda person: (person.sort_key, person.pk))
    plan = _plan(handover, targets, people)
    for start in range(0, len(plan.moves), _CHUNK):
        _move(actor, handover, plan.moves[start : start + _CHUNK])
        if report:
            report(min(start + _CHUNK, len(plan.moves)), len(plan.moves))
    return plan


@operation
def hand_over_later(actor: Actor, handover: Handover) -> Job:
    """Ask for the handover as a background job."""
    require(actor, Action.CHANGE, Resource.TEAM)
    _targets(handover)
    if actor.agency_id is None:
        raise NotPermitted("municipality")
    return enqueue_job(
        actor,
        HAND_OVER,
        actor.agency_id,
        municipality_id=str(handover.municipality_id),
        source_id=str(handover.source_id or ""),
        target_ids=",".join(str(pk) for pk in handover.target_ids),
        first_day=handover.first_day.isoformat(),
    )


@job_handler(HAND_OVER)
def run_handover(run: RunningJob) -> None:
    """Carry out a handover as whoever asked for it; started again, it finds nothing left to hand over."""
    actor, given = _actor_behind(run.job), run.arguments
    handover = Handover(
        municipality_id=UUID(given["municipality_id"]),
        source_id=UUID(given["source_id"]) if given["source_id"] else None,
        target_ids=tuple(UUID(pk) for pk in given["target_ids"].split(",")),
        first_day=dt.date.fromisoformat(given["first_day"]),
    )
    hand_over(actor, handover, run.report)


def _actor_behind(job: Job) -> Actor:
    """The person who asked, with the access of this moment: the system would see cases that the person may not."""
    places = workplaces_of(job.requested_by) if job.requested_by else []
    for place in places:
        if place.agency.pk == job.agency_id and job.requested_by:
            return actor_for(job.requested_by, place, Channel.WORKER, str(job.pk))
    raise NotPermitted("role")


def _targets(handover: Handover) -> list[User]:
    known = contacts_available(handover.municipality_id, AssignmentKind.ADVISER, handover.first_day)
    chosen = [user for user in known if user.pk in handover.target_ids]
    if not chosen or len(chosen) != len(set(handover.target_ids)):
        raise RuleRefused(Refusal("not_available", _("Velg minst én programrådgiver i kommunen."), "targets"))
    if handover.source_id in handover.target_ids:
        raise RuleRefused(Refusal("same_person", _("Velg andre enn den som gir fra seg sakene."), "targets"))
    return chosen


def _cases(actor: Actor, handover: Handover) -> ParticipantQuerySet:
    people = Participant.objects.listed_for(actor).still_here().filter(municipality=handover.municipality_id)
    advisers = Assignment.objects.filter(participant=OuterRef("pk"), kind=AssignmentKind.ADVISER)
    advisers = advisers.on(handover.first_day)
    if handover.source_id is None:
        return people.filter(~Exists(advisers))
    return people.filter(Exists(advisers.filter(user=handover.source_id)))


def _plan(handover: Handover, targets: Sequence[User], people: Sequence[Participant]) -> Plan:
    before = _caseloads(handover, targets)
    loads = [before[user.pk] for user in targets]
    places = spread(loads, len(people))
    moves = tuple(Move(person, targets[place]) for person, place in zip(people, places, strict=True))
    got = Counter(places)
    after = tuple((user, loads[place], loads[place] + got[place]) for place, user in enumerate(targets))
    return Plan(moves, after)


def spread(loads: Sequence[int], number: int) -> list[int]:
    """To which place each of so many new cases goes: always to one that then has fewest, the first among equals."""
    queue = [(load, place) for place, load in enumerate(loads)]
    heapq.heapify(queue)
    places = []
    for _case in range(number):
        load, place = queue[0]
        heapq.heapreplace(queue, (load + 1, place))
        places.append(place)
    return places


def _caseloads(handover: Handover, targets: Sequence[User]) -> Counter[UUID]:
    rows = Assignment.objects.filter(
        municipality=handover.municipality_id, kind=AssignmentKind.ADVISER, user__in=targets,
        participant__moved_on__isnull=True, participant__merged_into__isnull=True,
        participant__registered_in_error_on__isnull=True,
    )  # fmt: skip
    return Counter(rows.on(handover.first_day).values_list("user_id", flat=True))


def _move(actor: Actor, handover: Handover, moves: Sequence[Move]) -> None:
    people = [move.person for move in moves]
    own = Assignment.objects.filter(participant__in=people, kind=AssignmentKind.ADVISER)
    next_days = dict(
        own.filter(first_day__gt=handover.first_day).values_list("participant").annotate(day=Min("first_day"))
    )
    _end(own, handover.first_day)
    day_before = dt.timedelta(days=1)
    Assignment.objects.bulk_create(
        Assignment(
            participant=move.person,
            municipality_id=move.person.municipality_id,
            user=move.to,
            kind=AssignmentKind.ADVISER,
            first_day=handover.first_day,
            last_day=next_days[move.person.pk] - day_before if move.person.pk in next_days else None,
        )
        for move in moves
    )
    if handover.source_id:
        open_again(Flag.objects.filter(participant__in=people, taken_by=handover.source_id))
    CaseEvent.objects.bulk_create(
        event_of(
            actor, move.person, "assigned", handover.first_day, task=AssignmentKind.ADVISER.value, name=move.to.name
        )
        for move in moves
    )


def _end(assignments: QuerySet[Assignment], first_day: dt.date) -> None:
    assignments.filter(first_day=first_day).delete()
    current = assignments.filter(first_day__lt=first_day).exclude(last_day__lt=first_day)
    current.update(last_day=first_day - dt.timedelta(days=1))


def open_again(flags: QuerySet[Flag]) -> None:
    """Give back flags that somebody had taken who has the case no longer."""
    taken = flags.filter(state=FlagState.TAKEN)
    taken.update(state=FlagState.OPEN, taken_by=None, taken_at=None, changed_at=timezone.now())
