"""The form that logs a job. Employer and occupation are found by what is written, with or without JavaScript."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Actor
from agencies.web.forms import DayField
from employers.models import Employer, EmploymentForm, Occupation
from employers.operations.meaning import Job
from employers.operations.placements import HIGHEST_PERCENT, LOWEST_PERCENT
from employers.organisation_number import plain_digits
from employers.web.choices import Option, find_employers, find_occupations, is_unknown_number


class PercentField(forms.DecimalField):
    """A percentage; comma or point, with or without the sign."""

    def to_python(self, value: Any) -> Any:
        """The number."""
        if isinstance(value, str):
            value = value.replace("%", "").replace(",", ".").strip()
        return super().to_python(value)


@dataclass(frozen=True, slots=True)
class NewEmployer:
    """An employer that is registered together with the job."""

    organisation_number: str
    name: str


class PlacementForm(forms.Form):
    """The facts of a job. ``employer`` and ``occupation`` hold what was chosen, their ``_text`` what was written."""

    employer_text = forms.CharField(
        label=gettext_lazy("Arbeidsgiver"),
        max_length=100,
        help_text=gettext_lazy("Navn eller organisasjonsnummer."),
        required=False,
    )
    employer = forms.UUIDField(required=False, widget=forms.HiddenInput)
    employer_pick = forms.CharField(required=False, max_length=40)
    employer_name = forms.CharField(
        label=gettext_lazy("Navnet på den nye arbeidsgiveren"), max_length=200, required=False
    )
    occupation_text = forms.CharField(
        label=gettext_lazy("Yrke"),
        max_length=100,
        help_text=gettext_lazy("Skriv et ord eller koden (STYRK-08)."),
        required=False,
    )
    occupation = forms.CharField(required=False, max_length=4, widget=forms.HiddenInput)
    occupation_pick = forms.CharField(required=False, max_length=4)
    # Not «form»: an input of that name hides the form from htmx.
    employment_form = forms.ChoiceField(
        label=gettext_lazy("Ansettelsesform"),
        choices=[(value, capfirst(label)) for value, label in EmploymentForm.choices],
        widget=forms.RadioSelect,
    )
    percent = PercentField(
        label=gettext_lazy("Stillingsprosent"),
        max_digits=5,
        decimal_places=2,
        min_value=LOWEST_PERCENT,
        max_value=HIGHEST_PERCENT,
        help_text=gettext_lazy("100 er 37,5 timer i uken."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    first_day = DayField(label=gettext_lazy("Første dag"))
    last_day = DayField(
        label=gettext_lazy("Siste dag"), required=False, help_text=gettext_lazy("Tomt når jobben ikke har sluttdato.")
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.employer_options: list[Option] = []
        self.occupation_options: list[Option] = []
        self.new_employer: NewEmployer | None = None
        self.is_new_employer = False

    def clean(self) -> dict[str, Any]:
        """Find the employer and the occupation that are meant."""
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        for name, find in (("employer", self._employer), ("occupation", self._occupation)):
            try:
                facts[name] = find(facts)
            except ValidationError as fault:
                self.add_error("employer_name" if fault.code == "name" else f"{name}_text", fault)
        return facts

    def job(self) -> Job:
        """The facts of the job so far, whether or not the form is whole."""
        self.is_valid()
        facts = self.cleaned_data
        return Job(
            form=facts.get("employment_form", ""),
            percent=facts.get("percent"),
            first_day=facts.get("first_day"),
            last_day=facts.get("last_day"),
        )

    def _employer(self, facts: dict[str, Any]) -> UUID | None:
        written = (facts.get("employer_text") or "").strip()
        chosen = facts.get("employer")
        known = Employer.objects.visible_to(self.actor).filter(pk=chosen).first() if chosen else None
        # What is written wins over what was chosen before it: without JavaScript nobody clears the hidden field.
        if known and written in ("", known.name, known.organisation_number):
            self.data = self._with_text("employer_text", known.name)
            return known.pk
        if not written:
            raise ValidationError(_("Skriv navnet eller organisasjonsnummeret til arbeidsgiveren."))
        if is_unknown_number(self.actor, written):
            self.new_employer = self._new_employer(facts, written)
            return None
        self.employer_options = find_employers(self.actor, written)
        return UUID(_picked(self.employer_options, facts.get("employer_pick")))

    def _new_employer(self, facts: dict[str, Any], written: str) -> NewEmployer:
        self.is_new_employer = True
        name = (facts.get("employer_name") or "").strip()
        if not name:
            raise ValidationError(_("Arbeidsgiveren er ikke registrert før. Skriv navnet."), code="name")
        return NewEmployer(plain_digits(written), name)

    def _occupation(self, facts: dict[str, Any]) -> str:
        written = (facts.get("occupation_text") or "").strip()
        chosen = facts.get("occupation")
        known = Occupation.objects.filter(pk=chosen).first() if chosen else None
        if known and written in ("", known.name, known.code):
            self.data = self._with_text("occupation_text", known.name)
            return known.pk
        if not written:
            raise ValidationError(_("Skriv yrket eller koden."))
        self.occupation_options = find_occupations(written)
        return _picked(self.occupation_options, facts.get("occupation_pick"))

    def _with_text(self, name: str, text: str) -> Any:
        data: Any = QueryDict(mutable=True)
        data.update(self.data)
        data[name] = text
        return data


def _picked(options: list[Option], pick: str | None) -> str:
    """The option that was picked from the choices shown, or the only one there is."""
    found = [option.value for option in options if len(options) == 1 or option.value == pick]
    if found:
        return found[0]
    if options:
        raise ValidationError(_("Flere passer. Velg en av dem."))
    raise ValidationError(_("Ingen passer. Prøv et annet ord eller hele nummeret."))
