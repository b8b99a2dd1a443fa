"""The form of an award. It knows no rule: the goals and lengths that it offers come from the law."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agencies.web.forms import DayField
from participants.models import Education as RegisteredEducation
from participants.models import Participant, ResidenceBasis
from programmes.law import DurationRule, RuleSet, allowed_goals, duration_limits, rule_set_for
from programmes.law import enums as law
from programmes.models import EducationLevel, Goal, Protection, StartOffer
from programmes.operations.awarding import Award

_EDUCATION_OF = {
    RegisteredEducation.NONE: EducationLevel.BELOW,
    RegisteredEducation.PRIMARY: EducationLevel.BELOW,
    RegisteredEducation.UPPER_SECONDARY: EducationLevel.UPPER_SECONDARY,
    RegisteredEducation.UPPER_SECONDARY_UA: EducationLevel.UPPER_SECONDARY_UA,
    RegisteredEducation.HIGHER: EducationLevel.UPPER_SECONDARY,
}


def _shown(choices: Sequence[tuple[str, str | Promise]]) -> list[tuple[str, str | Promise]]:
    return [(value, capfirst(label)) for value, label in choices]  # type: ignore[type-var]  # stays lazy


@dataclass(frozen=True, slots=True)
class Written:
    """What is written in the form so far and can be read; the law is asked with it."""

    offer_date: dt.date | None = None
    protection: str = ""
    education: str = ""
    goal: str = ""

    def rule_set(self) -> RuleSet | None:
        """The rule set that follows; None until its facts are known, or where the law has none."""
        if not (self.offer_date and self.protection and self.education):
            return None
        goals = [law.Goal(self.goal)] if self.goal else self.goals() or list(law.Goal)
        return rule_set_for(self.offer_date, law.Protection(self.protection), law.Education(self.education), goals[0])

    def goals(self) -> list[law.Goal]:
        """The goals that the law has for this offer; empty until its facts are known."""
        if not (self.offer_date and self.protection and self.education):
            return []
        return list(allowed_goals(self.offer_date, law.Protection(self.protection), law.Education(self.education)))

    def limits(self, goal: str = "") -> DurationRule | None:
        """How long a programme towards ``goal`` (the chosen one unless given) may be."""
        wanted = goal or self.goal
        if not (wanted and self.offer_date and self.protection and self.education):
            return None
        return duration_limits(
            self.offer_date, law.Protection(self.protection), law.Education(self.education), law.Goal(wanted)
        )


class GoalField(forms.ChoiceField):
    """Shows the goals that are allowed; takes any goal, so that the law itself refuses, with its paragraph."""

    def valid_value(self, value: Any) -> bool:
        """Whether it is a goal at all."""
        return str(value) in Goal.values


class AwardForm(forms.Form):
    """The facts of an award."""

    offer_date = DayField(
        label=gettext_lazy("Tilbud om oppstart"), help_text=gettext_lazy("Datoen avgjør hvilke regler som gjelder.")
    )
    awarded_on = DayField(label=gettext_lazy("Vedtaksdato"))
    protection = forms.ChoiceField(
        label=gettext_lazy("Beskyttelse"), choices=_shown(Protection.choices), widget=forms.RadioSelect
    )
    education = forms.ChoiceField(
        label=gettext_lazy("Utdanning fra før"), choices=_shown(EducationLevel.choices), widget=forms.RadioSelect
    )
    goal = GoalField(label=gettext_lazy("Sluttmål"), choices=Goal.choices, widget=forms.RadioSelect)
    first_day = DayField(label=gettext_lazy("Første dag i programmet"))
    months = forms.IntegerField(
        label=gettext_lazy("Varighet i måneder"),
        max_value=999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    plan_made_on = DayField(
        label=gettext_lazy("Integreringsplan laget"),
        required=False,
        help_text=gettext_lazy("Planen lages samtidig med vedtaket (§ 15)."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Begrunnelse"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Ses av kommunen, ikke av NAV."),
    )
    limit_reason = forms.CharField(
        label=gettext_lazy("Hvorfor en veiledende grense passeres"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Fylles ut når reglene spør om det. Begrunnelsen blir lagret og står i brevet."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.written = Written(*(self._read(name) for name in ("offer_date", "protection", "education", "goal")))
        goals = self.written.goals() or [law.Goal(value) for value in Goal.values]
        goal_field: Any = self.fields["goal"]
        goal_field.choices = [(goal.value, self._goal_label(goal)) for goal in goals]
        self.offered = " ".join(f"{goal}:{self._longest(goal)}" for goal in goals)
        self.fields["months"].help_text = length_text(self.written.limits())

    @property
    def offers_other_goals(self) -> bool:
        """Whether the goals on the page are others than those that the law has for what is written now."""
        return bool(self.data.get("offered") != self.offered)

    def award(self) -> Award:
        """The facts, of a form that is valid."""
        facts = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Award(**facts)

    def unfinished_award(self) -> Award | None:
        """The facts so far; None until everything is there that the last day follows from."""
        self.is_valid()
        names = {each.name for each in fields(Award)}
        facts = {"awarded_on": timezone.localdate()} | {
            name: value for name, value in self.cleaned_data.items() if name in names and value is not None
        }
        needed = ("offer_date", "protection", "education", "goal", "first_day", "months")
        return Award(**facts) if all(facts.get(name) not in (None, "") for name in needed) else None

    def _read(self, name: str) -> Any:
        try:
            return self.fields[name].clean(self[name].value())
        except ValidationError:
            return None if name == "offer_date" else ""

    def _goal_label(self, goal: law.Goal) -> str:
        label, longest = capfirst(str(Goal(goal.value).label)), self._longest(goal)
        if not longest:
            return label
        return _("%(goal)s – inntil %(longest)s") % {"goal": label, "longest": months_text(longest)}

    def _longest(self, goal: law.Goal) -> int:
        limits = self.written.limits(goal.value)
        return limits.maximum_months if limits else 0


def initial_facts(person: Participant, today: dt.date) -> dict[str, Any]:
    """What the case already tells: protection by the newest permit, education as it was registered."""
    permit = person.permits.order_by("granted_on", "id").last()
    is_collective = permit is not None and permit.basis == ResidenceBasis.COLLECTIVE
    offer = StartOffer.objects.filter(participant=person).standing().exclude(answer="rejected").first()
    return {
        "offer_date": offer.offered_on if offer else today,
        "awarded_on": today,
        "protection": Protection.COLLECTIVE if is_collective else Protection.ORDINARY,
        "education": _EDUCATION_OF.get(RegisteredEducation(person.education), ""),
        "version": person.version,
    }


def months_text(months: int) -> str:
    """«12 måneder»; «1 måned»."""
    return ngettext("%(months)s måned", "%(months)s måneder", months) % {"months": months}


def length_text(limits: DurationRule | None) -> str:
    """What the law says of the length, as a hint under the field."""
    if limits is None:
        return _("Velg sluttmål først, så ser du hvor langt programmet kan være.")
    values = {
        "shortest": months_text(limits.minimum_months),
        "longest": months_text(limits.maximum_months),
        "paragraph": limits.paragraph,
    }
    if limits.minimum_months > 1:
        return _("Fra %(shortest)s til %(longest)s (%(paragraph)s).") % values
    return _("Høyst %(longest)s (%(paragraph)s).") % values
