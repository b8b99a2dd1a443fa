"""What was done on a case, as sentences, a page at a time; with what the participant said of it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from agencies.access import Actor, FieldGroup, fields_for
from participants.history import sentence_of
from participants.models import CaseEvent, Participant, Statement
from participants.operations.merging import history_ids
from participants.whereabouts import facts_told, place_hidden_from, somebody_there


@dataclass(frozen=True, slots=True)
class EventLine:
    """Something that was done, by whom, and the participant's statements about it."""

    event: CaseEvent
    sentence: str
    who: str
    statements: Sequence[Statement]


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events, newest first; ``older`` is the last of them when there are more, and None on the last page."""

    lines: Sequence[EventLine]
    older: UUID | None


def may_read_events(actor: Actor) -> bool:
    """Whether what was done is told to the actor: it is for casework."""
    return FieldGroup.NOTES in fields_for(actor)


def events_of(actor: Actor, person: Participant, size: int, before: UUID | None = None) -> EventPage:
    """The latest events, or those before the one with the id ``before``; all the latest where there is no such one.

    What was done under the ids of people who were merged into this one is told too.
    """
    written_under = history_ids(person)
    events = CaseEvent.objects.visible_to(actor).filter(participant__in=written_under)
    last = events.filter(pk=before).first() if before else None
    if last:
        events = events.filter(Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__lt=last.pk))
    rows = list(events.select_related("actor", "agency").order_by("-created_at", "-id")[: size + 1])
    shown = rows[:size]
    said: dict[UUID | None, list[Statement]] = defaultdict(list)
    given = Statement.objects.visible_to(actor).filter(event__in=[event.pk for event in shown])
    for statement in given.select_related("registered_by").order_by("created_at", "id"):
        said[statement.event_id].append(statement)
    place = place_hidden_from(actor, person)
    lines = [
        EventLine(event, sentence_of(event.kind, facts_told(event.kind, event.facts, place)), _who(event, place),
                  said[event.pk])
        for event in shown
    ]  # fmt: skip
    return EventPage(lines, shown[-1].pk if len(rows) > size else None)


def _who(event: CaseEvent, hidden_place: UUID | None) -> str:
    """Who did it, and where they work; empty for the system."""
    if event.actor is None:
        return ""
    if hidden_place and event.agency_id == hidden_place:
        return somebody_there()
    return f"{event.actor}, {event.agency}" if event.agency else str(event.actor)


def statements_of_the_case(actor: Actor, person: Participant) -> list[Statement]:
    """What the participant said of the case as a whole, and not of something that was done."""
    given = Statement.objects.visible_to(actor).filter(participant__in=history_ids(person), event=None)
    return list(given.select_related("registered_by").order_by("created_at", "id"))
