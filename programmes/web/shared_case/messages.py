"""The thread of a case, the form below it, and the page of threads that wait to be read."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource, decide, may
from agencies.errors import RuleRefused
from agencies.models import AgencyKind
from agencies.operations.access_log import log_list, log_read
from agencies.operations.base import require
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from agencies.web.paging import page_of
from participants.models import Assignment, Participant
from participants.models.participant import ParticipantQuerySet
from programmes.models.shared_case import CaseMessage
from programmes.operations.shared_case.messages import LONGEST, has_nav, read_thread, send_message

TAB = "meldinger"
OLDEST_FIRST = ("waiting_since", "id")
_PAGE = 25
_SHOWN = 200


class MessageForm(forms.Form):
    """A message."""

    text = forms.CharField(
        label=gettext_lazy("Ny melding"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )


class SendMessagePage(Page):
    """Send a message; shown by itself only when something was wrong with it."""

    needs = (Resource.CASE_MESSAGE, Action.CREATE)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form alone."""
        return self._page(self._person(pk), MessageForm())

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Send, and go back to the thread."""
        person, form = self._person(pk), MessageForm(request.POST)
        if form.is_valid():
            try:
                send_message(request.actor, person.pk, form.cleaned_data["text"])
            except RuleRefused as refused:
                show_refusals(form, refused)
            else:
                messages.success(request, _("Meldingen er sendt."))
                return go_to(request, thread_url(person.pk))
        return self._page(person, form, 422)

    def _person(self, pk: UUID) -> Participant:
        person = Participant.objects.visible_to(self.request.actor).current().get(pk=pk)
        require(self.request.actor, Action.CREATE, Resource.CASE_MESSAGE, person.facts_for(self.request.actor))
        log_read(
            self.request.actor, Resource.CASE_MESSAGE, participant_id=person.pk, municipality_id=person.municipality_id
        )
        return person

    def _page(self, person: Participant, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "person": person,
            "form": form,
            "form_title": _("Ny melding"),
            "save_label": _("Send"),
            "case_url": thread_url(person.pk),
        }
        return show(self.request, "programmes/plan/form.html", context, status)


class MessagesPage(Page):
    """People with messages that the actor has not read, the longest waiting first."""

    needs = (Resource.CASE_MESSAGE, Action.VIEW)

    def get(self, request: Any) -> HttpResponse:
        """The list; what was written stands on the case."""
        actor = request.actor
        page = page_of(people_to_read(actor), OLDEST_FIRST, request.GET.get("etter", ""), _PAGE)
        log_list(actor, Resource.CASE_MESSAGE, [person.pk for person in page.rows])
        context = {
            "rows": [{"person": person, "url": thread_url(person.pk)} for person in page.rows],
            "next_url": f"?etter={page.cursor}" if page.cursor else "",
        }
        return show(request, "programmes/shared_case/messages.html", context)


def people_to_read(actor: Actor) -> ParticipantQuerySet:
    """People with messages that the actor has not read, with the moment and sender of the first of them."""
    unread = CaseMessage.objects.listed_for(actor).unread_by(actor)
    first = unread.filter(participant=OuterRef("pk")).order_by("created_at", "id")
    people = Participant.objects.listed_for(actor).current().filter(Exists(first))
    return people.annotate(
        waiting_since=Subquery(first.values("created_at")[:1]), sender=Subquery(first.values("sent_from__name")[:1])
    )


def thread_url(pk: UUID) -> str:
    """The thread of a case."""
    return reverse("participants:case-tab", args=[pk, TAB])


def thread_tab(actor: Actor, person: Participant, _today: dt.date) -> Mapping[str, Any] | None:
    """The thread, oldest first, with what is new marked; having it on the screen is having read it."""
    if not may(actor, Resource.CASE_MESSAGE, Action.VIEW):
        return None
    thread = CaseMessage.objects.visible_to(actor).filter(participant=person)
    unread = set(thread.unread_by(actor).values_list("pk", flat=True))
    newest = thread.select_related("sent_by", "sent_from").order_by("-created_at", "-id")[:_SHOWN]
    rows = [
        {"row": row, "is_own": row.sent_from_id == actor.agency_id, "is_new": row.pk in unread}
        for row in reversed(newest)
    ]
    if unread:
        read_thread(actor, person.pk)
    may_write = decide(actor, Resource.CASE_MESSAGE, Action.CREATE, person.facts_for(actor)).allowed
    return {
        "thread": rows,
        "has_nav": has_nav(person.municipality_id),
        "other": _("kommunen") if actor.agency_kind == AgencyKind.NAV_OFFICE else _("NAV"),
        "form": MessageForm() if may_write else None,
        "send_url": reverse("programmes:send-message", args=[person.pk]),
    }


def unread_box(actor: Actor, person: Participant, _today: dt.date) -> Mapping[str, Any] | None:
    """On top of the case: that there is something unread."""
    count = CaseMessage.objects.visible_to(actor).filter(participant=person).unread_by(actor).count()
    return {"count": count, "url": thread_url(person.pk)} if count else None


def threads_to_read(actor: Actor, only_mine: bool, today: dt.date) -> int | None:
    """How many people there are unread messages about."""
    if not may(actor, Resource.CASE_MESSAGE, Action.VIEW):
        return None
    rows = CaseMessage.objects.listed_for(actor).unread_by(actor)
    if only_mine:
        mine = Assignment.objects.filter(participant=OuterRef("participant"), user=actor.user_id).on(today)
        rows = rows.filter(Exists(mine))
    return rows.order_by().values("participant").distinct().count()
