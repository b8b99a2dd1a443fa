"""What a team leader looks after, as questions to the database; each is one query, however many advisers there are."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from agencies.access import Actor
from agencies.models import User
from participants.models import Assignment, AssignmentKind, Cover, Deadline, Flag, FlagState, Participant
from participants.models.deadline import DeadlineQuerySet
from participants.models.participant import ParticipantQuerySet
from participants.operations.assignment import contacts_available
from participants.operations.flags import UNTAKEN_DAYS
from participants.worklist import SOON_DAYS
from programmes.law.procedure_states import DecisionState
from programmes.models import Decision, EndDraft, Participation
from programmes.models.stop import EndDraftQuerySet
from programmes.operations.duties import PROGRAMME_START

START_WATCH = (30, 15, 0)
"""Days before the three months are over on which a start is watched: about day 60, 75 and 90."""
ENDING_DAYS = 90


@dataclass(frozen=True, slots=True)
class Caseload:
    """How much one adviser has, and what makes it heavy; ``away`` names who covers today."""

    user: User
    cases: int
    running: int
    waiting: int
    ending: int
    overdue: int
    soon: int
    away: str

    @property
    def others(self) -> int:
        """Cases that are neither in a programme nor waiting for one: followed up after the end."""
        return self.cases - self.running - self.waiting


@dataclass(frozen=True, slots=True)
class Starts:
    """Starts that are late, and those of which half a month, a month or less is left."""

    overdue: int
    within_15: int
    within_30: int

    @property
    def watched(self) -> int:
        """All that ``starts_to_watch`` lists."""
        return self.overdue + self.within_30


def caseloads(actor: Actor, today: dt.date) -> list[Caseload]:
    """Every adviser of the agency and whoever else has cases, the heaviest first."""
    if actor.agency_id is None:
        return []
    cases, duties, away = _cases_by_adviser(actor, today), _duties_by_adviser(actor, today), _away(actor, today)
    advisers = {user.pk: user for user in contacts_available(actor.agency_id, AssignmentKind.ADVISER, today)}
    advisers |= {user.pk: user for user in User.objects.filter(pk__in=cases.keys() - advisers.keys())}
    rows = [
        Caseload(user=user, **_numbers(cases.get(pk)), **_numbers(duties.get(pk), _DUTIES), away=away.get(pk, ""))
        for pk, user in advisers.items()
    ]
    return sorted(rows, key=lambda row: (-row.cases, -row.overdue, row.user.name, str(row.user.pk)))


def starts(actor: Actor, today: dt.date) -> Starts:
    """How many starts are late or soon due (Act § 12)."""
    soon = {
        f"within_{days}": Count("pk", filter=Q(due_on__range=(today, today + dt.timedelta(days=days))))
        for days in START_WATCH
        if days
    }
    found = starts_to_watch(actor, today).aggregate(overdue=Count("pk", filter=Q(due_on__lt=today)), **soon)
    return Starts(**found)


def starts_to_watch(actor: Actor, today: dt.date) -> DeadlineQuerySet:
    """Open duties to start that are due within a month or past, the most urgent first."""
    rows = Deadline.objects.listed_for(actor).due_by(today + dt.timedelta(days=max(START_WATCH)))
    return rows.filter(kind=PROGRAMME_START).select_related("participant").order_by("due_on", "id")


def waiting_for_approval(actor: Actor, today: dt.date) -> QuerySet[Decision]:
    """Decisions that wait for a team leader."""
    rows = Decision.objects.listed_for(actor).in_state(today, DecisionState.SUBMITTED)
    return rows.select_related("participant").order_by("created_at", "id")


def untaken_flags(actor: Actor, today: dt.date) -> QuerySet[Flag]:
    """Flags that nobody took in time."""
    late = Q(escalated_at__isnull=False) | Q(raised_on__lte=today - dt.timedelta(days=UNTAKEN_DAYS))
    rows = Flag.objects.listed_for(actor).filter(late, state=FlagState.OPEN)
    return rows.select_related("participant", "deadline").order_by("due_on", "id")


def unfinished_ends(actor: Actor) -> EndDraftQuerySet:
    """Ends that were begun and lack their reason or main activity."""
    rows = EndDraft.objects.listed_for(actor).filter(participation__ended_on__isnull=True)
    return rows.select_related("participant").order_by("ended_on", "id")


def unassigned(actor: Actor, today: dt.date) -> ParticipantQuerySet:
    """People without an adviser today."""
    advised = Assignment.objects.filter(participant=OuterRef("pk"), kind=AssignmentKind.ADVISER).on(today)
    return Participant.objects.listed_for(actor).still_here().filter(~Exists(advised)).by_name()


def covers(actor: Actor, today: dt.date) -> QuerySet[Cover]:
    """Cover that is in force or comes."""
    rows = Cover.objects.visible_to(actor).standing().filter(last_day__gte=today)
    return rows.select_related("absent", "substitute").order_by("first_day", "id")


_CASES = ("cases", "running", "waiting", "ending")
_DUTIES = ("overdue", "soon")


def _numbers(found: dict[str, int] | None, names: tuple[str, ...] = _CASES) -> dict[str, int]:
    return found or dict.fromkeys(names, 0)


def _cases_by_adviser(actor: Actor, today: dt.date) -> dict[UUID, dict[str, int]]:
    of_case = Participation.objects.filter(participant=OuterRef("participant")).standing()
    begun = of_case.filter(first_day__lte=today)
    running = Exists(begun)
    ending = Exists(begun.filter(last_day__lte=today + dt.timedelta(days=ENDING_DAYS)))
    here = Q(
        participant__moved_on__isnull=True,
        participant__merged_into__isnull=True,
        participant__registered_in_error_on__isnull=True,
    )
    was_in_programme = Exists(Participation.objects.filter(participant=OuterRef("participant"), first_day__lte=today))
    rows = Assignment.objects.listed_for(actor).on(today).filter(here, kind=AssignmentKind.ADVISER)
    found = rows.order_by().values_list("user_id").annotate(
        cases=Count("pk"),
        running=Count("pk", filter=running),
        waiting=Count("pk", filter=~was_in_programme),
        ending=Count("pk", filter=ending),
    )  # fmt: skip
    return {adviser: dict(zip(_CASES, numbers, strict=True)) for adviser, *numbers in found}


def _duties_by_adviser(actor: Actor, today: dt.date) -> dict[UUID, dict[str, int]]:
    adviser = Assignment.objects.filter(participant=OuterRef("participant"), kind=AssignmentKind.ADVISER).on(today)
    near = Deadline.objects.listed_for(actor).due_by(today + dt.timedelta(days=SOON_DAYS))
    rows = near.annotate(adviser=Subquery(adviser.values("user_id")[:1])).filter(adviser__isnull=False)
    found = rows.order_by().values_list("adviser").annotate(
        overdue=Count("pk", filter=Q(due_on__lt=today)), soon=Count("pk", filter=Q(due_on__gte=today))
    )  # fmt: skip
    return {pk: dict(zip(_DUTIES, numbers, strict=True)) for pk, *numbers in found}


def _away(actor: Actor, today: dt.date) -> dict[UUID, str]:
    rows = Cover.objects.visible_to(actor).on(today)
    return dict(rows.values_list("absent_id", "substitute__name"))
