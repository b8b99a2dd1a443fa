"""The participation certificate in one more language."""

from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.operations.base import require
from programmes.models import LetterLanguage, Participation
from programmes.operations.ending import issue_certificate_again
from programmes.web.decision_forms import DecisionFormPage
from programmes.web.decision_words import LANGUAGES


class CertificateForm(forms.Form):
    """In which language."""

    language = forms.ChoiceField(label=gettext_lazy("Språk i brevet"), choices=LANGUAGES, widget=forms.RadioSelect)


class CertificatePage(DecisionFormPage):
    """Make the certificate of an ended programme in another language."""

    title = gettext_lazy("Deltakerbevis")
    save_label = gettext_lazy("Lag deltakerbevis")
    explanation = gettext_lazy("Beviset på bokmål ble laget da programmet ble avsluttet (§ 18 a).")
    action = Action.DECIDE

    def find(self, pk: UUID) -> Participation:
        """The programme, for those who may end it."""
        actor = self.request.actor
        programme = Participation.objects.visible_to(actor).select_related("participant").get(pk=pk)
        require(actor, self.action, Resource.PARTICIPATION, programme.participant.facts_for(actor))
        return programme

    def make_form(self, _programme: Participation, data: Any = None) -> CertificateForm:
        """English is proposed."""
        return CertificateForm(data, prefix=self.prefix, initial={"language": LetterLanguage.ENGLISH})

    def save(self, programme: Participation, facts: dict[str, Any]) -> tuple[str, str]:
        """Make it."""
        issue_certificate_again(self.request.actor, programme.pk, language=facts["language"])
        url = reverse("participants:case-tab", args=[programme.participant_id, "vedtak"])
        return _("Deltakerbeviset er laget."), url
