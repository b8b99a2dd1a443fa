"""The short forms about the start of a case."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agencies.web.forms import DayField
from programmes.models import OfferAnswer, TargetOutcome


class ClaimForm(forms.Form):
    """When somebody claimed a programme."""

    claimed_on = DayField(label=_("Krav framsatt"), help_text=_("Dagen kommunen fikk kravet."))
    note = forms.CharField(label=_("Hva som ble krevd"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawnForm(forms.Form):
    """When something was taken back, and why."""

    withdrawn_on = DayField(label=_("Trukket"))
    reason = forms.CharField(label=_("Hvorfor"), widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class OfferForm(forms.Form):
    """An offer of start."""

    offered_on = DayField(
        label=_("Tilbud om oppstart"), help_text=_("Datoen avgjør hvilke regler som gjelder for programmet.")
    )
    answer_by = DayField(label=_("Svarfrist"), required=False, help_text=_("Fjorten dager etter når feltet er tomt."))
    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """What the person answered."""

    answer = forms.ChoiceField(
        label=_("Svar"),
        choices=[(value, capfirst(label)) for value, label in OfferAnswer.choices],
        widget=forms.RadioSelect,
    )
    answered_on = DayField(label=_("Svart"))
    note = forms.CharField(
        label=_("Hva personen sa"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Må fylles ut når tilbudet avvises."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class EarlyJobForm(forms.Form):
    """Work, or an offer of it, before the start."""

    hours_a_week = forms.DecimalField(label=_("Timer i uken"), max_digits=4, decimal_places=2, localize=True)
    first_day = DayField(label=_("Gjelder fra"), help_text=_("Dagen arbeidet begynte eller tilbudet ble gitt."))
    employer_name = forms.CharField(label=_("Arbeidsgiver"), required=False, max_length=200)
    is_offer = forms.BooleanField(label=_("Det er et tilbud, arbeidet er ikke begynt"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class EndedForm(forms.Form):
    """The day on which the work fell away."""

    ended_on = DayField(label=_("Falt bort"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class AssessmentForm(forms.Form):
    """What no row tells, and what is confirmed."""

    settled_by_agreement = forms.TypedChoiceField(
        label=_("Er personen bosatt etter avtale med IMDi?"),
        choices=[("", _("Vet ikke")), ("yes", _("Ja")), ("no", _("Nei"))],
        coerce={"yes": True, "no": False}.get,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    resident_since = DayField(
        label=_("Først bosatt i en kommune"),
        required=False,
        help_text=_("Bare når det var i en annen kommune, før bosettingen her."),
    )
    is_family_of_others = forms.BooleanField(
        label=_("Tillatelsen er som familie til en person uten tillatelse etter § 9"), required=False
    )
    outcome = forms.ChoiceField(
        label=_("Vurderingen"),
        choices=[("", _("Velg utfall")), *((value, capfirst(label)) for value, label in TargetOutcome.choices)],
        required=False,
    )
    reason = forms.CharField(
        label=_("Begrunnelse"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Må fylles ut når vurderingen er en annen enn den beregnede."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def stated(self) -> dict[str, Any]:
        """What is stated so far."""
        names = ("settled_by_agreement", "resident_since", "is_family_of_others")
        return {name: self.cleaned_data.get(name) for name in names} | {
            "is_family_of_others": bool(self.cleaned_data.get("is_family_of_others"))
        }
