"""The page of a new programme after an earlier one: the award, with its basis and the time that is used."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.operations.base import require
from participants.models import Participant
from programmes.earlier_time import time_in_words
from programmes.law_words import steps_in_words
from programmes.models import ReentryBasis
from programmes.operations.awarding import Award
from programmes.operations.reentry import Basis, award_again, preview_award_again, time_used_by
from programmes.web.award_form import AwardForm, initial_facts
from programmes.web.decision_forms import DecisionFormPage, page_of

_BASES = [("", gettext_lazy("Velg grunnlag")), *((value, capfirst(label)) for value, label in ReentryBasis.choices)]


class ReentryForm(AwardForm):
    """An award, and on what it rests that there is one more."""

    basis = forms.ChoiceField(label=gettext_lazy("Grunnlag for nytt program"), choices=_BASES)
    basis_reason = forms.CharField(
        label=gettext_lazy("Hvorfor deltakeren får et nytt program"), widget=forms.Textarea(attrs={"rows": 4})
    )
    field_order = ("basis", "basis_reason")


class AwardAgainPage(DecisionFormPage):
    """Award a programme to somebody who was in one before."""

    title = gettext_lazy("Ny deltakelse (gjeninntreden)")
    save_label = gettext_lazy("Fatt vedtak")
    action = Action.DECIDE

    def find(self, pk: UUID) -> Participant:
        """The person, for those who may decide."""
        actor = self.request.actor
        person = Participant.objects.visible_to(actor).current().get(pk=pk)
        require(actor, self.action, Resource.PARTICIPATION, person.facts_for(actor))
        return person

    def person_of(self, subject: Participant) -> Participant:
        """The person itself."""
        return subject

    def make_form(self, person: Participant, data: Any = None) -> ReentryForm:
        """What the case already tells is proposed."""
        return ReentryForm(data, prefix=self.prefix, initial=initial_facts(person, timezone.localdate()))

    def more_context(self, person: Participant, form: forms.Form) -> dict[str, Any]:
        """The time that the earlier programmes used, and what is written so far would give."""
        used = time_in_words(time_used_by(person))
        text = _("Det er brukt %(used)s i tidligere program. Tiden regnes med i det lengste programmet kan vare.")
        context: dict[str, Any] = {"explanation": text % {"used": used}, "offers_preview": True}
        award = form.unfinished_award() if isinstance(form, ReentryForm) and form.is_bound else None
        if "compute" in self.request.POST:
            form.errors.clear()  # nothing was sent yet
        if award is None:
            return context
        clock, refusals = preview_award_again(person, award, form.cleaned_data.get("basis", ""))
        shown = {"clock": clock, "steps": steps_in_words(clock.steps)} if clock.last_day and not refusals else {}
        return {**context, **shown, "refusals": refusals}

    def post(self, _request: object, pk: UUID, **_named: str) -> HttpResponse:
        """Compute and store nothing, or award."""
        if "compute" in self.request.POST:
            person = self.find(pk)
            return self._page(person, self.make_form(person, self.request.POST))
        return super().post(_request, pk, **_named)

    def save(self, person: Participant, facts: dict[str, Any]) -> tuple[str, str]:
        """Award it."""
        version, reason = facts.pop("version"), facts.pop("basis_reason")
        basis = Basis(basis=facts.pop("basis"), reason=reason)
        again = award_again(self.request.actor, person.pk, Award(**facts), basis, expected_version=version)
        done = _("Vedtaket er lagret: %(person)s har fått nytt program.") % {"person": person}
        return done, page_of(again.decisions.get())
