"""The forms about the right to training, and about training and measures before it or in other places."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.web.forms import DayField
from participants.languages import language_choices
from participants.models import Participant
from programmes.models import EducationLevel, Participation, Protection
from programmes.models.classes import CourseKind, EarlierSetting, Topic, TrainingRight
from programmes.models.plan import ElementKind
from programmes.operations.classes.training import register_earlier_training, register_training_right
from programmes.web.classes.form_page import PersonFormPage

_NONE = [("", gettext_lazy("ikke valgt"))]


def _languages() -> list[tuple[str, Any]]:
    return [*_NONE, *language_choices()]


class TrainingRightForm(forms.Form):
    """Since when training is offered, and what decides how long."""

    offered_start_on = DayField(label=gettext_lazy("Tilbudt oppstart av opplæring"))
    protection = forms.ChoiceField(
        label=gettext_lazy("Beskyttelse"), choices=Protection.choices, widget=forms.RadioSelect
    )
    education = forms.ChoiceField(label=gettext_lazy("Utdanning"), choices=EducationLevel.choices)
    upper_secondary_from = DayField(
        label=gettext_lazy("Heltidselev i videregående fra og med"),
        required=False,
        help_text=gettext_lazy("Da har fylket ansvaret, og fristen for samfunnskunnskap gjelder ikke (§§ 30 og 33)."),
    )
    upper_secondary_to = DayField(label=gettext_lazy("Heltidselev i videregående til og med"), required=False)


class TrainingRightPage(PersonFormPage):
    """State since when training is offered."""

    title = gettext_lazy("Tilbud om norsk og samfunnskunnskap")
    explanation = gettext_lazy(
        "Retten til norsk varer 3 år, 18 måneder for dem med videregående, og 1 år under kollektiv beskyttelse. "
        "Innvilget permisjon legges til."
    )
    act = (Resource.TEST_RESULT, Action.CREATE)

    def make_form(self, row: Participant, data: Any = None) -> forms.Form:
        """What is known from the right or from the programme."""
        known: Any = TrainingRight.objects.visible_to(self.actor).filter(participant=row).first()
        programme = Participation.objects.visible_to(self.actor).filter(participant=row).order_by("-first_day").first()
        source = known or programme
        initial = {"protection": source.protection, "education": source.education} if source else {}
        if known or programme:
            initial["offered_start_on"] = known.offered_start_on if known else programme.offer_date  # type: ignore[union-attr]
        if known:
            initial |= {name: getattr(known, name) for name in ("upper_secondary_from", "upper_secondary_to")}
        return TrainingRightForm(data, initial=initial)

    def save(self, row: Participant, facts: dict[str, Any]) -> str:
        """State it."""
        right = register_training_right(self.actor, row.pk, **facts)
        return _("Retten til norsk varer til %(day)s.") % {"day": f"{right.norwegian_last_day:%d.%m.%Y}"}


class EarlierForm(forms.Form):
    """Training or a measure held elsewhere."""

    setting = forms.ChoiceField(
        label=gettext_lazy("Hvor var deltakeren da?"), choices=EarlierSetting.choices, widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(label=gettext_lazy("Hva slags opplæring?"), choices=CourseKind.choices)
    topic = forms.ChoiceField(label=gettext_lazy("Modul eller tema"), choices=[*_NONE, *Topic.choices], required=False)
    measure = forms.ChoiceField(
        label=gettext_lazy("Tiltak"),
        choices=[*_NONE, *ElementKind.choices],
        required=False,
        help_text=gettext_lazy("Bare når det ikke var et kurs. Velg da «annen opplæring» ovenfor."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Språk i opplæringen"), choices=_languages, required=False)
    hours = forms.IntegerField(label=gettext_lazy("Timer"), min_value=0, max_value=2000, required=False)
    meetings = forms.IntegerField(label=gettext_lazy("Møter"), min_value=0, max_value=200, required=False)
    place = forms.CharField(
        label=gettext_lazy("Hvor?"),
        max_length=200,
        help_text=gettext_lazy("For eksempel navnet på mottaket, skolen eller kommunen."),
    )
    first_day = DayField(label=gettext_lazy("Fra og med"), required=False)
    through = DayField(label=gettext_lazy("Til og med"), required=False)


class EarlierTrainingPage(PersonFormPage):
    """Register training or a measure held elsewhere."""

    title = gettext_lazy("Tidligere opplæring og tiltak")
    explanation = gettext_lazy("Timer i mottak og i andre kommuner regnes med, og gjentas ikke.")
    act = (Resource.TEST_RESULT, Action.CREATE)

    def make_form(self, _row: Participant, data: Any = None) -> forms.Form:
        """Social studies at a reception centre is the commonest."""
        initial = {"setting": EarlierSetting.BEFORE_SETTLEMENT, "kind": CourseKind.SOCIAL_STUDIES}
        return EarlierForm(data, initial=initial)

    def save(self, row: Participant, facts: dict[str, Any]) -> str:
        """Register."""
        numbers = {name: facts[name] or 0 for name in ("hours", "meetings")}
        register_earlier_training(self.actor, row.pk, **{**facts, **numbers})
        return _("Opplæringen er regnet med.")
