"""The form that logs a job. Employer and occupation are found by what is written, with or without JavaScript."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from agencies.web.forms import DayField
from employers.models import EmploymentForm, HowFound
from employers.operations.meaning import Job
from employers.operations.placements import HIGHEST_PERCENT, LOWEST_PERCENT, MOST_HOURS
from employers.web.employer_choice import EmployerChoice
from employers.web.occupation_choice import OccupationChoice, required_occupation


class PercentField(forms.DecimalField):
    """A percentage; comma or point, with or without the sign."""

    def to_python(self, value: Any) -> Any:
        """The number."""
        if isinstance(value, str):
            value = value.replace("%", "").replace(",", ".").strip()
        return super().to_python(value)


class HoursField(PercentField):
    """Hours a week; comma or point."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(
            max_digits=4, decimal_places=2, min_value=1, max_value=MOST_HOURS, widget=forms.TextInput(attrs=attrs),
            **kwargs,
        )  # fmt: skip


class PlacementForm(EmployerChoice, OccupationChoice):
    """The facts of a job. ``employer`` and ``occupation`` hold what was chosen, their ``_text`` what was written."""

    # Not «form»: an input of that name hides the form from htmx.
    employment_form = forms.ChoiceField(
        label=gettext_lazy("Ansettelsesform"),
        choices=[(value, capfirst(label)) for value, label in EmploymentForm.choices],
        widget=forms.RadioSelect,
    )
    how_found = forms.ChoiceField(
        label=gettext_lazy("Hvordan kom jobben i stand?"),
        choices=[("", gettext_lazy("Ikke oppgitt")), *((value, capfirst(label)) for value, label in HowFound.choices)],
        required=False,
    )
    family_tie = forms.BooleanField(label=gettext_lazy("Deltakeren er i familie med arbeidsgiveren"), required=False)
    percent = PercentField(
        label=gettext_lazy("Stillingsprosent"),
        max_digits=5,
        decimal_places=2,
        min_value=LOWEST_PERCENT,
        max_value=HIGHEST_PERCENT,
        help_text=gettext_lazy("100 er 37,5 timer i uken."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    hours_per_week = HoursField(
        label=gettext_lazy("Timer i uken"),
        required=False,
        help_text=gettext_lazy("Bare hvis avtalen sier et annet tall enn prosenten gir."),
    )
    first_day = DayField(label=gettext_lazy("Første dag"))
    last_day = DayField(
        label=gettext_lazy("Siste dag"), required=False, help_text=gettext_lazy("Tomt når jobben ikke har sluttdato.")
    )

    def clean(self) -> dict[str, Any]:
        """Find the employer and the occupation that are meant."""
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        for name, find in (("employer", self.chosen_employer), ("occupation", self._occupation)):
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
            hours_per_week=facts.get("hours_per_week"),
            family_tie=bool(facts.get("family_tie")),
        )

    def _occupation(self, facts: dict[str, Any]) -> str:
        return required_occupation(self.chosen_occupation(facts))
