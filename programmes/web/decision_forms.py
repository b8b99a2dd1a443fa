"""What all forms about decisions share: the case or the decision, what is wrong, and where one goes from there."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from agencies.access import Action, CaseFacts, Resource
from agencies.errors import RuleRefused, StaleVersion
from agencies.operations.access_log import log_read
from agencies.operations.base import require
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from participants.models import Participant
from programmes.models import Decision, Participation
from programmes.web.decisions import decision_of

Text = str | Promise


class DecisionFormPage(Page):
    """A form on a page of its own or in the side panel; its subject is locked and judged by the operation."""

    title: Text
    save_label: Text
    explanation: Text = ""
    template = "programmes/decisions/form.html"
    action = Action.CHANGE
    prefix = "decision"

    def find(self, pk: UUID) -> Any:
        """What the form is about, as the actor sees it; ``DoesNotExist`` when it is not there."""
        raise NotImplementedError

    def person_of(self, subject: Any) -> Participant:
        """Whose case it is."""
        person: Participant = subject.participant
        return person

    def make_form(self, subject: Any, data: Any = None) -> forms.Form:
        """The form, empty or filled."""
        raise NotImplementedError

    def save(self, subject: Any, facts: dict[str, Any]) -> tuple[str, str]:
        """Call the operation; answers what to tell the person, and the address to go to."""
        raise NotImplementedError

    def more_context(self, _subject: Any, _form: forms.Form) -> dict[str, Any]:
        """What the template needs besides the form."""
        return {}

    def get(self, _request: object, pk: UUID, **_named: str) -> HttpResponse:
        """The form."""
        subject = self.find(pk)
        person = self.person_of(subject)
        log_read(
            self.request.actor, Resource.DECISION, participant_id=person.pk, municipality_id=person.municipality_id
        )
        return self._page(subject, self.make_form(subject))

    def post(self, _request: object, pk: UUID, **_named: str) -> HttpResponse:
        """Save, or show what is wrong."""
        subject = self.find(pk)
        form = self.make_form(subject, self.request.POST)
        if not form.is_valid():
            return self._page(subject, form, 422)
        try:
            done, url = self.save(subject, form.cleaned_data)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(subject, form, 422)
        except StaleVersion:
            return self._page(subject, self._again(subject), 422)
        messages.success(self.request, done)
        return go_to(self.request, url)

    def _again(self, subject: Any) -> forms.Form:
        data = self.request.POST.copy()
        data[f"{self.prefix}-version"] = str(subject.version)
        form = self.make_form(subject, data)
        form.add_error(None, _("Noen andre har endret saken mens du skrev. Se over og lagre på nytt."))
        return form

    def _page(self, subject: Any, form: forms.Form, status: int = 200) -> HttpResponse:
        person = self.person_of(subject)
        context = {
            "person": person,
            "form": form,
            "form_title": self.title,
            "explanation": self.explanation,
            "save_label": self.save_label,
            "case_url": reverse("participants:case-tab", args=[person.pk, "vedtak"]),
            "clock": None,
            "refusals": [],
            "offers_preview": False,
        }
        return show(self.request, self.template, context | self.more_context(subject, form), status)


class ProgrammeFormPage(DecisionFormPage):
    """A form about the programme of a case; its address has the person's id, as all acts of «Registrer» have."""

    action = Action.DECIDE

    def find(self, pk: UUID) -> Participation:
        """The person's newest standing programme."""
        actor = self.request.actor
        rows = Participation.objects.visible_to(actor).select_related("participant").filter(participant=pk)
        programme = rows.standing().order_by("-first_day").first()
        if programme is None:
            raise Participation.DoesNotExist
        require(actor, self.action, Resource.DECISION, programme.participant.facts_for(actor))
        return programme


class OneDecisionFormPage(DecisionFormPage):
    """A form about one decision."""

    def find(self, pk: UUID) -> Decision:
        """The decision."""
        actor = self.request.actor
        require(actor, self.action, Resource.DECISION)
        decision = decision_of(actor, pk)
        require(actor, self.action, Resource.DECISION, self.facts_of(decision))
        return decision

    def facts_of(self, decision: Decision) -> CaseFacts:
        """The facts of the case that the access is judged by."""
        return decision.participant.facts_for(self.request.actor)


def page_of(decision: Decision) -> str:
    """The address of a decision."""
    return reverse("programmes:decision", args=[decision.pk])
