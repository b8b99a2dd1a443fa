"""The part of a form in which an employer is found by what is written, with or without JavaScript.

``employer`` holds what was chosen (an id, or the organisation number of a unit that the register has and we have not),
``employer_text`` what was written.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Actor
from employers.models import Employer
from employers.operations.employers import ask_register, register_employer
from employers.organisation_number import LENGTH, plain_digits
from employers.web.choices import Option, find_employers, is_unknown_number
from employers.web.written import picked, with_text


@dataclass(frozen=True, slots=True)
class NewEmployer:
    """An employer that is registered together with the job or the measure."""

    organisation_number: str
    name: str


class EmployerChoice(forms.Form):
    """The fields of an employer; ``employer_id`` registers a new one when the form is saved."""

    employer_text = forms.CharField(
        label=gettext_lazy("Arbeidsgiver"),
        max_length=100,
        help_text=gettext_lazy("Navn eller organisasjonsnummer."),
        required=False,
    )
    employer = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    employer_pick = forms.CharField(required=False, max_length=40)
    employer_name = forms.CharField(
        label=gettext_lazy("Navnet på den nye arbeidsgiveren"), max_length=200, required=False
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.employer_options: list[Option] = []
        self.new_employer: NewEmployer | None = None
        self.is_new_employer = False

    def employer_id(self) -> UUID:
        """The employer that was chosen; a new one is registered now, in the transaction of the caller."""
        chosen: UUID | None = self.cleaned_data["employer"]
        if chosen is not None:
            return chosen
        if self.new_employer is None:
            raise Employer.DoesNotExist
        new = self.new_employer
        number, name = new.organisation_number, new.name
        return register_employer(self.actor, organisation_number=number, name=name).pk

    def chosen_employer(self, facts: dict[str, Any]) -> UUID | None:
        """The employer that is meant; None when it is a new one. ``ValidationError`` when nobody can tell."""
        written = (facts.get("employer_text") or "").strip()
        chosen = (facts.get("employer") or "").strip()
        known = self._known(chosen)
        # What is written wins over what was chosen before it: without JavaScript nobody clears the hidden field.
        if known and written in ("", known.name, known.organisation_number):
            self.data = with_text(self.data, "employer_text", known.name)
            return known.pk
        if _is_number(chosen) and not _is_number(plain_digits(written)):
            return self._from_register(chosen)
        if not written:
            raise ValidationError(_("Skriv navnet eller organisasjonsnummeret til arbeidsgiveren."))
        if is_unknown_number(self.actor, written):
            self.new_employer = self._new_employer(facts, written)
            return None
        self.employer_options = find_employers(self.actor, written)
        choice = picked(self.employer_options, facts.get("employer_pick"))
        return self._from_register(choice) if _is_number(choice) else UUID(choice)

    def _known(self, chosen: str) -> Employer | None:
        try:
            return Employer.objects.visible_to(self.actor).standing().filter(pk=UUID(chosen)).first()
        except ValueError:
            return None

    def _from_register(self, number: str) -> UUID | None:
        known = Employer.objects.visible_to(self.actor).standing().filter(organisation_number=number).first()
        if known is not None:
            return known.pk
        self.new_employer = NewEmployer(number, "")
        return None

    def _new_employer(self, facts: dict[str, Any], written: str) -> NewEmployer:
        number = plain_digits(written)
        if not ask_register(number).is_silent:
            return NewEmployer(number, "")
        self.is_new_employer = True
        name = (facts.get("employer_name") or "").strip()
        if not name:
            raise ValidationError(_("Arbeidsgiveren er ikke registrert før. Skriv navnet."), code="name")
        return NewEmployer(number, name)


def _is_number(text: str) -> bool:
    return len(text) == LENGTH and text.isascii() and text.isdigit()
