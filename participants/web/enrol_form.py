"""The form that enrols one person."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.web.forms import DayField
from participants.countries import country_choices
from participants.languages import language_choices
from participants.models import Confidentiality, Education, IdentityKind, Intake, ResidenceBasis, Sex
from participants.operations.enrolment import Enrolment
from participants.operations.naming import may_be_named

_NOT_A_DIGIT = re.compile(r"[\s.\-/]")
_NUMBERS = tuple(kind.value for kind in IdentityKind)

# Legend and fields, in the order of the conversation at the desk.
FIELDSETS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Hvem"), ("given_name", "family_name", "birth_date", "sex", "citizenship")),
    (_("Identitetsnummer"), _NUMBERS),
    (_("Bosetting"), ("arrived_on", "settled_on", "claimed_on", "intake")),
    (_("Oppholdstillatelse"), ("basis", "permit_granted_on", "permit_valid_until")),
    (_("Språk og utdanning"), ("mother_tongue", "interpreter_language", "education")),
    (_("Kontakt"), ("phone", "email", "remark")),
    (_("Adressesperre"), ("confidentiality", "named")),
)


def _languages() -> list[tuple[str, str]]:
    return [("", "–"), *language_choices()]


def _number_hint(digits: int) -> Any:
    if settings.SYNTHETIC_PEOPLE_ONLY:
        return _("%(n)d sifre. Her brukes bare oppdiktede numre.") % {"n": digits}
    return _("%(n)d sifre.") % {"n": digits}


class EnrolForm(forms.Form):
    """All that is known of a person who arrives; rules are the operation's."""

    given_name = forms.CharField(label=_("Fornavn"), max_length=120, required=False)
    family_name = forms.CharField(label=_("Etternavn"), max_length=120, required=False)
    birth_date = DayField(label=_("Fødselsdato"))
    sex = forms.ChoiceField(
        label=_("Kjønn"), choices=Sex.choices, initial=Sex.UNKNOWN, widget=forms.RadioSelect, required=False
    )
    citizenship = forms.ChoiceField(
        label=_("Statsborgerskap"), choices=lazy(lambda: country_choices(get_language() or "nb"), list), required=False
    )
    duf = forms.CharField(label=_("DUF-nummer"), required=False, max_length=20)
    d_number = forms.CharField(label=_("D-nummer"), required=False, max_length=20)
    national_id = forms.CharField(label=_("Fødselsnummer"), required=False, max_length=20)
    arrived_on = DayField(label=_("Ankomst til Norge"), required=False)
    settled_on = DayField(label=_("Bosatt i kommunen"), required=False)
    claimed_on = DayField(
        label=_("Krav framsatt"), required=False, help_text=_("Datoen personen selv krevde program (§ 12).")
    )
    intake = forms.ChoiceField(
        label=_("Skal kommunen tilby program?"), choices=Intake.choices, initial=Intake.NEW, widget=forms.RadioSelect
    )
    basis = forms.ChoiceField(label=_("Oppholdsgrunnlag"), choices=[("", "–"), *ResidenceBasis.choices], required=False)
    permit_granted_on = DayField(label=_("Vedtaksdato"), required=False)
    permit_valid_until = DayField(label=_("Gyldig til"), required=False)
    mother_tongue = forms.ChoiceField(label=_("Morsmål"), choices=_languages, required=False)
    interpreter_language = forms.ChoiceField(label=_("Tolkespråk"), choices=_languages, required=False)
    education = forms.ChoiceField(
        label=_("Utdanning"), choices=Education.choices, initial=Education.UNKNOWN, required=False
    )
    phone = forms.CharField(label=_("Telefon"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-post"), max_length=254, required=False)
    remark = forms.CharField(label=_("Merknad"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    confidentiality = forms.TypedChoiceField(
        label=_("Adressesperre"),
        choices=Confidentiality.choices,
        initial=Confidentiality.OPEN,
        coerce=int,
        widget=forms.RadioSelect,
    )
    named = forms.MultipleChoiceField(
        label=_("Hvem skal ha tilgang til saken?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Gjelder bare ved adressesperre. Du har selv alltid tilgang til den du registrerer."),
    )
    confirmed = forms.BooleanField(label=_("Dette er en annen person. Registrer likevel."), required=False)

    def __init__(self, municipality_id: UUID, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = may_be_named(municipality_id)
        self.fields["named"].choices = [(str(user.pk), user.name) for user in staff]  # type: ignore[attr-defined]
        for kind in IdentityKind:
            self.fields[kind.value].help_text = _number_hint(12 if kind == IdentityKind.DUF else 11)
            self.fields[kind.value].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def fieldsets(self) -> list[dict[str, Any]]:
        """The fields under their legends."""
        return [{"legend": legend, "fields": [self[name] for name in names]} for legend, names in FIELDSETS]

    def enrolment(self) -> Enrolment:
        """What was written, as the operation takes it."""
        facts = {
            name: value for name, value in self.cleaned_data.items() if name not in (*_NUMBERS, "named", "confirmed")
        }
        numbers = [(kind, _NOT_A_DIGIT.sub("", self.cleaned_data[kind])) for kind in _NUMBERS]
        return Enrolment(**facts, numbers=tuple((kind, value) for kind, value in numbers if value))

    def named_ids(self) -> list[UUID]:
        """Who may open the case of a protected person."""
        return [UUID(value) for value in self.cleaned_data["named"]]
