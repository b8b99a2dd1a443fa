"""The pages of places: all of them, one with who fits, and closing one."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, may
from agencies.operations.access_log import log_list
from agencies.web.pages import Page, go_to, show
from agencies.web.paging import page_of
from employers.models import OfferedPlace, PlaceSource, SectorChoice
from employers.operations.matching.candidates import candidates_for
from employers.operations.matching.places import close_place
from employers.web.matching.rows import match_rows, place_facts, place_rows

PAGE = 25


class PlaceListPage(Page):
    """The open places; those of sectors in need are marked, and can be chosen."""

    needs = (Resource.OFFERED_PLACE, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """A page of places, the newest first."""
        actor, today = self.request.actor, timezone.localdate()
        sector = sector_in(self.request.GET)
        page = page_of(
            places_open(actor, sector, today), ("-created_at", "-id"), self.request.GET.get("etter", ""), PAGE
        )
        context = {
            "places": place_rows(page.rows),
            "sectors": sector_links(reverse("employers:places"), sector),
            "next_url": f"?{urlencode({'bransje': sector, 'etter': page.cursor})}" if page.cursor else "",
            "is_filtered": bool(sector),
            "may_offer": may(actor, Resource.OFFERED_PLACE, Action.CREATE),
        }
        return show(self.request, "employers/matching/list.html", context)


def sector_in(query: QueryDict) -> str:
    """The sector in need that is chosen; empty for all."""
    sector = query.get("bransje", "")
    return sector if sector in SectorChoice.values else ""


def places_open(actor: Actor, sector: str, today: dt.date) -> QuerySet[OfferedPlace]:
    """The open places, of one sector in need when it is chosen."""
    rows = OfferedPlace.objects.visible_to(actor).open_on(today).with_facts()
    return rows.in_sector(sector) if sector else rows


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
            log_list(actor, Resource.SUGGESTION, [match.person.pk for match in matches])
        may_close = may(actor, Resource.OFFERED_PLACE, Action.CHANGE) and place.closed_on is None
        context = {
            "place": place,
            "facts": place_facts(place),
            "matches": match_rows(matches),
            "compared": compared,
            "may_decide": may(actor, Resource.SUGGESTION, Action.CREATE) and place.closed_on is None,
            "may_close": may_close,
            "may_edit": may_close and place.source != PlaceSource.FEED,
            "list_url": reverse("employers:places"),
            "today": today,
        }
        return show(self.request, "employers/matching/place.html", context)


class ClosePlacePage(Page):
    """The place is filled or withdrawn."""

    needs = (Resource.OFFERED_PLACE, Action.CHANGE)

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Close it."""
        close_place(self.request.actor, pk)
        messages.success(request, _("Plassen er lukket."))
        return go_to(self.request, reverse("employers:place", args=[pk]))
