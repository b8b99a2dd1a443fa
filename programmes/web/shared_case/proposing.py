"""What somebody can propose for a person, and a form for each kind."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource
from agencies.errors import RuleRefused
from agencies.operations.access_log import log_read
from agencies.operations.base import require
from agencies.web.forms import DayField, show_refusals
from agencies.web.pages import Page, go_to, show
from participants.models import Participant
from programmes.models import EndReason, MainActivity, MeasureKind
from programmes.models.proposal import addressed_by
from programmes.operations.plan.proposing import PLAN_ELEMENT
from programmes.operations.proposals import propose
from programmes.operations.shared_case.proposal_kinds import END, EXTENSION, HOURS, MEASURE, NEEDS, elements_of
from programmes.proposals import proposal_kind

_PROPOSABLE_ENDS = (EndReason.GOAL_REACHED, EndReason.INTERRUPTED, EndReason.EMIGRATED)


def _capitals(pairs: Any) -> list[tuple[str, str]]:
    return [(value, capfirst(label)) for value, label in pairs]


class _ProposalForm(forms.Form):
    """What every proposal has: why."""

    note = forms.CharField(
        label=gettext_lazy("Begrunnelse"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class EndForm(_ProposalForm):
    """The programme should end."""

    ended_on = DayField(label=gettext_lazy("Siste dag i programmet"))
    end_reason = forms.ChoiceField(
        label=gettext_lazy("Hvorfor"), choices=_capitals((each.value, each.label) for each in _PROPOSABLE_ENDS)
    )
    main_activity = forms.ChoiceField(
        label=gettext_lazy("Hva deltakeren hovedsakelig gjør etterpå"), choices=_capitals(MainActivity.choices)
    )
    field_order = ("ended_on", "end_reason", "main_activity", "note")


class ExtensionForm(_ProposalForm):
    """The programme should last longer."""

    months = forms.IntegerField(label=gettext_lazy("Måneder mer"), min_value=1, max_value=24)
    requested_on = DayField(label=gettext_lazy("Dagen deltakeren søkte"), required=False)
    field_order = ("months", "requested_on", "note")


class HoursForm(_ProposalForm):
    """An element of the plan should have other hours."""

    element_id = forms.ChoiceField(label=gettext_lazy("Element i planen"))
    hours_a_week = forms.DecimalField(
        label=gettext_lazy("Timer i uken"), localize=True, max_digits=4, decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    field_order = ("element_id", "hours_a_week", "note")


class NeedsForm(_ProposalForm):
    """NAV should assess what the person needs."""

    question = forms.CharField(
        label=gettext_lazy("Hva skal NAV vurdere?"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    note = forms.CharField(
        label=gettext_lazy("Begrunnelse"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("question", "note")


class MeasureForm(_ProposalForm):
    """NAV should give a measure."""

    kind = forms.ChoiceField(label=gettext_lazy("Tiltak"), choices=_capitals(MeasureKind.choices))
    first_day = DayField(label=gettext_lazy("Første dag"))
    last_day = DayField(label=gettext_lazy("Siste dag"))
    percent = forms.DecimalField(
        label=gettext_lazy("Prosent"), localize=True, max_digits=5, decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    purpose = forms.CharField(label=gettext_lazy("Formål"), required=False, max_length=1_000)
    field_order = ("kind", "first_day", "last_day", "percent", "purpose", "note")


FORMS: dict[str, Callable[..., _ProposalForm]] = {
    END: EndForm, EXTENSION: ExtensionForm, HOURS: HoursForm, NEEDS: NeedsForm, MEASURE: MeasureForm,
}  # fmt: skip
_IN_WORDS = {
    PLAN_ELEMENT: gettext_lazy("Et kurs, et tiltak eller en praksisplass inn i planen."),
    END: gettext_lazy("Programmet har nådd målet, eller deltakeren slutter."),
    EXTENSION: gettext_lazy("Deltakeren trenger mer tid for å nå målet."),
    HOURS: gettext_lazy("Flere eller færre timer i noe som står i planen."),
    NEEDS: gettext_lazy("NAV vurderer hva deltakeren trenger for å komme i arbeid (NAV-loven § 14 a)."),
    MEASURE: gettext_lazy("NAV registrerer et arbeidsmarkedstiltak."),
}


class ChooseProposalPage(Page):
    """What can be proposed to the other side."""

    needs = (Resource.PROPOSAL, Action.CREATE)

    def get(self, request: Any, pk: UUID) -> HttpResponse:
        """The kinds, each with what it is for."""
        person = _person(self, pk)
        kinds = [(code, proposal_kind(code), text) for code, text in _IN_WORDS.items()]
        context = {
            "person": person,
            "case_url": reverse("participants:case", args=[pk]),
            "kinds": [
                {"label": kind.label, "text": text, "url": _url(code, pk), "blocked": kind.faults(person)[:1]}
                for code, kind, text in kinds
                if kind is not None and kind.addressee != addressed_by(request.actor)
            ],
        }
        return show(request, "programmes/shared_case/choose.html", context)


class ProposePage(Page):
    """The form of one kind."""

    needs = (Resource.PROPOSAL, Action.CREATE)

    def get(self, _request: object, pk: UUID, kind: str) -> HttpResponse:
        """Empty."""
        person = _person(self, pk)
        return self._page(person, kind, self._form(person, kind))

    def post(self, request: Any, pk: UUID, kind: str) -> HttpResponse:
        """Send it."""
        person = _person(self, pk)
        form = self._form(person, kind, request.POST)
        if form.is_valid():
            facts = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
            note = facts.pop("note", "")
            try:
                propose(request.actor, person.pk, kind, facts, note=note)
            except RuleRefused as refused:
                show_refusals(form, refused)
            else:
                messages.success(request, _("Forslaget er sendt."))
                return go_to(request, f"{reverse('programmes:proposals')}?vis=sendt")
        return self._page(person, kind, form, 422)

    @staticmethod
    def _form(person: Participant, kind: str, data: Any = None) -> _ProposalForm:
        if kind not in FORMS:
            raise Http404
        form = FORMS[kind](data)
        if isinstance(form, HoursForm):
            choices: Any = form.fields["element_id"]
            choices.choices = [
                (str(row.pk), row.title or capfirst(row.get_kind_display())) for row in elements_of(person)
            ]
        return form

    def _page(self, person: Participant, kind: str, form: forms.Form, status: int = 200) -> HttpResponse:
        known = proposal_kind(kind)
        context = {
            "person": person,
            "form": form,
            "form_title": known.label if known else kind,
            "save_label": _("Send forslaget"),
            "case_url": reverse("programmes:choose-proposal", args=[person.pk]),
        }
        return show(self.request, "programmes/plan/form.html", context, status)


def _person(page: Page, pk: UUID) -> Participant:
    actor: Actor = page.request.actor
    person = Participant.objects.visible_to(actor).current().get(pk=pk)
    require(actor, Action.CREATE, Resource.PROPOSAL, person.facts_for(actor))
    log_read(actor, Resource.PROPOSAL, participant_id=person.pk, municipality_id=person.municipality_id)
    return person


def _url(code: str, pk: UUID) -> str:
    if code == PLAN_ELEMENT:
        return reverse("programmes:propose-element", args=[pk])
    return reverse("programmes:propose", args=[pk, code])
