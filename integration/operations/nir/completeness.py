"""What NIR will miss: programmes without an end or its cause, without measures, and events that are late.

The register's known weaknesses (law.md 9). Each finding is a list of cases that the actor may open.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from agencies.access import Action, Actor, Resource
from agencies.operations.base import require
from integration.models import NirEvent
from integration.models.nir import NirEventQuerySet
from integration.nir.kinds import final_day_of
from integration.operations.nir.deriving import reports_from_day
from participants.models import Participant
from programmes.models import MainActivity, Participation
from programmes.models.classes import ClassEnrolment, EnrolmentState
from programmes.models.measure import WorkMeasure
from programmes.models.plan import PlanElement


class Lack(StrEnum):
    """What is missing."""

    NO_END = "no_end"
    NO_CAUSE = "no_cause"
    NO_MEASURES = "no_measures"
    LATE = "late"
    LAST_YEAR = "last_year"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Late:
    """How many events wait, how many are past their day, and how many of earlier years the final deadline closes."""

    waiting: int
    late: int
    last_year: int
    final_day: dt.date
    final_day_is_past: bool


@dataclass(frozen=True, slots=True)
class Detail:
    """Why a case is in the list: so many events with their oldest deadline, or the days of the programme."""

    events: int = 0
    oldest_due: dt.date | None = None
    first_day: dt.date | None = None
    last_day: dt.date | None = None


def details(actor: Actor, lack: Lack, day: dt.date, people: Sequence[Participant]) -> Mapping[UUID, Detail]:
    """Why each of these has the lack."""
    if lack in _PROGRAMMES:
        rows = Participation.objects.visible_to(actor).filter(_PROGRAMMES[lack](day), participant__in=people)
        return {
            row.participant_id: Detail(first_day=row.first_day, last_day=row.ended_on or row.last_day)
            for row in rows.order_by("first_day")
        }
    events = _events_of(actor, lack, day).filter(participant__in=people).order_by()
    counted = events.values_list("participant").annotate(Count("id"), Min("due_on"))
    return {person: Detail(number, oldest) for person, number, oldest in counted}


def lacking(actor: Actor, lack: Lack, day: dt.date) -> QuerySet[Participant]:
    """The people of the actor's cases with the lack, by name; protected ones under ``BY_HAND`` alone, by id.

    Events are owed also of those who have moved; what lacks in their programmes nobody here puts right.
    """
    require(actor, Action.VIEW, Resource.NIR)
    events = _events_of(actor, lack, day).filter(participant=OuterRef("pk"))
    if lack is Lack.BY_HAND:
        return Participant.objects.visible_to(actor).current().protected().filter(Exists(events)).order_by("id")
    people = Participant.objects.listed_for(actor)
    if lack in _PROGRAMMES:
        wanted = Participation.objects.filter(_PROGRAMMES[lack](day), participant=OuterRef("pk"))
        return people.still_here().filter(Exists(wanted)).by_name()
    return people.current().filter(Exists(events)).by_name()


def counts(actor: Actor, day: dt.date) -> Mapping[Lack, int]:
    """How many cases have each lack."""
    return {lack: lacking(actor, lack, day).count() for lack in Lack}


def lateness(actor: Actor, day: dt.date) -> Late:
    """How the events stand that are to be delivered."""
    events = owed(actor)
    return Late(
        events.count(),
        events.filter(_events(Lack.LATE, day)).count(),
        events.filter(_events(Lack.LAST_YEAR, day)).count(),
        final_day(day),
        day > final_day(day),
    )


def owed(actor: Actor) -> QuerySet[NirEvent]:
    """The events that the actor's own municipality has still to deliver; without protected people.

    A file is no delivery: what lies in one that waits is owed until somebody has handed it in.
    """
    return _to_tell(actor, NirEvent.objects.listed_for(actor)).unregistered()


def _events_of(actor: Actor, lack: Lack, day: dt.date) -> QuerySet[NirEvent]:
    if lack is Lack.BY_HAND:
        return _to_tell(actor, NirEvent.objects.visible_to(actor).protected()).undelivered()
    return owed(actor).filter(_events(lack, day))


def _to_tell(actor: Actor, events: NirEventQuerySet) -> NirEventQuerySet:
    reports_from = reports_from_day(actor.agency_id) if actor.agency_id else None
    if reports_from is None:
        return events.none()
    return events.filter(municipality_id=actor.agency_id).to_tell(reports_from)


def final_day(day: dt.date) -> dt.date:
    """28 February of the year of ``day``: the final deadline for what happened in the years before."""
    return final_day_of(day.year - 1)


def _events(lack: Lack, day: dt.date) -> Q:
    if lack is Lack.LATE:
        return Q(due_on__lt=day)
    return Q(happened_on__year__lt=day.year)


def _no_end(day: dt.date) -> Q:
    """Time is out and no end is registered."""
    return Q(ended_on__isnull=True, last_day__lt=day)


def _no_cause(_day: dt.date) -> Q:
    """An end that is begun without its cause, or whose main activity nobody registered."""
    drafted = Q(ended_on__isnull=True, end_draft__isnull=False)
    return drafted | Q(ended_on__isnull=False, main_activity=MainActivity.NOT_REGISTERED)


def _no_measures(day: dt.date) -> Q:
    """A programme of which no measure is told: no element of a final plan, no measure, no class in its time.

    Those that have ended count as long as their year can still be put right: from 1 January of the year before.
    """
    elements = PlanElement.objects.standing().filter(
        plan__participation=OuterRef("pk"), plan__finalised_on__isnull=False
    )
    in_its_time = Q(last_day__isnull=True) | Q(last_day__gte=OuterRef("first_day"))
    until = Coalesce(OuterRef("ended_on"), OuterRef("last_day"))
    about = Q(in_its_time, participant=OuterRef("participant"), first_day__lte=until)
    measures = WorkMeasure.objects.entered().filter(about)
    classes = ClassEnrolment.objects.filter(about, state=EnrolmentState.ENROLLED)
    nothing = ~Exists(elements) & ~Exists(measures) & ~Exists(classes)
    recent = Q(ended_on__isnull=True) | Q(ended_on__gte=dt.date(day.year - 1, 1, 1))
    return Q(nothing, recent, first_day__lte=day)


_PROGRAMMES = {Lack.NO_END: _no_end, Lack.NO_CAUSE: _no_cause, Lack.NO_MEASURES: _no_measures}
