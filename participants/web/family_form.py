"""The form that enrols a family: what they share, and a row for each of them."""

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django import forms
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from agencies.web.forms import DayField
from participants.countries import country_choices
from participants.identity.numbers import UnreadableNumberError, parse_number
from participants.known_people import Likely
from participants.models import Kinship, ResidenceBasis, Sex, Tie
from participants.operations.enrolment import Enrolment
from participants.operations.families import MOST, Kin

NEW = "ny"
KINDS = (
    ("self", _("den familien hører til")),
    (Kinship.PARTNER.value, _("ektefelle eller samboer")),
    (Kinship.CHILD.value, _("barn")),
    (Kinship.PARENT.value, _("mor eller far")),
    (Kinship.OTHER.value, _("annen i familien")),
)


class SharedForm(forms.Form):
    """What holds for all of them."""

    family_name = forms.CharField(
        label=_("Etternavn"), max_length=120, required=False, help_text=_("Brukes for alle som ikke har et annet.")
    )
    citizenship = forms.ChoiceField(
        label=_("Statsborgerskap"), choices=lazy(lambda: country_choices(get_language() or "nb"), list), required=False
    )
    settled_on = DayField(label=_("Bosatt i kommunen"))
    arrived_on = DayField(label=_("Ankomst til Norge"), required=False)
    basis = forms.ChoiceField(label=_("Oppholdsgrunnlag"), choices=[("", "–"), *ResidenceBasis.choices], required=False)
    permit_granted_on = DayField(label=_("Vedtaksdato"), required=False)
    permit_valid_until = DayField(label=_("Gyldig til"), required=False)
    tie = forms.ChoiceField(
        label=_("De voksne er"), choices=Tie.choices, initial=Tie.SPOUSE, widget=forms.RadioSelect, required=False
    )

    fields_of_all = ("citizenship", "settled_on", "arrived_on", "basis", "permit_granted_on", "permit_valid_until")


class _FoundChoice(forms.ChoiceField):
    """A choice among those whom the search finds; which they are is known after the form was read."""

    def valid_value(self, value: object) -> bool:  # noqa: ARG002 - ``KinForm.ask`` looks at it
        """Any answer, for now."""
        return True


class KinForm(forms.Form):
    """One of the family; a row without a birth date and a given name is left out."""

    kinship = forms.ChoiceField(label=_("Hvem"), choices=KINDS)
    given_name = forms.CharField(label=_("Fornavn"), max_length=120, required=False)
    family_name = forms.CharField(label=_("Etternavn, hvis et annet"), max_length=120, required=False)
    birth_date = DayField(label=_("Fødselsdato"), required=False)
    sex = forms.ChoiceField(label=_("Kjønn"), choices=Sex.choices, initial=Sex.UNKNOWN, required=False)
    number = forms.CharField(
        label=_("Identitetsnummer"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    has_case = forms.BooleanField(label=_("Skal ha egen sak i programmet"), required=False, initial=True)
    choice = _FoundChoice(label=_("Er dette en av disse?"), choices=(), required=False, widget=forms.RadioSelect)

    likely: list[Likely]
    """Those who may be this person; filled by the search."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.likely = []
        self.empty_permitted = True
        self.use_required_attribute = False

    @property
    def is_filled(self) -> bool:
        """Whether the row is about somebody."""
        facts = self.cleaned_data
        return bool(facts.get("given_name") or facts.get("birth_date") or facts.get("number"))

    @property
    def is_certain(self) -> bool:
        """Whether the search found this very person."""
        return any(found.is_certain for found in self.likely)

    def clean(self) -> dict[str, Any]:
        """A person has a birth date, and a number that is one."""
        facts = super().clean() or {}
        if (facts.get("given_name") or facts.get("number")) and not facts.get("birth_date") and not self.errors:
            self.add_error("birth_date", _now("Skriv fødselsdatoen."))
        if facts.get("number"):
            try:
                parse_number(facts["number"])
            except UnreadableNumberError:
                self.add_error("number", _now("Nummeret skal ha 11 eller 12 sifre."))
        return facts

    def ask(self, likely: list[Likely]) -> None:
        """Ask which of those found it is; without an answer nothing is saved."""
        self.likely = likely
        found = [(str(each.person.pk), _found(each)) for each in likely]
        others = [] if self.is_certain else [(NEW, _now("Ingen av dem, registrer ny"))]
        self.fields["choice"].choices = [*found, *others]  # type: ignore[attr-defined]
        given = self.data.get(self.add_prefix("choice"), "")
        if given not in dict([*found, *others]):
            self.add_error("choice", _now("Velg hvem det er."))
            return
        self.cleaned_data["choice"] = given

    def enrolment(self, shared: dict[str, Any]) -> Enrolment:
        """The person, with what the family shares."""
        facts = self.cleaned_data
        numbers: tuple[tuple[str, str], ...] = ()
        if facts["number"]:
            number = parse_number(facts["number"])
            numbers = ((str(number.kind), number.value),)
        common = {name: shared[name] for name in SharedForm.fields_of_all}
        return Enrolment(
            given_name=facts["given_name"],
            family_name=facts["family_name"] or shared["family_name"],
            birth_date=facts["birth_date"],
            sex=facts["sex"] or Sex.UNKNOWN,
            numbers=numbers,
            **common,
        )

    def kin(self, shared: dict[str, Any]) -> Kin:
        """The person as the operation takes it."""
        choice = self.cleaned_data.get("choice", "")
        return Kin(
            enrolment=self.enrolment(shared),
            kinship=self.cleaned_data["kinship"],
            known_id=UUID(choice) if choice and choice != NEW else None,
            has_case=self.cleaned_data["has_case"],
            is_another=choice == NEW,
        )


if TYPE_CHECKING:
    _Rows = forms.BaseFormSet[KinForm]
else:
    _Rows = forms.BaseFormSet


class KinFormSet(_Rows):
    """The rows; the first is the person whose family it is, the second begins as the partner."""

    def filled(self) -> list[tuple[int, KinForm]]:
        """The rows that are about somebody, with their numbers."""
        return [(number, form) for number, form in enumerate(self.forms) if form.is_filled]


def kin_forms(rows: int, data: Any = None) -> KinFormSet:
    """The rows, empty or posted."""
    made = forms.formset_factory(KinForm, formset=KinFormSet, extra=0, max_num=MOST, absolute_max=MOST)
    kinships = ["self", Kinship.PARTNER.value, *[Kinship.CHILD.value] * MOST]
    initial = [
        {"kinship": kinships[number], "has_case": kinships[number] != Kinship.CHILD.value}
        for number in range(min(rows, MOST))
    ]
    return cast("KinFormSet", made(data, initial=initial, prefix="p"))


def _found(likely: Likely) -> str:
    return _now("%(person)s, født %(date)s. %(why)s") % {
        "person": likely.person,
        "date": f"{likely.person.birth_date:%d.%m.%Y}",
        "why": " ".join(likely.reasons),
    }
