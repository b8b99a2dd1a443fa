"""The places that fit one person, and the adviser's decision about a person and a place."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource, may
from agencies.errors import RuleRefused
from agencies.operations.access_log import log_read
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, back_from, go_to, show
from employers.models import NotRelevantReason, OfferedPlace, Verdict
from employers.operations.matching.candidates import places_for
from employers.operations.matching.deciding import decide_suggestion
from employers.web.matching.places import sector_in, sector_links
from employers.web.matching.rows import match_rows, sector_label
from participants.models import Participant


class NotRelevantForm(forms.Form):
    """Why not."""

    not_relevant_reason = forms.ChoiceField(
        label=gettext_lazy("Hvorfor er det ikke aktuelt?"),
        choices=[(value, capfirst(label)) for value, label in NotRelevantReason.choices],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("Merknad"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class FittingPlacesPage(Page):
    """The open places that fit a person, with the reasons."""

    needs = (Resource.SUGGESTION, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The best first; one sector when it is chosen."""
        actor = self.request.actor
        person = Participant.objects.visible_to(actor).current().select_related("municipality__parent").get(pk=pk)
        sector = sector_in(self.request.GET)
        matches, compared = places_for(actor, person, timezone.localdate(), sector)
        log_read(actor, Resource.SUGGESTION, participant_id=person.pk, municipality_id=person.municipality_id)
        path = reverse("employers:fitting-places", args=[pk])
        context = {
            "person": person,
            "case_url": reverse("participants:case", args=[pk]),
            "matches": [{"row": row, "sector": sector_label(row.match.place)} for row in match_rows(matches)],
            "compared": compared,
            "sectors": sector_links(path, sector),
            "may_decide": may(actor, Resource.SUGGESTION, Action.CREATE) and person.moved_on is None,
            "places_url": reverse("employers:places"),
        }
        return show(self.request, "employers/matching/person.html", context)


class SuggestPage(Page):
    """The adviser says yes: one click; nothing is sent."""

    needs = (Resource.SUGGESTION, Action.CREATE)

    def post(self, request: Any, pk: UUID, place: UUID) -> HttpResponse:
        """Store it, and go back to the list one came from."""
        row = decide_suggestion(self.request.actor, pk, place_id=place, verdict=Verdict.SUGGESTED)
        text = _("%(person)s er foreslått for %(place)s. Ingenting er sendt: ta kontakt med arbeidsgiveren selv.")
        messages.success(request, text % {"person": row.participant, "place": row.place_title})
        return go_to(self.request, back_from(request, reverse("employers:place", args=[place])))


class NotRelevantPage(Page):
    """The adviser says no, with the reason."""

    needs = (Resource.SUGGESTION, Action.CREATE)
    prefix = "no"

    def get(self, _request: object, pk: UUID, place: UUID) -> HttpResponse:
        """The form."""
        return self._page(pk, place, NotRelevantForm(prefix=self.prefix))

    def post(self, request: Any, pk: UUID, place: UUID) -> HttpResponse:
        """Store it, and go back to the place."""
        form = NotRelevantForm(request.POST, prefix=self.prefix)
        if not form.is_valid():
            return self._page(pk, place, form, 422)
        try:
            decide_suggestion(self.request.actor, pk, place_id=place, verdict=Verdict.NOT_RELEVANT, **form.cleaned_data)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(pk, place, form, 422)
        messages.success(request, _("Vurderingen er lagret."))
        return go_to(self.request, reverse("employers:place", args=[place]))

    def _page(self, pk: UUID, place_id: UUID, form: NotRelevantForm, status: int = 200) -> HttpResponse:
        actor = self.request.actor
        person = Participant.objects.visible_to(actor).current().get(pk=pk)
        place = OfferedPlace.objects.visible_to(actor).get(pk=place_id)
        log_read(actor, Resource.SUGGESTION, participant_id=person.pk, municipality_id=person.municipality_id)
        context = {
            "employer": f"{person} · {place}",
            "form": form,
            "form_title": _("Ikke aktuell"),
            "explanation": "",
            "back_url": reverse("employers:place", args=[place_id]),
        }
        return show(self.request, "employers/act.html", context, status)
