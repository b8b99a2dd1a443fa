"""The form of the search that comes before every enrolment by hand."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from agencies.web.forms import DayField
from participants.identity.numbers import UnreadableNumberError, parse_number
from participants.operations.enrolment import Enrolment

_NEVER_BORN = dt.date(1, 1, 1)


class SearchFirstForm(forms.Form):
    """Name, birth date or number: what is known of the person at the desk."""

    given_name = forms.CharField(label=_("Fornavn"), max_length=120, required=False)
    family_name = forms.CharField(label=_("Etternavn"), max_length=120, required=False)
    birth_date = DayField(label=_("Fødselsdato"), required=False)
    number = forms.CharField(
        label=_("DUF-nummer, D-nummer eller fødselsnummer"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Something to look for, and a number that is one."""
        facts = super().clean() or {}
        name = facts.get("given_name") or facts.get("family_name")
        if not (name or facts.get("birth_date") or facts.get("number")) and not self.errors:
            self.add_error("family_name", _now("Skriv navn, fødselsdato eller nummer."))
        if facts.get("number"):
            try:
                parse_number(facts["number"])
            except UnreadableNumberError:
                self.add_error("number", _now("Nummeret skal ha 11 eller 12 sifre."))
        return facts

    def sought(self) -> Enrolment:
        """What is sought, as the comparison takes it."""
        facts = self.cleaned_data
        return Enrolment(
            given_name=facts["given_name"],
            family_name=facts["family_name"],
            birth_date=facts["birth_date"] or _NEVER_BORN,
            numbers=self._numbers(),
        )

    def beginning(self) -> dict[str, Any]:
        """What the form that enrols begins with."""
        facts = self.cleaned_data
        known = {name: facts[name] for name in ("given_name", "family_name", "birth_date")}
        return known | dict(self._numbers())

    def _numbers(self) -> tuple[tuple[str, str], ...]:
        if not self.cleaned_data["number"]:
            return ()
        number = parse_number(self.cleaned_data["number"])
        return ((str(number.kind), number.value),)
