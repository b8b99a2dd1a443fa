"""The page «Godkjenning»: which decisions a team leader approves in the municipality before they are made."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource
from agencies.errors import NotPermitted
from agencies.models import Role
from agencies.web.pages import Page, go_to, show
from programmes.models import ApprovalRule, DecisionType
from programmes.operations.decisions import require_approval


class ApprovalForm(forms.Form):
    """The types of decision that need approval; none is a rule too."""

    decision_types = forms.MultipleChoiceField(
        label=gettext_lazy("Vedtak som en teamleder godkjenner"),
        help_text=gettext_lazy("Det en teamleder fatter selv, trenger ingen annens godkjenning."),
        choices=[(value, capfirst(label)) for value, label in DecisionType.choices],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class ApprovalsPage(Page):
    """See and change the municipality's own rules; for team leaders."""

    needs = (Resource.DECISION, Action.DECIDE)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Only a team leader has this page."""
        if not leads_team(request.actor):
            raise NotPermitted("role")
        return super().dispatch(request, *args, **kwargs)

    def get(self, _request: object) -> HttpResponse:
        """The rules as they are."""
        return self._page(ApprovalForm(initial={"decision_types": sorted(_approved(self.request.actor))}))

    def post(self, _request: object) -> HttpResponse:
        """Change those that differ."""
        form = ApprovalForm(self.request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        wanted, known = set(form.cleaned_data["decision_types"]), _approved(self.request.actor)
        for decision_type in sorted(wanted ^ known):
            require_approval(self.request.actor, decision_type, required=decision_type in wanted)
        messages.success(self.request, _("Reglene om godkjenning er lagret."))
        return go_to(self.request, reverse("programmes:approvals"))

    def _page(self, form: ApprovalForm, status: int = 200) -> HttpResponse:
        return show(self.request, "programmes/approvals.html", {"form": form}, status)


def leads_team(actor: Actor) -> bool:
    """Whether the actor is a team leader of the agency acted for."""
    return actor.has_role(Role.TEAM_LEADER)


def _approved(actor: Actor) -> set[str]:
    rules = ApprovalRule.objects.filter(municipality_id=actor.agency_id)
    return set(rules.values_list("decision_type", flat=True))
