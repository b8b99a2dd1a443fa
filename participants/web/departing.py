"""The form in which it is registered that somebody has left Norway or died."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.web.forms import DayField
from participants.models import Participant
from participants.operations.correction import correct_participant
from participants.web.acts import CaseFormPage


class DepartureForm(forms.Form):
    """The two days; an empty one takes it back."""

    left_norway_on = DayField(
        label=gettext_lazy("Flyttet fra Norge"), help_text=gettext_lazy("Første dag utenfor Norge."), required=False
    )
    died_on = DayField(label=gettext_lazy("Død"), required=False)


class DeparturePage(CaseFormPage):
    """Register that the person has left Norway or died, or take it back."""

    title = gettext_lazy("Flyttet fra Norge eller død")
    subtitle = gettext_lazy("Fristene på saken lukkes. Et program som går, må fortsatt avsluttes.")

    def make_form(self, person: Participant, data: Any = None) -> forms.Form:
        """As it stands now."""
        return DepartureForm(data, initial={"left_norway_on": person.left_norway_on, "died_on": person.died_on})

    def save(self, person: Participant, facts: dict[str, Any]) -> str:
        """Write it."""
        changed = correct_participant(self.request.actor, person.pk, **facts)
        return _("Registrert.") if changed.gone_from else _("Registrert at personen er i Norge.")
