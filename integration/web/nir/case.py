"""The events of one case to NIR: what waits, what has been delivered and how, and registering by hand."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource, may
from agencies.errors import RuleRefused
from agencies.operations.access_log import log_read
from agencies.web.forms import DayField, show_refusals
from agencies.web.pages import Page, go_to, show
from integration.models import NirDelivery, NirEvent
from integration.operations.nir.deriving import reports_from_day
from integration.operations.nir.exporting import register_by_hand, require_reporting
from integration.web.nir.words import content_words
from participants.models import Participant


class ByHandForm(forms.Form):
    """Which events were registered, and when."""

    events = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Hendelser"), coerce=UUID, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Velg minst én hendelse.")},
    )  # fmt: skip
    on = DayField(label=gettext_lazy("Registrert i NIR"))


class NirCasePage(Page):
    """What NIR knows, and is still to know, of one person."""

    needs = (Resource.NIR, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The events, the newest first."""
        person = self._person(pk, Action.VIEW)
        return self._show(person, self._form(person))

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Note what was registered by hand."""
        person = self._person(pk, Action.CHANGE)
        form = self._form(person, self.request.POST)
        if form.is_valid():
            given: dict[str, Any] = form.cleaned_data
            try:
                count = register_by_hand(self.request.actor, pk, event_ids=given["events"], on=given["on"])
            except RuleRefused as refused:
                show_refusals(form, refused)
            else:
                messages.success(self.request, _("%(count)d hendelser er merket som registrert.") % {"count": count})
                return go_to(self.request, reverse("integration:nir-case", args=[pk]))
        return self._show(person, form, status=422)

    def _person(self, pk: UUID, action: Action) -> Participant:
        actor = self.request.actor
        person = Participant.objects.visible_to(actor).get(pk=pk)
        require_reporting(actor, action, person)
        log_read(actor, Resource.NIR, participant_id=person.pk)
        return person

    def _form(self, person: Participant, data: Any = None) -> ByHandForm:
        form = ByHandForm(data, initial={"on": timezone.localdate()})
        rows = self._events(person).undelivered().order_by("due_on", "happened_on", "id")
        form.fields["events"].choices = [  # type: ignore[attr-defined]
            (str(event.pk), f"{event.get_kind_display()} {event.happened_on:%d.%m.%Y}") for event in rows
        ]
        return form

    def _events(self, person: Participant) -> Any:
        """What holds now; what was withdrawn before anybody was told concerns nobody."""
        rows = NirEvent.objects.visible_to(self.request.actor).filter(participant=person).newest()
        return rows.exclude(is_withdrawn=True, told_before__isnull=True).order_by("-happened_on", "-id")

    def _show(self, person: Participant, form: ByHandForm, status: int = 200) -> HttpResponse:
        actor = self.request.actor
        delivered = {
            row.event_id: row
            for row in NirDelivery.objects.visible_to(actor).filter(participant=person, is_released=False)
        }
        ours = _Ours(timezone.localdate(), reports_from_day(person.municipality_id))
        events = {str(event.pk): event for event in self._events(person)}
        choices = [key for key, _label in form.fields["events"].choices]  # type: ignore[attr-defined]
        chosen = set(self.request.POST.getlist("events"))
        waiting = [
            ours.row(events[key]) | {"place": place, "is_chosen": key in chosen} for place, key in enumerate(choices)
        ]
        context = {
            "person": person,
            # What the municipality answers for comes first, the oldest deadline at the top.
            "waiting": sorted(waiting, key=lambda row: not row["tone"]),
            "told": [
                ours.row(event, delivered.get(event.pk)) for key, event in events.items() if key not in set(choices)
            ],
            "form": form,
            "may_change": may(actor, Resource.NIR, Action.CHANGE),
        }
        return show(self.request, "integration/nir/case.html", context, status)


@dataclass(frozen=True, slots=True)
class _Ours:
    """How events stand on a day, for a municipality that delivers from here since ``reports_from`` (None: not yet)."""

    today: dt.date
    reports_from: dt.date | None

    def row(self, event: NirEvent, delivery: NirDelivery | None = None) -> dict[str, Any]:
        """An event in words."""
        standing, tone = self._delivered(delivery) if delivery else self._waiting(event)
        return {"event": event, "words": content_words(event.content), "standing": standing, "tone": tone}

    def _waiting(self, event: NirEvent) -> tuple[str, str]:
        is_ours = self.reports_from is not None and event.happened_on >= self.reports_from
        if not is_ours and event.told_before_id is None:
            return _("fra før kommunen leverte herfra"), ""
        return (_("over fristen"), "danger") if event.due_on < self.today else (_("venter"), "info")

    def _delivered(self, delivery: NirDelivery) -> tuple[str, str]:
        if delivery.delivered_on is None:
            return _("i en fil som ikke er levert"), "info"
        way = _("levert i fil %(day)s") if delivery.export_id else _("registrert direkte %(day)s")
        return way % {"day": f"{delivery.delivered_on:%d.%m.%Y}"}, "success"
