"""The form of a place, new or changed; at a known employer, or with the employer found by what one writes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Actor
from agencies.models import Municipality
from agencies.web.forms import DayField
from employers.models import Certificate, OfferedPlace
from employers.operations.matching.places import MOST_PLACES
from employers.web.employer_choice import EmployerChoice
from employers.web.occupation_choice import OccupationChoice
from programmes.models import NorwegianLevel

_LEVELS = [("", gettext_lazy("Ingen krav")), *NorwegianLevel.choices]
_AS_STORED = (
    "title", "number", "starts_on", "apply_by", "oral", "listening", "reading", "writing", "certificates",
    "description", "version",
)  # fmt: skip


class PlaceForm(OccupationChoice):
    """What an employer offers."""

    title = forms.CharField(label=gettext_lazy("Hva slags arbeid?"), max_length=200)
    number = forms.IntegerField(
        label=gettext_lazy("Antall plasser"), min_value=1, max_value=MOST_PLACES, initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    starts_on = DayField(label=gettext_lazy("Oppstart"), required=False)
    apply_by = DayField(label=gettext_lazy("Ledig til og med"), required=False)
    oral = forms.ChoiceField(label=gettext_lazy("Muntlig"), choices=_LEVELS, required=False)
    listening = forms.ChoiceField(label=gettext_lazy("Lytte"), choices=_LEVELS, required=False)
    reading = forms.ChoiceField(label=gettext_lazy("Lese"), choices=_LEVELS, required=False)
    writing = forms.ChoiceField(label=gettext_lazy("Skrive"), choices=_LEVELS, required=False)
    certificates = forms.MultipleChoiceField(
        label=gettext_lazy("Krav til sertifikat"),
        choices=[(value, capfirst(label)) for value, label in Certificate.choices],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    municipality_number = forms.ChoiceField(label=gettext_lazy("Kommune"), required=False)
    description = forms.CharField(
        label=gettext_lazy("Beskrivelse"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Municipality.objects.values_list("number", "name", "county_name").order_by("county_number", "name")
        names = [(number, f"{name} ({county})") for number, name, county in known]
        where: Any = self.fields["municipality_number"]
        where.choices = [("", _("Der arbeidsgiveren er")), *names]

    def clean(self) -> dict[str, Any]:
        """Find the occupation that is meant; a place may have none."""
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            facts["occupation_code"] = self.chosen_occupation(facts)
        except ValidationError as fault:
            self.add_error("occupation_text", fault)
        return facts

    def content(self) -> dict[str, Any]:
        """What was written, by the names of ``PlaceContent``."""
        names = (*_AS_STORED, "occupation_code", "municipality_number")
        return {name: self.cleaned_data[name] for name in names if name != "version"}


class PlaceSomewhereForm(EmployerChoice, PlaceForm):
    """A place at an employer that is found in the same form."""

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Find the employer that is meant, and the occupation."""
        facts = super().clean()
        try:
            facts["employer"] = self.chosen_employer(facts)
        except ValidationError as fault:
            self.add_error("employer_name" if fault.code == "name" else "employer_text", fault)
        return facts


def initial_of(place: OfferedPlace) -> dict[str, Any]:
    """What the form of a place that is there begins with."""
    values = {name: getattr(place, name) for name in _AS_STORED}
    return values | {
        "occupation": place.occupation_id or "",
        "occupation_text": place.occupation.name if place.occupation else "",
        "municipality_number": place.work_in_id or "",
    }
