"""The tab «Notater» of the case, and the reviews on the tab of the plan."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from agencies.access import Action, Actor, FieldGroup, Resource, decide, fields_for, may
from participants.models import Participant
from programmes.models import Participation
from programmes.models.followup import Appointment, AppointmentState, JournalDraft, JournalEntry, Review
from programmes.web.followup.work import appointment_row

_MOST = 200


def notes_tab(actor: Actor, person: Participant, _today: dt.date) -> Mapping[str, Any]:
    """Drafts of one's own, appointments to come, and the journal."""
    drafts = JournalDraft.objects.visible_to(actor).filter(participant=person)
    entries = (
        JournalEntry.objects.visible_to(actor)
        .filter(participant=person)
        .select_related("author", "voided_by")
        .prefetch_related("attachments__document")
    )
    appointments = Appointment.objects.visible_to(actor).filter(participant=person).select_related("user")
    may_write = decide(actor, Resource.JOURNAL, Action.CREATE, person.facts_for(actor)).allowed
    note_url = reverse("programmes:write-note", args=[person.pk])
    return {
        "may_write": may_write,
        "note_url": note_url,
        "appointment_url": reverse("programmes:make-appointment", args=[person.pk]),
        "drafts": [{"row": draft, "url": f"{note_url}?utkast={draft.pk}"} for draft in drafts],
        "planned": [appointment_row(row) for row in appointments.planned().order_by("starts_at", "id")],
        "past": list(appointments.exclude(state=AppointmentState.PLANNED).order_by("-starts_at", "-id")[:_MOST]),
        "entries": list(entries.order_by("-happened_on", "-created_at", "-id")[:_MOST]),
    }


def reviews_of(actor: Actor, programme: Participation) -> dict[str, Any]:
    """The reviews of a programme's plan, and what the actor may do with them; minutes for the municipality only."""
    rows = Review.objects.visible_to(actor).filter(participation=programme, cancelled_on__isnull=True)
    reviews = list(rows.select_related("held_by").order_by("-planned_on", "-id"))
    planned = next((row for row in reviews if row.held_on is None), None)
    may_change = may(actor, Resource.REVIEW, Action.CHANGE) and programme.ended_on is None
    return {
        "planned_review": planned,
        "held_reviews": [row for row in reviews if row.held_on],
        "shows_minutes": FieldGroup.NOTES in fields_for(actor),
        "plan_review_url": reverse("programmes:plan-review", args=[programme.pk]) if may_change else "",
        "hold_review_url": reverse("programmes:hold-review", args=[planned.pk]) if may_change and planned else "",
        "cancel_review_url": reverse("programmes:cancel-review", args=[planned.pk]) if may_change and planned else "",
    }
