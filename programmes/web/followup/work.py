"""What follow-up brings to «Mitt arbeid»: today's appointments, and what is not published yet."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from agencies.access import Action, Actor, Resource, may
from agencies.operations.access_log import log_list
from agencies.web.pages import Page, show
from participants.covering import covered_by
from programmes.models.followup import CONTACTS, Appointment, AppointmentState, JournalDraft, JournalEntry
from programmes.web.followup.appointments import minutes_url

_MOST = 100


def today_panel(actor: Actor, today: dt.date) -> Mapping[str, Any] | None:
    """Today's appointments of the actor and of those whom the actor covers for."""
    if not may(actor, Resource.APPOINTMENT, Action.VIEW):
        return None
    begins = timezone.make_aware(dt.datetime.combine(today, dt.time.min))
    rows = Appointment.objects.listed_for(actor).filter(
        user__in=[actor.user_id, *covered_by(actor, today)],
        starts_at__gte=begins,
        starts_at__lt=begins + dt.timedelta(days=1),
    )
    standing = rows.exclude(state=AppointmentState.CANCELLED).select_related("participant", "user")
    shown = list(standing.order_by("starts_at", "id"))
    if shown:
        log_list(actor, Resource.APPOINTMENT, [row.participant_id for row in shown])
    return {
        "appointments": [appointment_row(row) for row in shown],
        "calendar_url": reverse("programmes:calendar-link"),
    }


def appointment_row(row: Appointment) -> dict[str, Any]:
    """An appointment as lists show it, with the act that is next."""
    return {
        "row": row,
        "case_url": reverse("participants:case", args=[row.participant_id]),
        "change_url": reverse("programmes:change-appointment", args=[row.pk]),
        "outcome_url": reverse("programmes:appointment-outcome", args=[row.pk]),
        "is_planned": row.state == AppointmentState.PLANNED,
        "has_begun": row.starts_at <= timezone.now(),
    }


def unpublished(actor: Actor, _only_mine: bool, _today: dt.date) -> int | None:
    """How many drafts and unwritten minutes the actor has; they are always the actor's own."""
    if not may(actor, Resource.JOURNAL, Action.CREATE):
        return None
    waiting: int = _drafts(actor).count() + _unwritten(actor).count()
    return waiting


class UnpublishedPage(Page):
    """What the actor has written and not published, and attended appointments without minutes."""

    needs = (Resource.JOURNAL, Action.CREATE)

    def get(self, _request: object) -> HttpResponse:
        """Both lists; each row leads to the form."""
        actor = self.request.actor
        drafts = list(_drafts(actor).select_related("participant")[:_MOST])
        unwritten = list(_unwritten(actor).select_related("participant").order_by("starts_at", "id")[:_MOST])
        log_list(actor, Resource.JOURNAL, [row.participant_id for row in (*drafts, *unwritten)])
        context = {
            "drafts": [
                {
                    "row": draft,
                    "url": f"{reverse('programmes:write-note', args=[draft.participant_id])}?utkast={draft.pk}",
                }
                for draft in drafts
            ],
            "unwritten": [{"row": row, "url": minutes_url(row)} for row in unwritten],
        }
        return show(self.request, "programmes/followup/unpublished.html", context)


def unpublished_rows(actor: Actor) -> list[Appointment | JournalDraft]:
    """Everything on the page: attended appointments without minutes, then drafts."""
    unwritten = _unwritten(actor).select_related("participant").order_by("starts_at", "id")
    return [*unwritten, *_drafts(actor).select_related("participant")]


def last_contacts(actor: Actor, ids: Sequence[UUID], _today: dt.date) -> Mapping[UUID, Any]:
    """The last day on which each person was met, called or written with."""
    entries = JournalEntry.objects.visible_to(actor).standing().filter(participant__in=ids, kind__in=CONTACTS)
    found: dict[UUID, dt.date] = dict(
        entries.order_by()
        .values("participant_id")
        .annotate(day=Max("happened_on"))
        .values_list("participant_id", "day")
    )
    met = Appointment.objects.visible_to(actor).filter(participant__in=ids, state=AppointmentState.ATTENDED)
    grouped = met.order_by().values("participant_id").annotate(at=Max("starts_at"))
    for person, at in grouped.values_list("participant_id", "at"):
        day = timezone.localtime(at).date()
        found[person] = max(found.get(person, day), day)
    return found


def _drafts(actor: Actor) -> Any:
    return JournalDraft.objects.listed_for(actor)


def _unwritten(actor: Actor) -> Any:
    return Appointment.objects.listed_for(actor).without_minutes().filter(user=actor.user_id)
