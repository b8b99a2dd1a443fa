"""Proposals in pages: «Forslag å svare på», the answer to one, and NAV's form for a new element."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource, may
from agencies.errors import RuleRefused
from agencies.operations.access_log import log_list, log_read
from agencies.operations.base import require
from agencies.web.forms import DayField, show_refusals
from agencies.web.pages import Page, go_to, show
from agencies.web.paging import page_of
from participants.models import Participant
from programmes.models import ElementKind, Proposal, ProposalState, ProviderKind
from programmes.models.proposal import addressed_by
from programmes.operations.plan.proposing import PLAN_ELEMENT
from programmes.operations.proposals import accept_proposal, decline_proposal, propose, withdraw_proposal
from programmes.proposals import proposal_kind

_PAGE = 25


class ProposeForm(forms.Form):
    """An element for the plan, as NAV proposes it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Hva"),
        choices=[(value, capfirst(label)) for value, label in ElementKind.choices],
        initial=ElementKind.NAV_MEASURE,
    )
    title = forms.CharField(label=gettext_lazy("Navn"), required=False, max_length=200)
    provider = forms.ChoiceField(
        label=gettext_lazy("Hvem tilbyr det"),
        choices=[(value, capfirst(label)) for value, label in ProviderKind.choices],
        initial=ProviderKind.NAV,
    )
    provider_name = forms.CharField(label=gettext_lazy("Navn på tilbyderen"), required=False, max_length=200)
    first_day = DayField(label=gettext_lazy("Første dag"), required=False)
    last_day = DayField(label=gettext_lazy("Siste dag"), required=False)
    hours_a_week = forms.DecimalField(
        label=gettext_lazy("Timer i uken"), required=False, localize=True, max_digits=4, decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Hvorfor er det valgt?"), widget=forms.Textarea(attrs={"rows": 2}), max_length=10_000
    )
    benefit = forms.CharField(
        label=gettext_lazy("Hvordan hjelper det mot arbeid og norskmålet?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=10_000,
    )


class AnswerForm(forms.Form):
    """The answer to a proposal."""

    reason = forms.CharField(
        label=gettext_lazy("Begrunnelse"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Må med når forslaget avslås. Når planen er ferdigstilt, blir den grunnen til endringen."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ProposalsPage(Page):
    """What waits for an answer, oldest first; and what the own agency has sent, the newest first, with its answers."""

    needs = (Resource.PROPOSAL, Action.VIEW)

    def get(self, request: Any) -> HttpResponse:
        """The inbox, or what was sent."""
        actor, is_sent = request.actor, request.GET.get("vis") == "sendt"
        seen = Proposal.objects.listed_for(actor)
        rows, keys = chosen_proposals(actor, is_sent=is_sent)
        page = page_of(rows, keys, request.GET.get("etter", ""), _PAGE)
        log_list(actor, Resource.PROPOSAL, [row.participant_id for row in page.rows])
        context = {
            "rows": [shown_proposal(row) for row in page.rows],
            "is_sent": is_sent,
            "may_answer": may(actor, Resource.PROPOSAL, Action.DECIDE) and not is_sent,
            "tabs": [
                {"label": _("Å svare på"), "url": "?", "current": not is_sent, "count": seen.to_answer(actor).count()},
                {"label": _("Sendt"), "url": "?vis=sendt", "current": is_sent, "count": 0},
            ],
            "next_url": f"?{'vis=sendt&' if is_sent else ''}etter={page.cursor}" if page.cursor else "",
        }
        return show(request, "programmes/plan/proposals.html", context)


def chosen_proposals(actor: Actor, *, is_sent: bool) -> tuple[QuerySet[Proposal], tuple[str, str]]:
    """What the own agency has sent, or what waits for its answer; and the order."""
    seen = Proposal.objects.listed_for(actor).select_related("participant", "proposed_from")
    if is_sent:
        return seen.filter(proposed_from=actor.agency_id), ("-created_at", "-id")
    return seen.to_answer(actor), ("created_at", "id")


class ProposalPage(Page):
    """One proposal: accept, decline or withdraw."""

    def get(self, request: Any, pk: UUID) -> HttpResponse:
        """The proposal."""
        row = self._row(pk)
        log_read(
            request.actor, Resource.PROPOSAL, participant_id=row.participant_id, municipality_id=row.municipality_id
        )
        return self._page(row, AnswerForm(initial={"version": row.version}))

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Answer, or say what is wrong."""
        row, form = self._row(pk), AnswerForm(request.POST)
        if not form.is_valid():
            return self._page(row, form, 422)
        try:
            done = self._answer(pk, form.cleaned_data)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(row, form, 422)
        messages.success(request, done)
        return go_to(request, shown_proposal(self._row(pk))["result_url"] or reverse("programmes:proposals"))

    def _answer(self, pk: UUID, facts: dict[str, Any]) -> str:
        actor, act = self.request.actor, self.request.POST.get("act", "")
        reason, version = facts["reason"], facts["version"]
        if act == "accept":
            accept_proposal(actor, pk, reason=reason, expected_version=version)
            return _("Forslaget er godtatt.")
        if act == "withdraw":
            withdraw_proposal(actor, pk, expected_version=version)
            return _("Forslaget er trukket.")
        decline_proposal(actor, pk, reason=reason, expected_version=version)
        return _("Forslaget er avslått.")

    def _row(self, pk: UUID) -> Proposal:
        rows = Proposal.objects.visible_to(self.request.actor)
        return rows.select_related("participant", "proposed_from", "proposed_by", "answered_by").get(pk=pk)

    def _page(self, row: Proposal, form: forms.Form, status: int = 200) -> HttpResponse:
        actor = self.request.actor
        context = {
            **shown_proposal(row),
            "form": form,
            "may_answer": row.state == ProposalState.WAITING
            and row.addressee == addressed_by(actor)
            and may(actor, Resource.PROPOSAL, Action.DECIDE),
            "may_withdraw": row.state == "waiting" and row.proposed_from_id == actor.agency_id,
        }
        return show(self.request, "programmes/plan/proposal.html", context, status)


class ProposeElementPage(Page):
    """A new element, proposed."""

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form."""
        person = self._person(pk)
        log_read(self.request.actor, Resource.PLAN, participant_id=person.pk, municipality_id=person.municipality_id)
        return self._page(person, ProposeForm())

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Send it."""
        person, form = self._person(pk), ProposeForm(request.POST)
        if form.is_valid():
            facts = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
            try:
                propose(request.actor, person.pk, PLAN_ELEMENT, facts)
            except RuleRefused as refused:
                show_refusals(form, refused)
            else:
                messages.success(request, _("Forslaget er sendt til kommunen."))
                return go_to(request, reverse("participants:case-tab", args=[person.pk, "plan"]))
        return self._page(person, form, 422)

    def _person(self, pk: UUID) -> Participant:
        actor = self.request.actor
        person = Participant.objects.visible_to(actor).current().get(pk=pk)
        require(actor, Action.CREATE, Resource.PROPOSAL, person.facts_for(actor))
        return person

    def _page(self, person: Participant, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "person": person,
            "form": form,
            "form_title": _("Foreslå element i planen"),
            "save_label": _("Send forslaget"),
            "case_url": reverse("participants:case-tab", args=[person.pk, "plan"]),
        }
        return show(self.request, "programmes/plan/form.html", context, status)


def shown_proposal(row: Proposal) -> dict[str, Any]:
    """A proposal in words; a kind that nobody has registered is shown by its code."""
    known = proposal_kind(row.kind)
    return {
        "row": row,
        "label": known.label if known else row.kind,
        "lines": known.lines(row.payload) if known else [],
        "url": reverse("programmes:proposal", args=[row.pk]),
        "result_url": known.result_url(row) if known and row.result_id else "",
        "person_url": reverse("participants:case-tab", args=[row.participant_id, "plan"]),
    }
