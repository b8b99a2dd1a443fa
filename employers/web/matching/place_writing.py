"""The pages that write a place: at an employer, at one that is found in the form, and a place that is there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.access import Action, Resource
from agencies.errors import Refusal, RuleRefused, StaleVersion
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from employers.models import Employer, OfferedPlace, PlaceSource
from employers.operations.matching.places import PlaceContent, change_place, offer_place
from employers.web.matching.place_form import PlaceForm, PlaceSomewhereForm, initial_of

_SHOWN_AT = {"occupation_code": "occupation_text", "organisation_number": "employer_text"}


class PlaceFormPage(Page):
    """What the pages share: the form, and where «Avbryt» leads."""

    def page(
        self, form: PlaceForm, back: tuple[str, str], employer: Employer | None = None, status: int = 200,
        place: OfferedPlace | None = None,
    ) -> HttpResponse:  # fmt: skip
        """Show the form; ``back`` is the address and the name of the page that one came from."""
        context = {
            "form": form, "employer": employer, "place": place, "back_url": back[0], "back_label": back[1],
            "asks_employer": isinstance(form, PlaceSomewhereForm),
        }  # fmt: skip
        return show(self.request, "employers/matching/place_form.html", context, status)

    def go_to_candidates(self, place: OfferedPlace) -> HttpResponse:
        """A new place leads to who fits it."""
        messages.success(self.request, _("Plassen er registrert. Her er de som passer best."))
        return go_to(self.request, reverse("employers:place", args=[place.pk]))


class OfferPlacePage(PlaceFormPage):
    """Register a place that an employer offers, from its page."""

    needs = (Resource.OFFERED_PLACE, Action.CREATE)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form."""
        return self._page(self._employer(pk), PlaceForm())

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Save, and go to who fits."""
        employer, form = self._employer(pk), PlaceForm(request.POST)
        if not form.is_valid():
            return self._page(employer, form, 422)
        try:
            place = offer_place(self.request.actor, pk, PlaceContent(**form.content()))
        except RuleRefused as refused:
            show_refusals(form, _beside_what_is_shown(refused))
            return self._page(employer, form, 422)
        return self.go_to_candidates(place)

    def _employer(self, pk: UUID) -> Employer:
        return Employer.objects.visible_to(self.request.actor).standing().get(pk=pk)

    def _page(self, employer: Employer, form: PlaceForm, status: int = 200) -> HttpResponse:
        back = (reverse("employers:detail", args=[employer.pk]), employer.name)
        return self.page(form, back, employer, status)


class OfferPlaceSomewherePage(PlaceFormPage):
    """Register a place from the list of places; the employer is found in the form."""

    needs = (Resource.OFFERED_PLACE, Action.CREATE)

    def get(self, _request: object) -> HttpResponse:
        """The form."""
        return self._page(PlaceSomewhereForm(self.request.actor))

    def post(self, request: Any) -> HttpResponse:
        """Save, with the employer when it is new, and go to who fits."""
        form = PlaceSomewhereForm(self.request.actor, request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            with transaction.atomic():
                place = offer_place(self.request.actor, form.employer_id(), PlaceContent(**form.content()))
        except RuleRefused as refused:
            show_refusals(form, _beside_what_is_shown(refused))
            return self._page(form, 422)
        return self.go_to_candidates(place)

    def _page(self, form: PlaceForm, status: int = 200) -> HttpResponse:
        return self.page(form, (reverse("employers:places"), _("Ledige plasser")), status=status)


class EditPlacePage(PlaceFormPage):
    """Change what is offered. Advertisements are changed by those who wrote them."""

    needs = (Resource.OFFERED_PLACE, Action.CHANGE)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form with what stands."""
        place = self._place(pk)
        return self._page(place, PlaceForm(initial=initial_of(place)))

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Save."""
        place, form = self._place(pk), PlaceForm(request.POST)
        if not form.is_valid():
            return self._page(place, form, 422)
        try:
            change_place(
                self.request.actor, pk, expected_version=form.cleaned_data["version"], **form.content()
            )  # fmt: skip
        except RuleRefused as refused:
            show_refusals(form, _beside_what_is_shown(refused))
            return self._page(place, form, 422)
        except StaleVersion:
            form.add_error(None, _("Noen andre har endret plassen mens du skrev. Åpne den på nytt og se over."))
            return self._page(place, form, 422)
        messages.success(request, _("Endringene er lagret."))
        return go_to(self.request, reverse("employers:place", args=[pk]))

    def _place(self, pk: UUID) -> OfferedPlace:
        rows = OfferedPlace.objects.visible_to(self.request.actor).filter(closed_on__isnull=True)
        return rows.exclude(source=PlaceSource.FEED).with_facts().get(pk=pk)

    def _page(self, place: OfferedPlace, form: PlaceForm, status: int = 200) -> HttpResponse:
        back = (reverse("employers:place", args=[place.pk]), place.title)
        return self.page(form, back, place.employer, status, place)


def _beside_what_is_shown(refused: RuleRefused) -> RuleRefused:
    """The same refusals at the fields that a person sees."""
    return RuleRefused(
        *(Refusal(each.code, each.detail, _SHOWN_AT.get(each.field, each.field)) for each in refused.refusals)
    )
