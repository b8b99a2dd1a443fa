"""The form of an absence. It knows no rule: which facts it asks for follows from the kind, the rest from the law."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db import connection
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Actor
from agencies.web.forms import DayField
from participants.names.search import search_key
from programmes.absence_facts import AbsenceFacts
from programmes.models import AbsenceKind, LetterLanguage, Participation
from programmes.operations.leaves import Application, is_leave
from programmes.web.decision_words import LANGUAGES

NO_OTHER_PARENT = "ingen"
_MOST_FOUND = 8

_GROUPS = (
    (gettext_lazy("Fravær"), ("sick_self_certified", "sick_doctor", "sick_child", "authorised", "unauthorised")),
    (
        gettext_lazy("Fri"),
        (
            "holiday",
            "religious",
            "pregnancy_check",
            "pregnancy",
            "birth_mother",
            "birth_father",
            "breastfeeding",
        ),
    ),
    (gettext_lazy("Permisjon"), ("welfare", "peace_work", "long_sickness", "parental", "adoption")),
)
_APPLICATION = ("requested_on", "language")
_PARENT = ("child_born_on", "other_parent_search", "other_parent")
_ASKED_FOR: dict[str, tuple[str, ...]] = {
    AbsenceKind.SICK_CHILD: ("child_born_on", "children", "sole_carer", "chronic_child"),
    AbsenceKind.PREGNANCY: ("child_born_on",),
    AbsenceKind.BIRTH_MOTHER: ("child_born_on",),
    AbsenceKind.BIRTH_FATHER: ("child_born_on",),
    AbsenceKind.WELFARE: _APPLICATION,
    AbsenceKind.PEACE_WORK: _APPLICATION,
    AbsenceKind.LONG_SICKNESS: _APPLICATION,
    AbsenceKind.PARENTAL: (*_APPLICATION, *_PARENT, "other_parent_prevented"),
    AbsenceKind.ADOPTION: (*_APPLICATION, *_PARENT),
    AbsenceKind.HOLIDAY: ("limit_reason",),
}
REGISTRABLE = frozenset(value for _title, values in _GROUPS for value in values)
"""A stop is made by decision, not registered."""


def _kinds() -> list[Any]:
    groups = [(title, [(value, capfirst(str(AbsenceKind(value).label))) for value in values])
              for title, values in _GROUPS]  # fmt: skip
    return [("", _("Velg årsak")), *groups]


class AbsenceForm(forms.Form):
    """The facts of an absence, and of household and birth where the kind asks for them."""

    kind = forms.ChoiceField(label=gettext_lazy("Årsak"), choices=_kinds)
    first_day = DayField(label=gettext_lazy("Første dag"))
    last_day = DayField(label=gettext_lazy("Siste dag"), required=False, help_text=gettext_lazy("Tomt betyr én dag."))
    hours = forms.DecimalField(
        label=gettext_lazy("Timer"),
        required=False,
        max_digits=4,
        decimal_places=2,
        localize=True,
        help_text=gettext_lazy("Bare for en del av én dag."),
    )
    planned_hours = forms.DecimalField(
        label=gettext_lazy("Planlagte timer den dagen"),
        required=False,
        max_digits=4,
        decimal_places=2,
        localize=True,
        help_text=gettext_lazy("7,5 når feltet er tomt."),
    )
    documented_on = DayField(
        label=gettext_lazy("Dokumentasjon mottatt"),
        required=False,
        help_text=gettext_lazy("Datoen legeerklæring eller annen dokumentasjon kom."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Begrunnelse"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ses av kommunen, ikke av NAV."),
    )
    requested_on = DayField(
        label=gettext_lazy("Søkt"),
        required=False,
        help_text=gettext_lazy("Permisjon søkes om og avgjøres med vedtak. Tomt betyr i dag."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Språk i brevet"), choices=LANGUAGES, required=False)
    limit_reason = forms.CharField(
        label=gettext_lazy("Hvorfor mer enn grensen?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Fylles ut når en veiledende grense blir passert. Begrunnelsen blir lagret."),
    )
    children = forms.IntegerField(
        label=gettext_lazy("Barn personen har omsorg for"), required=False, min_value=0, max_value=30
    )
    sole_carer = forms.BooleanField(label=gettext_lazy("Er alene om omsorgen"), required=False)
    chronic_child = forms.BooleanField(
        label=gettext_lazy("Barnet har kronisk sykdom eller nedsatt funksjonsevne"), required=False
    )
    child_born_on = DayField(
        label=gettext_lazy("Barnets fødselsdato"),
        required=False,
        help_text=gettext_lazy("Termindatoen hvis barnet ikke er født. Brukes til å kontrollere grensene."),
    )
    other_parent_search = forms.CharField(
        label=gettext_lazy("Den andre forelderen, hvis hun eller han også er i program"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Skriv en del av navnet."),
    )
    other_parent = forms.ChoiceField(
        label=gettext_lazy("Den andre forelderen"), required=False, widget=forms.RadioSelect
    )
    other_parent_prevented = forms.BooleanField(
        label=gettext_lazy("Den andre forelderen er syk, skadet eller innlagt (legeerklæring)"), required=False
    )
    why = forms.CharField(
        label=gettext_lazy("Hvorfor rettes det?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, actor: Actor, participation: Participation, *args: Any, corrects: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["why"]
        self.kind_written = str(self["kind"].value() or "")
        self.asked_for = _ASKED_FOR.get(self.kind_written, ())
        field: Any = self.fields["other_parent"]
        field.choices = self._other_parents(actor, participation)
        if len(field.choices) == 1:
            self.asked_for = tuple(name for name in self.asked_for if name != "other_parent")

    @property
    def asked_fields(self) -> list[Any]:
        """The fields that the chosen kind asks for besides the days."""
        return [self[name] for name in self.asked_for]

    @property
    def asks_for(self) -> str:
        """What the further fields were drawn for: they are drawn again when it becomes another."""
        return f"{self.kind_written}|{self['other_parent_search'].value() or ''}"

    @property
    def is_drawn_for_this(self) -> bool:
        """Whether the browser shows the fields of the chosen kind and search."""
        return bool(self.data.get("shown_for", "") == self.asks_for)

    def facts(self) -> AbsenceFacts | None:
        """The facts written so far; None until kind and days can be read. What the kind does not ask for is dropped."""
        self.is_valid()
        values = self.cleaned_data
        if not values.get("kind") or not values.get("first_day") or "last_day" in self.errors:
            return None
        stated: dict[str, Any] = {name: values.get(name) for name in self.asked_for if values.get(name) is not None}
        other = stated.pop("other_parent", "")
        for name in ("other_parent_search", *_APPLICATION):
            stated.pop(name, "")
        return AbsenceFacts(
            kind=values["kind"],
            first_day=values["first_day"],
            last_day=values.get("last_day") or values["first_day"],
            hours=values.get("hours"),
            planned_hours=values.get("planned_hours"),
            documented_on=values.get("documented_on"),
            reason=values.get("reason", ""),
            other_parent_id=UUID(other) if other and other != NO_OTHER_PARENT else None,
            **stated,
        )

    def application(self) -> Application:
        """How leave was applied for, of a form that is valid."""
        values = self.cleaned_data
        return Application(
            requested_on=values.get("requested_on") or timezone.localdate(),
            language=values.get("language") or LetterLanguage.BOKMAAL.value,
        )

    @property
    def is_leave(self) -> bool:
        """Whether the chosen kind is decided, not just registered."""
        return is_leave(self.kind_written)

    def _other_parents(self, actor: Actor, participation: Participation) -> list[tuple[str, str]]:
        found = [(NO_OTHER_PARENT, _("Ingen"))]
        if "other_parent" not in self.asked_for:
            return found
        chosen = str(self["other_parent"].value() or "")
        rows = parents_found(actor, str(self["other_parent_search"].value() or ""), chosen, participation)
        return [*found, *((str(row.pk), _described(row)) for row in rows)]


def parents_found(actor: Actor, text: str, chosen: str, participation: Participation) -> Sequence[Participation]:
    """Programmes of people whom the actor sees and whose name is like this, with the one that is chosen already."""
    words, people = search_key(text), list[Any]()
    if words:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM fot_search_people(%s, %s)", [words, _MOST_FOUND])
            people = [row[0] for row in cursor.fetchall()]
    visible = Participation.objects.visible_to(actor).exclude(participant=participation.participant_id)
    newest = visible.filter(participant__in=people).newest_of_each(timezone.localdate())
    found = {row.pk: row for row in newest.select_related("participant")}
    if _is_id(chosen) and UUID(chosen) not in found:
        found |= {row.pk: row for row in visible.filter(pk=chosen).select_related("participant")}
    return list(found.values())


def _described(row: Participation) -> str:
    return f"{row.participant.full_name}, {row.participant.birth_date:%d.%m.%Y}"


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
