"""The form in which a reservation against research is registered."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.models import Participant
from participants.operations.reserving import reserve_against_research
from participants.web.acts import CaseFormPage


class ReservationForm(forms.Form):
    """Yes or no."""

    is_reserved = forms.BooleanField(label=gettext_lazy("Deltakeren har reservert seg mot forskning"), required=False)


class ReservationPage(CaseFormPage):
    """Register a reservation, or that it is taken back."""

    title = gettext_lazy("Reservasjon mot forskning")
    subtitle = gettext_lazy("Gjelder bruk av opplysningene i forskning, ikke kommunens eget arbeid med saken.")

    def make_form(self, person: Participant, data: Any = None) -> forms.Form:
        """As it stands now."""
        return ReservationForm(data, initial={"is_reserved": person.is_reserved_against_research})

    def save(self, person: Participant, facts: dict[str, Any]) -> str:
        """Write it."""
        reserve_against_research(self.request.actor, person.pk, **facts)
        return _("Reservasjonen er registrert.") if facts["is_reserved"] else _("Reservasjonen er tatt tilbake.")
