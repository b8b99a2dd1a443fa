"""The pages of places: all of them, one with who fits, and the forms about them."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource, may
from agencies.errors import RuleRefused
from agencies.models import Municipality
from agencies.operations.access_log import log_read
from agencies.web.forms import DayField, show_refusals
from agencies.web.pages import Page, go_to, show
from agencies.web.paging import page_of
from employers.models import Certificate, Employer, Occupation, OfferedPlace, SectorChoice
from employers.operations.matching.candidates import candidates_for
from employers.operations.matching.places import PlaceContent, close_place, offer_place
from employers.web.matching.rows import match_rows, place_facts, place_rows
from programmes.models import NorwegianLevel

PAGE = 25
_LEVELS = [("", gettext_lazy("Ingen krav")), *NorwegianLevel.choices]


class PlaceForm(forms.Form):
    """What an employer offers."""

    title = forms.CharField(label=gettext_lazy("Hva slags arbeid?"), max_length=200)
    occupation_code = forms.CharField(
        label=gettext_lazy("Yrke"), max_length=100, required=False,
        help_text=gettext_lazy("Koden eller hele navnet på yrket (STYRK-08)."),
    )  # fmt: skip
    number = forms.IntegerField(label=gettext_lazy("Antall plasser"), min_value=1, max_value=500, initial=1)
    starts_on = DayField(label=gettext_lazy("Oppstart"), required=False)
    apply_by = DayField(label=gettext_lazy("Ledig til og med"), required=False)
    oral = forms.ChoiceField(label=gettext_lazy("Norsk muntlig"), choices=_LEVELS, required=False)
    listening = forms.ChoiceField(label=gettext_lazy("Norsk lytte"), choices=_LEVELS, required=False)
    reading = forms.ChoiceField(label=gettext_lazy("Norsk lese"), choices=_LEVELS, required=False)
    writing = forms.ChoiceField(label=gettext_lazy("Norsk skrive"), choices=_LEVELS, required=False)
    certificates = forms.MultipleChoiceField(
        label=gettext_lazy("Krav til sertifikat"),
        choices=[(value, capfirst(label)) for value, label in Certificate.choices],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    municipality_number = forms.CharField(
        label=gettext_lazy("Kommunenummer for arbeidsstedet"), max_length=4, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("Tomt når det er der arbeidsgiveren er."),
    )  # fmt: skip
    description = forms.CharField(
        label=gettext_lazy("Beskrivelse"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_occupation_code(self) -> str:
        """The code of what was written."""
        written: str = self.cleaned_data["occupation_code"].strip()
        if not written:
            return ""
        row = Occupation.objects.filter(pk=written).first() or Occupation.objects.filter(name__iexact=written).first()
        if row is None:
            found = Occupation.objects.search(written, timezone.localdate())[:5]
            names = ", ".join(f"{each.code} {each.name}" for each in found)
            if names:
                raise forms.ValidationError(_("Mener du en av disse? %(names)s") % {"names": names})
            raise forms.ValidationError(_("Ingen treff. Prøv et annet ord, en del av ordet, eller koden."))
        return row.pk


class PlaceListPage(Page):
    """The open places; those of sectors in need are marked, and can be chosen."""

    needs = (Resource.OFFERED_PLACE, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """A page of places, the newest first."""
        actor, today = self.request.actor, timezone.localdate()
        sector = self.request.GET.get("bransje", "")
        sector = sector if sector in SectorChoice.values else ""
        rows = OfferedPlace.objects.visible_to(actor).open_on(today).with_facts()
        rows = rows.in_sector(sector) if sector else rows
        page = page_of(rows, ("-created_at", "-id"), self.request.GET.get("etter", ""), PAGE)
        context = {
            "places": place_rows(page.rows),
            "sectors": sector_links(reverse("employers:places"), sector),
            "next_url": f"?{urlencode({'bransje': sector, 'etter': page.cursor})}" if page.cursor else "",
            "is_filtered": bool(sector),
        }
        return show(self.request, "employers/matching/list.html", context)


def sector_links(path: str, chosen: str) -> list[dict[str, Any]]:
    """A link for each sector in need, and one for all."""
    links = [{"label": _("Alle"), "url": path, "is_chosen": not chosen}]
    for value, label in SectorChoice.choices:
        links.append({"label": capfirst(label), "url": f"{path}?bransje={value}", "is_chosen": value == chosen})
    return links


class PlacePage(Page):
    """One place, and who fits it."""

    needs = (Resource.OFFERED_PLACE, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """Facts, then the candidates with the reasons."""
        actor, today = self.request.actor, timezone.localdate()
        place = OfferedPlace.objects.visible_to(actor).with_facts().get(pk=pk)
        matches, compared = candidates_for(actor, place, today)
        if matches:
            log_read(actor, Resource.SUGGESTION, row_count=len(matches))
        context = {
            "place": place,
            "facts": place_facts(place),
            "matches": match_rows(matches),
            "compared": compared,
            "may_decide": may(actor, Resource.SUGGESTION, Action.CREATE) and place.closed_on is None,
            "may_close": may(actor, Resource.OFFERED_PLACE, Action.CHANGE) and place.closed_on is None,
            "list_url": reverse("employers:places"),
            "today": today,
        }
        return show(self.request, "employers/matching/place.html", context)


class OfferPlacePage(Page):
    """Register a place that an employer offers."""

    needs = (Resource.OFFERED_PLACE, Action.CREATE)
    prefix = "place"

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form."""
        return self._page(self._employer(pk), PlaceForm(prefix=self.prefix))

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Save, and go to who fits."""
        employer, form = self._employer(pk), PlaceForm(request.POST, prefix=self.prefix)
        if not form.is_valid():
            return self._page(employer, form, 422)
        try:
            place = offer_place(self.request.actor, pk, PlaceContent(**form.cleaned_data))
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(employer, form, 422)
        messages.success(request, _("Plassen er registrert. Her er de som passer best."))
        return go_to(self.request, reverse("employers:place", args=[place.pk]))

    def _employer(self, pk: UUID) -> Employer:
        return Employer.objects.visible_to(self.request.actor).standing().get(pk=pk)

    def _page(self, employer: Employer, form: PlaceForm, status: int = 200) -> HttpResponse:
        municipality = Municipality.objects.filter(pk=employer.municipality_number).first()
        context = {
            "employer": employer,
            "form": form,
            "form_title": _("Ny plass"),
            "explanation": _("Arbeidsstedet er %(name)s når du ikke skriver et annet.") % {"name": municipality.name}
            if municipality
            else "",
            "back_url": reverse("employers:detail", args=[employer.pk]),
        }
        return show(self.request, "employers/act.html", context, status)


class ClosePlacePage(Page):
    """The place is filled or withdrawn."""

    needs = (Resource.OFFERED_PLACE, Action.CHANGE)

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Close it."""
        close_place(self.request.actor, pk)
        messages.success(request, _("Plassen er lukket."))
        return go_to(self.request, reverse("employers:place", args=[pk]))
