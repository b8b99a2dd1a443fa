"""The page of an extension: what it would mean, or why the law has none, before anything is saved."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.web.forms import DayField
from programmes.law_words import steps_in_words
from programmes.models import LetterLanguage, Participation
from programmes.operations.extending import Extension, decide_extension, preview_extension
from programmes.operations.extension_watch import extension_left
from programmes.web.decision_forms import ProgrammeFormPage, page_of
from programmes.web.decision_words import LANGUAGES

_MOST_MONTHS = 120


class ExtensionForm(forms.Form):
    """How long, since when it is applied for, and why; or that the application is refused."""

    months = forms.IntegerField(label=gettext_lazy("Forlengelse i måneder"), min_value=0, max_value=_MOST_MONTHS)
    requested_on = DayField(label=gettext_lazy("Søkt"), help_text=gettext_lazy("Det må søkes før programmet slutter."))
    decided_on = DayField(label=gettext_lazy("Vedtaksdato"))
    is_refusal = forms.BooleanField(label=gettext_lazy("Søknaden avslås"), required=False)
    reasons = forms.CharField(
        label=gettext_lazy("Begrunnelse"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Hvorfor målet kan nås i tiden som blir lagt til. Står i brevet."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Språk i brevet"), choices=LANGUAGES)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ExtendPage(ProgrammeFormPage):
    """Extend a programme, or refuse it."""

    title = gettext_lazy("Forleng programmet")
    save_label = gettext_lazy("Fatt vedtak")

    def post(self, _request: object, pk: UUID, **_named: str) -> HttpResponse:
        """Compute and store nothing, or decide."""
        if "compute" in self.request.POST:
            programme = self.find(pk)
            return self._page(programme, self.make_form(programme, self.request.POST))
        return super().post(_request, pk, **_named)

    def make_form(self, programme: Participation, data: Any = None) -> ExtensionForm:
        """What is left of the law's maximum is proposed."""
        today = timezone.localdate()
        initial = {
            "months": extension_left(programme) or 1,
            "requested_on": today,
            "decided_on": today,
            "language": LetterLanguage.BOKMAAL,
            "version": programme.version,
        }
        return ExtensionForm(data, prefix=self.prefix, initial=initial)

    def more_context(self, programme: Participation, form: forms.Form) -> dict[str, Any]:
        """The last day that the extension gives with its steps, or why the law refuses it."""
        facts = form.cleaned_data if form.is_bound and (form.is_valid() or form.cleaned_data) else form.initial
        if "compute" in self.request.POST:
            form.errors.clear()  # nothing was sent yet
        months, requested_on = facts.get("months"), facts.get("requested_on")
        if months is None or requested_on is None or programme.ended_on is not None:
            return {"offers_preview": True}
        clock, refusals = preview_extension(programme, months, requested_on)
        return {
            "offers_preview": True,
            "clock": None if refusals else clock,
            "steps": [] if refusals else steps_in_words(clock.steps),
            "refusals": refusals,
            "explanation": _("Siste dag er nå %(day)s.") % {"day": f"{programme.last_day:%d.%m.%Y}"},
        }

    def save(self, programme: Participation, facts: dict[str, Any]) -> tuple[str, str]:
        """Decide it."""
        version, decided_on = facts.pop("version"), facts.pop("decided_on")
        decision = decide_extension(
            self.request.actor, programme.pk, Extension(**facts), decided_on=decided_on, expected_version=version
        )
        if decision.decided_on is None:
            return _("Forlengelsen er sendt til teamleder for godkjenning."), page_of(decision)
        return _("Vedtaket om forlengelse er fattet."), page_of(decision)
