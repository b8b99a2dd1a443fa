"""The one page for every act of the procedure: its form asks for what the act needs, and no more."""

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponseBase
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, CaseFacts
from agencies.errors import NotPermitted
from agencies.web.forms import DayField
from programmes.law.procedure_states import AFTER_DECISION, TRANSITIONS, DecisionAct
from programmes.models import CountyOutcome, Decision, Delivery
from programmes.operations.procedure import StepFacts, notice_is_due, procedure_roles
from programmes.operations.steps import needs_of, take_step
from programmes.web.decision_forms import OneDecisionFormPage, page_of
from programmes.web.decision_words import ACT_LABELS

_ANSWER_DAYS = 14
"""Proposed time to answer an advance notice; the law says «reasonable» (Public Administration Act § 16)."""

_DAY_LABELS = {
    DecisionAct.ADVANCE_NOTICE: gettext_lazy("Sendt"),
    DecisionAct.ANSWER: gettext_lazy("Svarte"),
    DecisionAct.DECIDE: gettext_lazy("Vedtaksdato"),
    DecisionAct.NOTIFY: gettext_lazy("Sendt"),
    DecisionAct.RECEIVE: gettext_lazy("Mottatt av deltakeren"),
    DecisionAct.APPEAL: gettext_lazy("Klagen kom inn"),
    DecisionAct.COUNTY_OUTCOME: gettext_lazy("Avgjort"),
}
_NOTE_LABELS = {
    DecisionAct.ANSWER: gettext_lazy("Hva deltakeren sa"),
    DecisionAct.APPEAL: gettext_lazy("Hva klagen gjelder"),
    DecisionAct.DECIDE: gettext_lazy("Hvorfor forhåndsvarsel ikke trengs"),
}
_EXPLANATIONS: dict[DecisionAct, str | Promise] = {
    DecisionAct.DECIDE: gettext_lazy("Brevet blir laget og lagret. Etterpå kan verken vedtak eller brev endres."),
    DecisionAct.ADVANCE_NOTICE: gettext_lazy("Deltakeren får et brev med begrunnelsen i utkastet og en svarfrist."),
    DecisionAct.RECEIVE: gettext_lazy("Klagefristen er tre uker fra denne dagen (forvaltningsloven § 29)."),
    DecisionAct.EXTEND_APPEAL: gettext_lazy("Fristen kan bare forlenges før den er ute (forvaltningsloven § 29)."),
    DecisionAct.FORWARD: gettext_lazy("Klagen sendes med sakens dokumenter (forvaltningsloven § 33)."),
}


def _choices(choices: Any, first: str | Promise) -> list[tuple[str, str | Promise]]:
    return [("", first), *((value, capfirst(label)) for value, label in choices)]


class ActForm(forms.Form):
    """The day of the act, and what the act needs to know besides."""

    happened_on = DayField(label=gettext_lazy("Dato"))
    channel = forms.ChoiceField(
        label=gettext_lazy("Hvordan"), choices=[(value, capfirst(label)) for value, label in Delivery.choices],
        widget=forms.RadioSelect,
    )  # fmt: skip
    outcome = forms.ChoiceField(
        label=gettext_lazy("Statsforvalteren kom til"),
        choices=_choices(CountyOutcome.choices, gettext_lazy("Velg utfall")),
    )
    due_on = DayField(label=gettext_lazy("Frist"))
    accepts_late = forms.BooleanField(label=gettext_lazy("Klagen behandles selv om den kom for sent"), required=False)
    note = forms.CharField(label=gettext_lazy("Begrunnelse"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, act: DecisionAct, decision: Decision, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needs = needs_of(act)
        asked = {"happened_on": True, "channel": needs.channel, "outcome": needs.outcome, "due_on": needs.due_on}
        asked |= {"accepts_late": act is DecisionAct.APPEAL, "note": needs.note or _may_be_noted(act, decision)}
        for name, is_asked in asked.items():
            if not is_asked:
                del self.fields[name]
        self.fields["happened_on"].label = _DAY_LABELS.get(act, self.fields["happened_on"].label)
        if "note" in self.fields:
            self.fields["note"].required = needs.note
            self.fields["note"].label = _NOTE_LABELS.get(act, self.fields["note"].label)


def _may_be_noted(act: DecisionAct, decision: Decision) -> bool:
    if act is DecisionAct.DECIDE:
        return notice_is_due(decision)
    return act is DecisionAct.COUNTY_OUTCOME


class DecisionActPage(OneDecisionFormPage):
    """Do one act with a decision."""

    action = Action.CHANGE
    act: DecisionAct

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """An act that does not exist is not there; one that is not for the actor's role is refused."""
        try:
            self.act = DecisionAct(kwargs["act"])
        except ValueError as unknown:
            raise Http404 from unknown
        self.title = self.save_label = ACT_LABELS[self.act]
        self.explanation = _EXPLANATIONS.get(self.act, "")
        return super().dispatch(request, *args, **kwargs)

    def find(self, pk: UUID) -> Decision:
        """The decision, for those whose role has the act."""
        decision = super().find(pk)
        if TRANSITIONS[self.act].roles.isdisjoint(procedure_roles(self.request.actor)):
            raise NotPermitted("role")
        return decision

    def facts_of(self, decision: Decision) -> CaseFacts:
        """What follows a decision is done where it was made, also when the case has moved."""
        facts = super().facts_of(decision)
        return replace(facts, is_moved=False) if self.act in AFTER_DECISION else facts

    def make_form(self, decision: Decision, data: Any = None) -> ActForm:
        """Today is proposed, and for an advance notice two weeks to answer."""
        today = timezone.localdate()
        initial = {"happened_on": today, "version": decision.version, "channel": Delivery.DIGITAL}
        if self.act is DecisionAct.ADVANCE_NOTICE:
            initial["due_on"] = today + dt.timedelta(days=_ANSWER_DAYS)
        return ActForm(self.act, decision, data, prefix=self.prefix, initial=initial)

    def save(self, decision: Decision, facts: dict[str, Any]) -> tuple[str, str]:
        """Take the step."""
        version = facts.pop("version")
        take_step(self.request.actor, decision.pk, self.act, StepFacts(**facts), expected_version=version)
        values = {"number": decision.number, "act": ACT_LABELS[self.act]}
        return _("Vedtak %(number)s: «%(act)s» er registrert.") % values, page_of(decision)
