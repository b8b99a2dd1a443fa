"""The page that takes a granted extension back: what it would mean today, or what stands against it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action
from programmes.law.procedure import NOTICE_PARAGRAPH, REVERSAL_PARAGRAPH
from programmes.law_words import steps_in_words
from programmes.models import Decision
from programmes.operations.extending import preview_taking_back
from programmes.operations.taking_back import propose_taking_back
from programmes.web.decision_forms import OneDecisionFormPage, page_of
from programmes.web.decision_words import LANGUAGES


class TakingBackForm(forms.Form):
    """Why, and in which language the participant is written to."""

    reasons = forms.CharField(
        label=gettext_lazy("Begrunnelse"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Hva som var galt med vedtaket. Står i forhåndsvarselet og i brevet."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Språk i brevet"), choices=LANGUAGES)
    version = forms.IntegerField(widget=forms.HiddenInput)


class TakeExtensionBackPage(OneDecisionFormPage):
    """Begin to take an extension back: the participant is told and heard before it is decided."""

    title = gettext_lazy("Ta forlengelsen tilbake")
    save_label = gettext_lazy("Lag utkast")
    template = "programmes/decisions/take_back.html"
    action = Action.DECIDE

    def make_form(self, decision: Decision, data: Any = None) -> TakingBackForm:
        """The language of the letter that granted it is proposed."""
        initial = {"language": decision.language, "version": decision.version}
        return TakingBackForm(data, prefix=self.prefix, initial=initial)

    def more_context(self, decision: Decision, _form: forms.Form) -> dict[str, Any]:
        """The last day that a decision of today gives with its steps, or why the law has none."""
        clock, refusals = preview_taking_back(decision, timezone.localdate())
        return {
            "decision": decision,
            "decision_url": page_of(decision),
            "clock": clock,
            "steps": steps_in_words(clock.steps) if clock else [],
            "refusals": refusals,
            "reversal_paragraph": REVERSAL_PARAGRAPH,
            "notice_paragraph": NOTICE_PARAGRAPH,
        }

    def save(self, decision: Decision, facts: dict[str, Any]) -> tuple[str, str]:
        """Draft it."""
        version = facts.pop("version")
        draft = propose_taking_back(self.request.actor, decision.pk, expected_version=version, **facts)
        return _("Utkastet er lagret. Send forhåndsvarsel før du fatter vedtak."), page_of(draft)
