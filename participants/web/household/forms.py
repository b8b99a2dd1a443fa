"""The forms of a household, one shape for each kin."""

import datetime as dt
import re
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.web.forms import DayField
from participants.arrivals.remarks import ChildMention
from participants.models import Custody, EndReason, FamilyMember, FamilyPeriod, Kinship, Participant, Tie
from participants.operations.household import Living, NewMember
from participants.operations.household.correcting import MemberFacts

KINDS = {"partner": Kinship.PARTNER, "barn": Kinship.CHILD, "forelder": Kinship.PARENT, "annen": Kinship.OTHER}
"""How a kin is written in an address."""
NOT_A_CASE = "ingen"
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}$")


class LivingForm(forms.Form):
    """How somebody belongs to the household from a day on; what does not concern the kin is left out."""

    first_day = DayField(label=_("Fra og med"))
    tie = forms.ChoiceField(label=_("Sivilstand"), choices=Tie.choices, widget=forms.RadioSelect)
    lives_here = forms.TypedChoiceField(
        label=_("Bor de sammen?"),
        choices=[("ja", _("Ja")), ("nei", _("Nei, et annet sted"))],
        coerce=lambda value: value == "ja",
        initial="ja",
        widget=forms.RadioSelect,
    )
    custody = forms.ChoiceField(
        label=_("Hvem har den daglige omsorgen?"), choices=Custody.choices, widget=forms.RadioSelect
    )

    def __init__(self, kinship: Kinship, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinship = kinship
        if kinship is not Kinship.PARTNER:
            del self.fields["tie"]
        if kinship is not Kinship.CHILD:
            del self.fields["custody"]

    def living(self) -> Living:
        """What was written, as the operations take it."""
        facts = self.cleaned_data
        return Living(
            first_day=facts["first_day"],
            lives_here=facts["lives_here"],
            tie=facts.get("tie", ""),
            custody=facts.get("custody", ""),
        )


class NewMemberForm(LivingForm):
    """Who it is, and how they live. ``related`` is asked when somebody among the cases may be the same person."""

    given_name = forms.CharField(label=_("Fornavn"), max_length=120, required=False)
    family_name = forms.CharField(label=_("Etternavn"), max_length=120, required=False)
    birth_date = DayField(label=_("Fødselsdato"), required=False)
    also_partners = forms.BooleanField(
        label=_("Før barnet også på saken til ektefellen eller samboeren"), required=False, initial=True
    )
    is_reference = forms.BooleanField(
        label=_("Dette er referansepersonen for familieinnvandringen (§ 9)"), required=False
    )
    reference_settled_on = DayField(label=_("Referansepersonen ble bosatt"), required=False)
    related = forms.ChoiceField(
        label=_("Er dette en av disse sakene?"), required=False, choices=(), widget=forms.RadioSelect
    )
    field_order = (
        "given_name", "family_name", "birth_date", "related", "tie", "lives_here", "custody", "first_day",
        "also_partners", "is_reference", "reference_settled_on",
    )  # fmt: skip

    def __init__(self, kinship: Kinship, *args: Any, asks_partner: bool = False, **kwargs: Any) -> None:
        super().__init__(kinship, *args, **kwargs)
        self.fields["birth_date"].required = kinship is Kinship.CHILD
        self.fields["first_day"].help_text = {
            Kinship.CHILD: gettext("La fødselsdatoen stå når barnet alltid har bodd med deltakeren."),
            Kinship.PARTNER: gettext(
                "Dagen de giftet seg eller flyttet sammen. Vet du den ikke, skriv bosettingsdatoen."
            ),
        }.get(kinship, gettext("Vet du ikke dagen, skriv bosettingsdatoen."))
        self.fields["first_day"].required = kinship is not Kinship.CHILD
        if not asks_partner:
            del self.fields["also_partners"]
        if kinship is Kinship.CHILD:
            del self.fields["is_reference"], self.fields["reference_settled_on"]
        self.candidates: list[Participant] = []

    def ask_for_case(self, candidates: list[Participant]) -> None:
        """Ask whether one of these is the same person; without an answer nothing is saved."""
        self.candidates = candidates
        field = self.fields["related"]
        choices = [(str(each.pk), f"{each.full_name}, {each.birth_date:%d.%m.%Y}") for each in candidates]
        field.choices = [*choices, (NOT_A_CASE, gettext("Nei, ingen av dem"))]  # type: ignore[attr-defined]
        field.required = True

    def living(self) -> Living:
        """How they live; a child belongs to the household from its birth unless another day is given."""
        self.cleaned_data["first_day"] = self.cleaned_data["first_day"] or self.cleaned_data["birth_date"]
        return super().living()

    def member(self) -> NewMember:
        """Who it is, as the operation takes it."""
        facts = self.cleaned_data
        related = facts.get("related", "")
        return NewMember(
            kinship=self.kinship.value,
            given_name=facts["given_name"],
            family_name=facts["family_name"],
            birth_date=facts["birth_date"],
            related_id=UUID(related) if related and related != NOT_A_CASE else None,
            is_reference=facts.get("is_reference", False),
            reference_settled_on=facts.get("reference_settled_on"),
        )


class ChangeForm(LivingForm):
    """What is otherwise from a day on."""

    also_other_parent = forms.BooleanField(
        label=_("Endre også på saken til den andre forelderen"), required=False, initial=True
    )

    def __init__(self, period: FamilyPeriod, *args: Any, has_other_parent: bool = False, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "first_day": timezone.localdate(),
            "tie": period.tie,
            "lives_here": "ja" if period.lives_here else "nei",
            "custody": period.custody,
        }
        super().__init__(Kinship(period.member.kinship), *args, **kwargs)
        self.fields["first_day"].help_text = gettext(
            "Perioden fra %(day)s slutter dagen før. Skriv samme dag for å rette den i stedet."
        ) % {"day": f"{period.first_day:%d.%m.%Y}"}
        if not has_other_parent:
            del self.fields["also_other_parent"]


class EndForm(forms.Form):
    """When and why it ended."""

    last_day = DayField(label=_("Siste dag"))
    reason = forms.ChoiceField(label=_("Hva skjedde?"), widget=forms.RadioSelect)

    def __init__(self, member: FamilyMember, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left_out = set() if member.kinship == Kinship.PARTNER else {EndReason.DIVORCE, EndReason.SEPARATION}
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (value, label) for value, label in EndReason.choices if value not in left_out
        ]


class CorrectForm(forms.Form):
    """Who the member is; somebody with a case of their own is corrected there."""

    given_name = forms.CharField(label=_("Fornavn"), max_length=120, required=False)
    family_name = forms.CharField(label=_("Etternavn"), max_length=120, required=False)
    birth_date = DayField(label=_("Fødselsdato"), required=False)
    is_reference = forms.BooleanField(
        label=_("Dette er referansepersonen for familieinnvandringen (§ 9)"), required=False
    )
    reference_settled_on = DayField(label=_("Referansepersonen ble bosatt"), required=False)

    def __init__(self, member: FamilyMember, *args: Any, **kwargs: Any) -> None:
        names = ("given_name", "family_name", "birth_date", "is_reference", "reference_settled_on")
        kwargs["initial"] = {name: getattr(member, name) for name in names}
        super().__init__(*args, **kwargs)
        self._member = member
        if member.related_id:
            for name in names[:3]:
                del self.fields[name]

    def facts(self) -> MemberFacts:
        """What was written, as the operation takes it."""
        written = {
            "given_name": self._member.given_name,
            "family_name": self._member.family_name,
            "birth_date": self._member.birth_date,
        }
        return MemberFacts(**(written | self.cleaned_data))


class LinkForm(forms.Form):
    """Which case is the member's own."""

    related = forms.ChoiceField(label=_("Hvilken sak er det?"), choices=(), widget=forms.RadioSelect)

    def __init__(self, candidates: list[Participant], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["related"].choices = [  # type: ignore[attr-defined]
            (str(each.pk), f"{each.full_name}, {each.birth_date:%d.%m.%Y}") for each in candidates
        ]


class RemoveForm(forms.Form):
    """Why the member was a mistake."""

    reason = forms.CharField(
        label=_("Hva var feil?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        help_text=_("Raden beholdes i historikken, men teller ikke lenger noe sted."),
    )


def read_proposal(mention: ChildMention) -> dict[str, Any]:
    """What a remark says of a child, as the form begins with it; a year alone is no birth date."""
    given, _space, family = mention.name.partition(" ")
    return {"given_name": given, "family_name": family, "birth_date": _day(mention.born)}


def _day(text: str) -> dt.date | None:
    try:
        if _ISO.match(text):
            return dt.date.fromisoformat(text)
        day, month, year = (int(part) for part in text.split("."))
        return dt.date(year, month, day)
    except ValueError:
        return None
