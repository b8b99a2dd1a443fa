"""Adds the participant's own statement to an entry that is contested (GDPR art. 16, archive regulations § 11)."""

import datetime as dt
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.models import CaseEvent, Participant, Statement
from participants.operations.cases import lock_case, note_event
from participants.operations.merging import history_ids

LONGEST = 5000


@operation
def add_statement(
    actor: Actor, participant_id: UUID, *, text: str, event_id: UUID | None = None, stated_on: dt.date | None = None
) -> Statement:
    """Write the statement beside the entry; the entry itself stays as it is.

    Without ``event_id`` it is about the case as a whole. Raises ``CaseEvent.DoesNotExist`` when the entry is not of
    this case, ``RuleRefused`` when nothing is said, too much, or on a day that has not come.
    """
    require(actor, Action.CREATE, Resource.STATEMENT)
    person = lock_case(actor, participant_id)
    event = entries_of(actor, person).get(pk=event_id) if event_id else None
    day = stated_on or timezone.localdate()
    if refusals := _faults(text.strip(), day):
        raise RuleRefused(*refusals)
    statement = Statement.objects.create(
        participant=person,
        municipality_id=person.municipality_id,
        event=event,
        text=text.strip(),
        stated_on=day,
        registered_by_id=actor.user_id,
    )
    note_event(actor, person, "statement_added", day)
    return statement


def entries_of(actor: Actor, person: Participant) -> QuerySet[CaseEvent]:
    """The entries of the case's history, newest first, also those written under merged ids."""
    rows = CaseEvent.objects.visible_to(actor).filter(participant__in=history_ids(person))
    return rows.exclude(kind="statement_added").order_by("-created_at", "-id")


def _faults(text: str, day: dt.date) -> list[Refusal]:
    faults = []
    if not text:
        faults.append(Refusal("text_required", _("Skriv hva deltakeren sier."), "text"))
    if len(text) > LONGEST:
        faults.append(Refusal("text_too_long", _("Teksten kan ha høyst 5000 tegn. Legg ved et dokument."), "text"))
    if day > timezone.localdate():
        faults.append(Refusal("in_future", _("Datoen er fram i tid."), "stated_on"))
    return faults
