"""The panels that this floor puts on the case: who it is, settlement, documents, history."""

import datetime as dt
from typing import Any

from django.utils.translation import get_language

from agencies.access import Action, Actor, FieldGroup, Resource, decide, fields_for
from participants.case_events import events_of, may_read_events, statements_of_the_case
from participants.change_entries import changes_of
from participants.countries import country_name
from participants.languages import language_name
from participants.models import Document, IdentityNumber, Participant, ResidencePermit
from participants.whereabouts import place_hidden_from, somebody_there, staff_of

LATEST_EVENTS = 50
LATEST_CHANGES = 10
"""How much of what was done, and of what was changed, the tab shows; the rest has pages of its own."""


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
    """The files on the case, and the staff whose names beside them would tell where the person went."""
    documents = Document.objects.visible_to(actor).filter(participant=person).select_related("uploaded_by")
    return {
        "documents": list(documents.order_by("-created_at", "-id")),
        "staff_there": staff_of(place_hidden_from(actor, person)),
        "somebody_there": somebody_there(),
        "may_upload": decide(actor, Resource.DOCUMENT, Action.CREATE, person.facts_for(actor)).allowed,
    }


def history_context(actor: Actor, person: Participant, _today: dt.date) -> dict[str, Any] | None:
    """What was done, for casework, and what was changed, for all who may read something of it: the latest of both."""
    page = changes_of(actor, person, LATEST_CHANGES)
    latest = {"changes": page.entries, "has_older": page.older is not None}
    if not may_read_events(actor):
        return latest
    done = events_of(actor, person, LATEST_EVENTS)
    return latest | {
        "statements": statements_of_the_case(actor, person),
        "may_state": decide(actor, Resource.STATEMENT, Action.CREATE, person.facts_for(actor)).allowed,
        "events": done.lines,
        "has_older_events": done.older is not None,
    }
