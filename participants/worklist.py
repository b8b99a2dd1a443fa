"""What is due: the rows, counters and groups of «Mitt arbeid», as questions to the database."""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.db.models import Case, Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields import SmallIntegerField
from django.utils import timezone

from agencies.access import Actor
from agencies.models import AccessLogEntry, Role
from participants.covering import covered_by
from participants.models import (
    STANDING_FLAGS,
    Assignment,
    AssignmentKind,
    Deadline,
    Flag,
    FlagState,
    Participant,
)
from participants.models.deadline import DeadlineQuerySet

SOON_DAYS = 14
HORIZON_DAYS = 90
"""What is due later than this stands on the case only."""
NEW_DAYS = 14
"""For so long after the assignment a person whom I have not opened is «new for me»."""
REST_DAYS = 7
"""For so long an overdue duty rests after its last flag was put away; no threshold is left to bring it back."""


class Scope(StrEnum):
    """Whose people."""

    MINE = "mine"
    ALL = "alle"


class View(StrEnum):
    """The counters, which are filters."""

    EVERYTHING = ""
    OVERDUE = "forfalt"
    SOON = "14"
    HORIZON = "90"
    TAKEN = "tatt"
    ESCALATED = "loftet"


class Rank(StrEnum):
    """What a team leader sees before everything else."""

    ESCALATED = "0"
    UNASSIGNED = "1"
    ORDINARY = "2"


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers on the counters; ``people``, ``new`` and ``unassigned`` count people, the others duties."""

    everything: int
    overdue: int
    soon: int
    horizon: int
    taken: int
    escalated: int
    people: int
    new: int
    unassigned: int


def usual_scope(actor: Actor) -> Scope:
    """What the actor sees first: an adviser the own people, everybody else all."""
    leads = actor.has_role(Role.TEAM_LEADER, Role.ENROLMENT_OFFICER, Role.NAV_ADVISER)
    return Scope.MINE if actor.has_role(Role.PROGRAMME_ADVISER) and not leads else Scope.ALL


def work_rows(actor: Actor, today: dt.date, scope: Scope) -> DeadlineQuerySet:
    """Open duties within the horizon or flagged; what was followed up or dismissed waits for its next threshold.

    An overdue duty comes back after ``REST_DAYS``: it stands until it is met, whatever was done with its flags.
    ``MINE`` takes in those whom the actor covers for.
    A row carries its standing flag (``flag_…``; at most one stands), the adviser's name and ``rank``. Protected people
    are not among them: ``protected_rows``.
    """
    rows = _due(Deadline.objects.listed_for(actor), today)
    if scope is Scope.MINE:
        mine = [actor.user_id, *covered_by(actor, today)]
        rows = rows.filter(Q(Exists(_assigned(today).filter(user__in=mine))) | Q(flag_taken_by_id__in=mine))
    return rows.annotate(rank=_rank(actor))


def protected_rows(actor: Actor, today: dt.date) -> DeadlineQuerySet:
    """The same of the protected people whom the actor may know of, for the one page that shows them."""
    return _due(Deadline.objects.visible_to(actor).protected(), today)


def count_protected(actor: Actor, today: dt.date) -> int:
    """How many duties of protected people are flagged or due soon; a number that names nobody, so no proof is asked."""
    rows = protected_rows(replace(actor, must_prove=False), today)
    return rows.filter(Q(flag_id__isnull=False) | Q(due_on__lte=today + dt.timedelta(days=SOON_DAYS))).count()


def _due(deadlines: DeadlineQuerySet, today: dt.date) -> DeadlineQuerySet:
    rows = with_flag(deadlines, today).open()
    put_away = Flag.objects.filter(
        deadline=OuterRef("pk"), due_on=OuterRef("due_on"), state__in=(FlagState.ACTED_ON, FlagState.DISMISSED)
    )
    just_put_away = put_away.filter(closed_at__gt=timezone.now() - dt.timedelta(days=REST_DAYS))
    rests = Q(Exists(just_put_away)) | (Q(due_on__gte=today) & Q(Exists(put_away)))
    is_near = Q(due_on__lte=today + dt.timedelta(days=HORIZON_DAYS)) & ~rests
    return rows.filter(
        Q(flag_id__isnull=False) | is_near,
        participant__registered_in_error_on__isnull=True,
        participant__merged_into__isnull=True,
    )


def with_flag(deadlines: DeadlineQuerySet, today: dt.date) -> DeadlineQuerySet:
    """Add the standing flag and the adviser to deadlines, without a query per row."""
    adviser = _assigned(today).filter(kind=AssignmentKind.ADVISER)
    return (
        deadlines.select_related("participant", "municipality", "responsible_agency")
        .annotate(
            standing=FilteredRelation("flags", condition=Q(flags__state__in=STANDING_FLAGS)),
            adviser_name=Subquery(adviser.values("user__name")[:1]),
            adviser_id=Subquery(adviser.values("user_id")[:1]),
        )
        .annotate(
            flag_id=F("standing__id"),
            flag_version=F("standing__version"),
            flag_state=F("standing__state"),
            flag_raised_on=F("standing__raised_on"),
            flag_threshold=F("standing__threshold"),
            flag_escalated_at=F("standing__escalated_at"),
            flag_taken_by_id=F("standing__taken_by_id"),
            flag_taken_by=F("standing__taken_by__name"),
        )
    )


def narrowed(rows: QuerySet[Deadline], actor: Actor, today: dt.date, view: View) -> QuerySet[Deadline]:
    """The rows of one counter."""
    return rows if view is View.EVERYTHING else rows.filter(_conditions(actor, today)[view])


def count_work(actor: Actor, today: dt.date, scope: Scope) -> Counts:
    """All counters, by one query over duties and one over people."""
    conditions = _conditions(actor, today)
    duties = work_rows(actor, today, scope).aggregate(
        everything=Count("pk"), **{view.name.lower(): Count("pk", filter=where) for view, where in conditions.items()}
    )
    assigned = _assigned(today, "pk")
    mine = assigned.filter(user__in=[actor.user_id, *covered_by(actor, today)])
    cases = Participant.objects.listed_for(actor).still_here()
    if scope is Scope.MINE:
        cases = cases.filter(Exists(mine))
    people = cases.aggregate(
        people=Count("pk"),
        new=Count("pk", filter=Exists(new_for(actor, today, "pk"))),
        unassigned=Count("pk", filter=~Exists(assigned.filter(kind=AssignmentKind.ADVISER))),
    )
    return Counts(**duties, **people)


def _conditions(actor: Actor, today: dt.date) -> dict[View, Q]:
    not_past = Q(due_on__gte=today)
    return {
        View.OVERDUE: Q(due_on__lt=today),
        View.SOON: not_past & Q(due_on__lte=today + dt.timedelta(days=SOON_DAYS)),
        View.HORIZON: not_past & Q(due_on__lte=today + dt.timedelta(days=HORIZON_DAYS)),
        View.TAKEN: Q(flag_taken_by_id=actor.user_id),
        View.ESCALATED: Q(flag_escalated_at__isnull=False),
    }


def _rank(actor: Actor) -> Any:
    if not actor.has_role(Role.TEAM_LEADER):
        return Value(int(Rank.ORDINARY), output_field=SmallIntegerField())
    return Case(
        When(flag_escalated_at__isnull=False, then=Value(int(Rank.ESCALATED))),
        When(adviser_name__isnull=True, then=Value(int(Rank.UNASSIGNED))),
        default=Value(int(Rank.ORDINARY)),
        output_field=SmallIntegerField(),
    )


def new_for(actor: Actor, today: dt.date, person: str) -> Any:
    """Assignments of the last ``NEW_DAYS`` days whose case the actor has not opened since they were made.

    Opening the case is what ends being new, and the access log knows of each opening: a log-in alone shows nobody.
    """
    opened = AccessLogEntry.objects.filter(
        participant_id=OuterRef("participant_id"), user_id=actor.user_id, created_at__gt=OuterRef("created_at")
    )
    fresh = _assigned(today, person).filter(first_day__gte=today - dt.timedelta(days=NEW_DAYS))
    return fresh.filter(~Exists(opened), user=actor.user_id)


def _assigned(today: dt.date, person: str = "participant") -> Any:
    return Assignment.objects.filter(participant=OuterRef(person)).on(today)
