"""The form of a plan's own fields; its elements are read by ``reading``."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.web.forms import DayField
from programmes.models import ChangeKind, NorwegianLevel, Participation, Plan, Schooling, Strategy
from programmes.plan_content import PLAN_FIELDS, Content, Values, plain

_MOST_HOURS = 9999
_LEVELS = [("", "–"), *NorwegianLevel.choices]


def _text(label: Any, rows: int = 2, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": rows})
    )


def _level(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=_LEVELS, required=False)


def _hours(label: Any, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=hint, required=False, min_value=0, max_value=_MOST_HOURS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


class PlanForm(forms.Form):
    """What the plan says besides its elements. Nothing is required here: the checks say what is missing."""

    base = forms.IntegerField(widget=forms.HiddenInput)
    long_term_goal = _text(gettext_lazy("Deltakerens langsiktige mål"), hint=gettext_lazy("Med deltakerens egne ord."))
    strategy = forms.ChoiceField(
        label=gettext_lazy("Strategi"),
        required=False,
        choices=[(value, capfirst(label)) for value, label in Strategy.choices],
        widget=forms.RadioSelect,
    )
    strategy_reason = _text(gettext_lazy("Hvorfor denne strategien?"))
    schooling = forms.ChoiceField(
        label=gettext_lazy("Skolegang som norskmålet følger"),
        required=False,
        choices=[("", gettext_lazy("Velg skolegang")), *((value, capfirst(text)) for value, text in Schooling.choices)],
    )
    norwegian_listening = _level(gettext_lazy("Lytting"))
    norwegian_reading = _level(gettext_lazy("Lesing"))
    norwegian_writing = _level(gettext_lazy("Skriving"))
    norwegian_oral = _level(gettext_lazy("Muntlig"))
    norwegian_reason = _text(gettext_lazy("Begrunnelse for et lavere eller høyere norskmål"))
    norwegian_hours = _hours(gettext_lazy("Norskopplæring, timer i alt"))
    social_studies_hours = _hours(gettext_lazy("Samfunnskunnskap, timer i alt"))
    is_study_heavy = forms.TypedChoiceField(
        label=gettext_lazy("Fulltid i dette programmet"),
        required=False,
        coerce=lambda value: value == "1",
        choices=[
            ("1", gettext_lazy("30 timer – mye egeninnsats, som lekser")),
            ("0", gettext_lazy("37,5 timer – lite egeninnsats")),
        ],
        widget=forms.RadioSelect,
    )
    builds_on = _text(
        gettext_lazy("Bygger på"), hint=gettext_lazy("Det deltakeren allerede har gjort, for eksempel i mottak.")
    )
    involvement = _text(gettext_lazy("Slik har deltakeren vært med på å lage planen"))
    dissent = _text(
        gettext_lazy("Uenighet"), hint=gettext_lazy("Kommunen bestemmer innholdet (§ 15). Skriv hva deltakeren mener.")
    )
    appeal_informed = forms.BooleanField(
        label=gettext_lazy("Deltakeren har fått vite om retten til å klage"), required=False
    )
    first_review_on = DayField(
        label=gettext_lazy("Første gjennomgang av planen"),
        required=False,
        help_text=gettext_lazy(
            "Blir en frist når du ferdigstiller. Loven sier «jevnlig» (§ 15); forslaget er tre måneder."
        ),
    )
    change_kind = forms.ChoiceField(
        label=gettext_lazy("Er endringen vesentlig?"),
        required=False,
        choices=[
            (ChangeKind.MINOR, gettext_lazy("Mindre endring – ikke et vedtak")),
            (ChangeKind.MATERIAL, gettext_lazy("Vesentlig endring – et utkast til vedtak begynner")),
        ],
        widget=forms.RadioSelect,
    )
    change_reason = _text(gettext_lazy("Hvorfor endres planen?"))

    def __init__(self, plan: Plan, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if plan.finalised_on is None:
            del self.fields["change_kind"], self.fields["change_reason"]
        else:
            del self.fields["first_review_on"]

    def values(self) -> Values:
        """The fields as a content has them; what cannot be read is empty, and an error."""
        self.full_clean()
        values = {name: _written(self.cleaned_data.get(name)) for name in PLAN_FIELDS}
        # Unsaid is the usual: much own work.
        return values | {"is_study_heavy": values["is_study_heavy"] is not False}


def form_data(content: Content, base: int, beside: dict[str, Any] | None = None) -> dict[str, Any]:
    """A content as the form shows it; ``beside`` is what the form asks that is no part of the content."""
    fields = content["fields"]
    shown = {name: fields[name] for name in PLAN_FIELDS}
    shown["is_study_heavy"] = "1" if fields["is_study_heavy"] else "0"
    return shown | {"base": base} | (beside or {})


def programme_in_words(participation: Participation) -> list[tuple[str, str]]:
    """What the plan takes over from the decision on the programme."""
    months = participation.months + participation.extension_months
    return [
        (_("Sluttmål"), capfirst(participation.get_goal_display())),
        (_("Varighet"), _("%(months)d måneder") % {"months": months}),
        (_("Program"), f"{participation.first_day:%d.%m.%Y} – {participation.last_day:%d.%m.%Y}"),
    ]


def _written(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else plain(value)
