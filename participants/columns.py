"""The columns that this floor gives the portfolio: adviser, municipality, next deadline, days left."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from agencies.access import Actor
from participants.duties import duty
from participants.models import Assignment, AssignmentKind, Deadline, Participant


@dataclass(frozen=True, slots=True)
class NextDeadline:
    """What is due next for a person."""

    what: str | Promise
    due_on: dt.date
    days: int


def adviser_names(actor: Actor, ids: Sequence[UUID], today: dt.date) -> Mapping[UUID, str]:
    """Each person's adviser today."""
    rows = Assignment.objects.visible_to(actor).on(today).filter(participant__in=ids, kind=AssignmentKind.ADVISER)
    return dict(rows.values_list("participant_id", "user__name"))


def municipality_names(actor: Actor, ids: Sequence[UUID], _today: dt.date) -> Mapping[UUID, str]:
    """Where each person lives."""
    people = Participant.objects.visible_to(actor).filter(pk__in=ids)
    return dict(people.values_list("pk", "municipality__name"))


def serves_several(actor: Actor) -> bool:
    """Whether the actor meets people of more than one municipality."""
    return len(actor.municipality_ids) > 1


def next_deadlines(actor: Actor, ids: Sequence[UUID], today: dt.date) -> Mapping[UUID, NextDeadline]:
    """Each person's nearest open deadline."""
    rows = Deadline.objects.visible_to(actor).open().filter(participant__in=ids)
    nearest = rows.order_by("participant_id", "due_on", "id").distinct("participant_id")
    return {
        person: NextDeadline(duty(kind).label, due_on, (due_on - today).days)
        for person, kind, due_on in nearest.values_list("participant_id", "kind", "due_on")
    }
