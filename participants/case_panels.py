"""The panels that this floor puts on the case: who it is, settlement, documents, history."""

import datetime as dt
from collections import defaultdict
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from agencies.access import Action, Actor, FieldGroup, Resource, decide, fields_for
from participants.change_entries import changes_of
from participants.countries import country_name
from participants.history import sentence_of
from participants.languages import language_name
from participants.models import CaseEvent, Document, IdentityNumber, Participant, ResidencePermit, Statement
from participants.operations.merging import history_ids

LATEST_CHANGES = 10
"""How many entries of the change history the tab shows; the rest has pages of its own."""


def identity_context(actor: Actor, person: Participant, _today: dt.date) -> dict[str, Any]:
    """Name, numbers, language, contact."""
    numbers = IdentityNumber.objects.visible_to(actor).filter(participant=person).order_by("kind", "valid_from")
    return {
        "numbers": list(numbers),
        "citizenship": country_name(person.citizenship, get_language() or "nb") if person.citizenship else "",
        "mother_tongue": language_name(person.mother_tongue),
        "interpreter_language": language_name(person.interpreter_language),
    }


def settlement_context(actor: Actor, person: Participant, _today: dt.date) -> dict[str, Any]:
    """Arrival, settlement, claim, permits."""
    permits = ResidencePermit.objects.visible_to(actor).filter(participant=person).order_by("-granted_on", "-id")
    return {"permits": list(permits), "shows_remark": FieldGroup.NOTES in fields_for(actor)}


def documents_context(actor: Actor, person: Participant, _today: dt.date) -> dict[str, Any]:
    """The files on the case."""
    documents = Document.objects.visible_to(actor).filter(participant=person).select_related("uploaded_by")
    return {
        "documents": list(documents.order_by("-created_at", "-id")),
        "may_upload": decide(actor, Resource.DOCUMENT, Action.CREATE, person.facts_for(actor)).allowed,
    }


def history_context(actor: Actor, person: Participant, _today: dt.date) -> dict[str, Any] | None:
    """What was done, as sentences, for casework; and the latest changes, for everybody who may read something of them.

    What was done under the ids of people who were merged into this one is told too.
    """
    page = changes_of(actor, person, LATEST_CHANGES)
    latest = {"changes": page.entries, "has_older": page.older is not None}
    if FieldGroup.NOTES not in fields_for(actor):
        return latest
    written_under = history_ids(person)
    visible = CaseEvent.objects.visible_to(actor)
    events = visible.filter(participant__in=written_under).select_related("actor", "agency")
    statements: dict[UUID | None, list[Statement]] = defaultdict(list)
    given = Statement.objects.visible_to(actor).filter(participant__in=written_under).select_related("registered_by")
    for statement in given.order_by("created_at", "id"):
        statements[statement.event_id].append(statement)
    return latest | {
        "statements": statements.get(None, []),
        "may_state": decide(actor, Resource.STATEMENT, Action.CREATE, person.facts_for(actor)).allowed,
        "events": [
            {
                "event": event,
                "sentence": sentence_of(event.kind, event.facts),
                "statements": statements.get(event.pk, []),
            }
            for event in events.order_by("-created_at", "-id")
        ],
    }
