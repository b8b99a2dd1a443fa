"""The hand-over of one programme: the municipality's checklist and NAV's answer on one page."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource, decide, fields_for
from agencies.errors import RuleRefused
from agencies.models import AgencyKind
from agencies.operations.access_log import log_read
from agencies.web.forms import DayField, show_refusals
from agencies.web.pages import Page, go_to, show
from participants.models import Participant
from programmes.models import MainActivity, Participation
from programmes.models.shared_case import Handover, HandoverAnswer, JobSeeker
from programmes.operations.shared_case.handovers import (
    Checklist,
    NavAnswer,
    answer_handover,
    fill_in_handover,
    nav_contact_of,
    open_handover,
)


def _choices(pairs: Any, empty: str) -> list[tuple[str, Any]]:
    return [("", empty), *((value, capfirst(label)) for value, label in pairs)]


class ChecklistForm(forms.Form):
    """What the municipality tells NAV."""

    job_seeker = forms.ChoiceField(
        label=gettext_lazy("Registrert som arbeidssøker?"), required=False,
        choices=lambda: _choices(JobSeeker.choices, _("Ikke avklart")),
    )  # fmt: skip
    activity = forms.ChoiceField(
        label=gettext_lazy("Hva skal deltakeren gjøre etter programmet?"), required=False,
        choices=lambda: _choices(MainActivity.choices, _("Ikke avklart")),
    )  # fmt: skip
    follow_up_on = DayField(label=gettext_lazy("Første oppfølging etter programmet"), required=False)
    documents_shared_on = DayField(
        label=gettext_lazy("Plan og deltakerbevis gitt til NAV"), required=False,
        help_text=gettext_lazy("Avtal med deltakeren hva NAV får."),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("Det NAV må vite"), required=False, max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Om arbeid og opplæring. Ikke helse eller familieforhold."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """What NAV answers."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Hva gjør NAV?"), widget=forms.RadioSelect,
        choices=[(value, label) for value, label in HandoverAnswer.choices],
    )  # fmt: skip
    first_meeting_on = DayField(label=gettext_lazy("Første møte hos NAV"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Begrunnelse eller beskjed til kommunen"), required=False, max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Må med når NAV ikke følger opp."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


_LIST = ("job_seeker", "activity", "follow_up_on", "documents_shared_on", "note")


class HandoverPage(Page):
    """One person's hand-over: the newest."""

    needs = (Resource.HANDOVER, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The checklist with what is missing, and the form of the one who looks."""
        person = self._person(pk)
        return self._page(person, handover_of(self.request.actor, person))

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Open it, keep or send the checklist, or answer."""
        person = self._person(pk)
        row, act = handover_of(request.actor, person), request.POST.get("act", "")
        if row is None:
            programme = _programme_of(request.actor, person)
            if programme is not None:
                open_handover(request.actor, programme.pk)
            return go_to(request, request.path)
        form = AnswerForm(request.POST) if act == "answer" else ChecklistForm(request.POST)
        if form.is_valid():
            try:
                done = self._do(row, act, form.cleaned_data)
            except RuleRefused as refused:
                show_refusals(form, refused)
            else:
                messages.success(request, done)
                return go_to(request, request.path)
        return self._page(person, row, form, 422)

    def _do(self, row: Handover, act: str, facts: dict[str, Any]) -> str:
        actor, version = self.request.actor, facts.pop("version")
        if act == "answer":
            answer_handover(actor, row.pk, NavAnswer(**facts), expected_version=version)
            return _("Svaret er registrert, og overleveringen er lukket.")
        fill_in_handover(actor, row.pk, Checklist(**facts, send=act == "send"), expected_version=version)
        return _("Overleveringen er sendt til NAV.") if act == "send" else _("Overleveringen er lagret.")

    def _person(self, pk: UUID) -> Participant:
        actor = self.request.actor
        person = Participant.objects.visible_to(actor).current().get(pk=pk)
        log_read(actor, Resource.HANDOVER, participant_id=person.pk, municipality_id=person.municipality_id)
        return person

    def _page(
        self, person: Participant, row: Handover | None, form: forms.Form | None = None, status: int = 200
    ) -> HttpResponse:
        actor, facts = self.request.actor, person.facts_for(self.request.actor)
        context: dict[str, Any] = {"person": person, "row": row, "case_url": _case_url(person.pk)}
        if row is None:
            may_open = decide(actor, Resource.HANDOVER, Action.CREATE, facts).allowed
            context["may_open"] = may_open and _programme_of(actor, person) is not None
            return show(self.request, "programmes/shared_case/handover.html", context, status)
        may_answer = decide(actor, Resource.HANDOVER, Action.DECIDE, facts).allowed
        may_answer = may_answer and actor.agency_kind == AgencyKind.NAV_OFFICE
        if form is None and row.is_open and may_answer:
            form = AnswerForm(initial={"version": row.version})
        elif form is None and row.is_open and decide(actor, Resource.HANDOVER, Action.CHANGE, facts).allowed:
            form = ChecklistForm(initial={name: getattr(row, name) for name in (*_LIST, "version")})
        is_told = row.tells_the_checklist(fields_for(actor))
        context |= {
            "items": items_of(row, person) if is_told else [], "is_told": is_told,
            # Whoever writes the checklist has the note in the form.
            "note": row.note if is_told and not isinstance(form, ChecklistForm) else "",
            "form": form, "is_answer": isinstance(form, AnswerForm),
        }  # fmt: skip
        return show(self.request, "programmes/shared_case/handover.html", context, status)


def handover_of(actor: Actor, person: Participant) -> Handover | None:
    """The newest hand-over of the person."""
    rows = Handover.objects.visible_to(actor).filter(participant=person)
    return rows.select_related("office", "participation", "answered_by", "sent_by").order_by("-due_on", "-id").first()


def items_of(row: Handover, person: Participant) -> list[dict[str, Any]]:
    """The checklist in words: what is done, and what is missing."""
    contact = nav_contact_of(person, timezone.localdate())
    return [
        {"label": _("NAV-kontakt"), "value": contact.user if contact else "", "missing": _("Ingen er tildelt")},
        {"label": _("Arbeidssøker"), "value": row.get_job_seeker_display(), "missing": _("Ikke avklart")},
        {"label": _("Etter programmet"), "value": row.get_activity_display(), "missing": _("Ikke avklart")},
        {"label": _("Første oppfølging"), "value": _day(row.follow_up_on), "missing": _("Ingen dag er satt")},
        {
            "label": _("Plan og deltakerbevis"),
            "value": _("Gitt til NAV %(day)s") % {"day": _day(row.documents_shared_on)}
            if row.documents_shared_on
            else "",
            "missing": _("Ikke gitt til NAV"),
        },
    ]


def handover_card(actor: Actor, person: Participant, _today: dt.date) -> Mapping[str, Any] | None:
    """On the overview of the case: where the hand-over stands, as long as there is one."""
    row = handover_of(actor, person)
    if row is None or row.cancelled_on is not None:
        return None
    return {"row": row, "url": reverse("programmes:handover", args=[person.pk])}


def _programme_of(actor: Actor, person: Participant) -> Participation | None:
    rows = Participation.objects.visible_to(actor).filter(participant=person, handover__isnull=True)
    return rows.order_by("-first_day").first()


def _case_url(pk: UUID) -> str:
    return reverse("participants:case", args=[pk])


def _day(day: dt.date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
