"""The forms of a measure: its content, and the short acts on an agreement."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor
from agencies.web.forms import DayField
from employers.models import Employer
from employers.web.employer_choice import EmployerChoice
from employers.web.placement_form import HoursField, PercentField
from programmes.measure_words import CONDITION_WORDS
from programmes.models import AgreementParty, MeasureEndReason, MeasureKind, MeasureResult, OnBehalfReason, WorkMeasure
from programmes.operations.measures.contents import CONTENT_FIELDS, Load, MeasureContent

_MONEY = {"inputmode": "decimal", "autocomplete": "off"}
_TEXT_ROWS = {"rows": 3}


def _choices(labels: Any) -> list[tuple[str, str]]:
    return [(value, str(capfirst(str(label)))) for value, label in labels]


class MeasureForm(EmployerChoice):
    """The content of a measure, with how much of a week it takes."""

    kind = forms.ChoiceField(label=_("Tiltak"), choices=[])
    first_day = DayField(label=_("Første dag"))
    last_day = DayField(label=_("Siste dag"), required=False)
    percent = PercentField(
        label=_("Prosent"), max_digits=5, decimal_places=2, min_value=1, max_value=100, required=False,
        widget=forms.TextInput(attrs=_MONEY), help_text=_("100 er 37,5 timer i uken."),
    )  # fmt: skip
    hours_per_week = HoursField(label=_("Timer i uken"), required=False, help_text=_("I stedet for prosent."))
    days_per_week = PercentField(
        label=_("Dager i uken"), max_digits=2, decimal_places=1, min_value=Decimal("0.5"), max_value=7, required=False,
        widget=forms.TextInput(attrs=_MONEY),
    )  # fmt: skip
    conditions = forms.MultipleChoiceField(
        label=_("Forhold som gir lengre varighet eller høyere tilskudd"),
        choices=[], required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    contact_name = forms.CharField(label=_("Kontaktperson hos arbeidsgiveren"), max_length=120, required=False)
    contact_phone = forms.CharField(label=_("Telefon"), max_length=30, required=False)
    contact_email = forms.EmailField(label=_("E-post"), max_length=254, required=False)
    purpose = forms.CharField(
        label=_("Formål"), max_length=1000, required=False, widget=forms.Textarea(attrs=_TEXT_ROWS)
    )
    tasks = forms.CharField(
        label=_("Innhold og oppgaver"), max_length=4000, required=False, widget=forms.Textarea(attrs=_TEXT_ROWS)
    )
    training_plan = forms.CharField(
        label=_("Opplæringsplan"), max_length=4000, required=False, widget=forms.Textarea(attrs=_TEXT_ROWS)
    )
    adaptation = forms.CharField(
        label=_("Tilrettelegging"), max_length=4000, required=False, widget=forms.Textarea(attrs=_TEXT_ROWS)
    )
    support = forms.CharField(
        label=_("Oppfølging"), max_length=4000, required=False, widget=forms.Textarea(attrs=_TEXT_ROWS)
    )
    rate_percent = PercentField(
        label=_("Tilskudd, prosent av lønnen"), max_digits=5, decimal_places=2, min_value=1, max_value=100,
        required=False, widget=forms.TextInput(attrs=_MONEY),
    )  # fmt: skip
    costs = PercentField(
        label=_("Dokumenterte kostnader, kroner"), max_digits=9, decimal_places=2, min_value=1, required=False,
        widget=forms.TextInput(attrs=_MONEY),
    )  # fmt: skip
    representatives_consulted = forms.BooleanField(label=_("De tillitsvalgte er hørt"), required=False)
    family_tie = forms.BooleanField(label=_("Deltakeren er i familie med arbeidsgiveren"), required=False)
    family_tie_note = forms.CharField(
        label=_("Forklaring til familietilknytningen"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        self.fields["kind"].choices = [("", _("Velg tiltak")), *_choices(MeasureKind.choices)]  # type: ignore[attr-defined]
        self.fields["conditions"].choices = _choices(  # type: ignore[attr-defined]
            (condition.value, words) for condition, words in CONDITION_WORDS.items()
        )

    def clean(self) -> dict[str, Any]:
        """Find the employer that is meant."""
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            facts["employer"] = self.chosen_employer(facts)
        except forms.ValidationError as fault:
            self.add_error("employer_name" if fault.code == "name" else "employer_text", fault)
        if not facts.get("percent") and not facts.get("hours_per_week"):
            self.add_error("percent", forms.ValidationError(_("Skriv prosent eller timer i uken."), code="load"))
        return facts

    def content(self, employer: Employer) -> MeasureContent:
        """What was written, as the operation takes it."""
        stated = {name: self.cleaned_data[name] for name in CONTENT_FIELDS if name in self.cleaned_data}
        stated["conditions"] = tuple(stated["conditions"])
        return MeasureContent(
            organisation_number=employer.organisation_number, organisation_name=employer.name, **stated
        )

    def load(self) -> Load:
        """How much of a week, as the operation takes it."""
        names = ("percent", "hours_per_week", "days_per_week")
        return Load(**{name: self.cleaned_data.get(name) for name in names})


def initial_of(measure: WorkMeasure) -> dict[str, Any]:
    """What the form of a measure that is there begins with."""
    values = {name: getattr(measure, name) for name in CONTENT_FIELDS}
    load = measure.loads.standing().order_by("valid_from").first()
    if load is not None:
        values |= {"percent": load.percent.normalize(), "days_per_week": load.days_per_week}
    return values | {
        "employer_text": measure.organisation_name,
        "employer": measure.organisation_number,
        "version": measure.version,
    }


class VersionForm(forms.Form):
    """A form about a row that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class LastDayForm(VersionForm):
    """A later last day."""

    last_day = DayField(label=_("Ny siste dag"))


class ReasonForm(VersionForm):
    """Why a measure is cancelled."""

    reason = forms.ChoiceField(
        label=_("Hvorfor?"),
        choices=_choices((v, label) for v, label in MeasureEndReason.choices if v != MeasureEndReason.COMPLETED),
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Forklaring"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ShortenForm(LastDayForm):
    """An earlier last day, and why."""

    reason = forms.ChoiceField(
        label=_("Hvorfor?"),
        choices=_choices(
            (v, label) for v, label in MeasureEndReason.choices if v != MeasureEndReason.REGISTERED_IN_ERROR
        ),
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Forklaring"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReviewForm(VersionForm):
    """When the measure was gone through."""

    reviewed_on = DayField(label=_("Gjennomgått"))


class ResultForm(VersionForm):
    """What the measure led to."""

    result = forms.ChoiceField(
        label=_("Hva førte tiltaket til?"), choices=_choices(MeasureResult.choices), widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Hva deltakeren har lært og gjort"), max_length=4000, required=False,
        widget=forms.Textarea(attrs=_TEXT_ROWS),
    )  # fmt: skip


class LoadForm(VersionForm):
    """How much of a week from a day on."""

    percent = PercentField(
        label=_("Prosent"), max_digits=5, decimal_places=2, min_value=1, max_value=100,
        widget=forms.TextInput(attrs=_MONEY),
    )  # fmt: skip
    days_per_week = PercentField(
        label=_("Dager i uken"), max_digits=2, decimal_places=1, min_value=Decimal("0.5"), max_value=7, required=False,
        widget=forms.TextInput(attrs=_MONEY),
    )  # fmt: skip
    valid_from = DayField(label=_("Gjelder fra"))


class PartyForm(VersionForm):
    """Which party it is about."""

    party = forms.ChoiceField(
        label=_("Hvem gjelder det?"),
        choices=_choices((p.value, p.label) for p in (AgreementParty.EMPLOYER, AgreementParty.PARTICIPANT)),
        widget=forms.RadioSelect,
    )


class OnBehalfForm(PartyForm):
    """Why the adviser approves for a party."""

    reasons = forms.MultipleChoiceField(
        label=_("Hvorfor på vegne av?"),
        choices=_choices(OnBehalfReason.choices),
        widget=forms.CheckboxSelectMultiple,
    )


class PaperForm(PartyForm):
    """A paper that a party has signed."""

    name = forms.CharField(label=_("Navn på den som har signert"), max_length=120)
    paper = forms.FileField(label=_("Den signerte avtalen"), help_text=_("PDF eller bilde."))
