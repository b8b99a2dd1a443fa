"""Opens a case for an operation: visible, locked, and noted in its history."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.access.rules import NOT_ASSIGNED, is_closed_to
from agencies.errors import NotPermitted, Refusal, RuleRefused
from participants.models import CaseEvent, Participant


def lock_case(
    actor: Actor, participant_id: UUID, *, even_moved: bool = False, even_anothers: bool = False
) -> Participant:
    """The person, locked until the transaction ends; ``Participant.DoesNotExist`` when the actor may not see it.

    Every operation on a case takes this lock first, so that two changes of one case never cross. It is the weaker lock
    that lets others write rows that point at the person: the nightly scan holds deadlines, never cases, and with the
    stronger one an operation and the scan would wait for each other.

    ``RuleRefused`` when the case has moved to another municipality: it can be read, and nothing else (law.md 5.6).
    ``even_moved`` is for what the municipality still owes there: notice and appeal of decisions it made itself, and
    the duties that outlive the stay.

    ``NotPermitted`` when the case is a colleague's and the actor has taken no access to it; ``even_anothers`` is for
    what colleagues do for each other: give a case its staff, follow up a flag.
    """
    visible = Participant.objects.visible_to(actor).current()
    person = visible.select_for_update(of=("self",), no_key=True).get(pk=participant_id)
    if not even_moved:
        refuse_moved(person)
    if not even_anothers:
        refuse_anothers(actor, person)
    return person


def refuse_moved(person: Participant) -> None:
    """Raise ``RuleRefused`` when another municipality has taken the case over."""
    if person.moved_on is not None:
        text = _("Saken er flyttet til en annen kommune og kan bare leses.")
        raise RuleRefused(Refusal("case_moved", text))


def refuse_anothers(actor: Actor, person: Participant) -> None:
    """Raise ``NotPermitted`` when a colleague works with the case and the actor has taken no access to it."""
    if is_closed_to(actor, person.facts_for(actor)):
        raise NotPermitted(NOT_ASSIGNED, person.pk, can_be_overridden=True)


def refuse_anothers_among(actor: Actor, participant_ids: Iterable[UUID]) -> None:
    """The same for many; a teacher, who meets pupils and no cases, is bound by the own classes alone."""
    for person in Participant.objects.visible_to(actor).filter(pk__in=list(participant_ids)):
        refuse_anothers(actor, person)


def note_event(actor: Actor, participant: Participant, kind: str, happened_on: dt.date, **facts: Any) -> None:
    """Write what was done into the case's history, with facts that a sentence can be made of."""
    CaseEvent.objects.bulk_create([event_of(actor, participant, kind, happened_on, **facts)])


def event_of(actor: Actor, participant: Participant, kind: str, happened_on: dt.date, **facts: Any) -> CaseEvent:
    """The event as a row that is not saved yet, for operations on many cases."""
    return CaseEvent(
        participant=participant,
        municipality_id=participant.municipality_id,
        kind=kind,
        happened_on=happened_on,
        actor_id=actor.user_id,
        agency_id=actor.agency_id,
        facts=facts,
    )
