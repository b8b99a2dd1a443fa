"""The part of a form in which an occupation is found by what is written, with or without JavaScript.

``occupation`` holds the code that was chosen, ``occupation_text`` what was written.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employers.models import Occupation
from employers.web.choices import Option, find_occupations
from employers.web.written import picked, with_text


class OccupationChoice(forms.Form):
    """The fields of an occupation (STYRK-08)."""

    occupation_text = forms.CharField(
        label=gettext_lazy("Yrke"),
        max_length=100,
        help_text=gettext_lazy("Skriv et ord eller koden (STYRK-08)."),
        required=False,
    )
    occupation = forms.CharField(required=False, max_length=4, widget=forms.HiddenInput)
    occupation_pick = forms.CharField(required=False, max_length=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.occupation_options: list[Option] = []

    def chosen_occupation(self, facts: dict[str, Any]) -> str:
        """The code of the occupation that is meant; empty when nothing is written.

        ``ValidationError`` when nobody can tell.
        """
        written = (facts.get("occupation_text") or "").strip()
        chosen = facts.get("occupation")
        known = Occupation.objects.filter(pk=chosen).first() if chosen else None
        if known and written in ("", known.name, known.code):
            self.data = with_text(self.data, "occupation_text", known.name)
            return known.pk
        if not written:
            return ""
        self.occupation_options = find_occupations(written)
        return picked(self.occupation_options, facts.get("occupation_pick"))


def required_occupation(code: str) -> str:
    """The code, where one must be chosen."""
    if not code:
        raise ValidationError(_("Skriv yrket eller koden."))
    return code
