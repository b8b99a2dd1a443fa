"""The acts of the portfolio's own arrangement: choose columns, keep a filter, put filters in order, forget one."""

from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.access import Action, Resource
from agencies.web.pages import Page, go_to
from participants.operations.portfolio_settings import choose_columns, move_filter_up, remove_filter, save_filter
from participants.panels import case_filters

COUNTER = "teller"
_KEPT = frozenset({"radgiver", "kommune", "sorter", COUNTER})
"""What may be kept besides the registered filters: never a name that somebody has looked for."""
_NAME = 60


class _Act(Page):
    needs = (Resource.PARTICIPANT, Action.VIEW)
    http_method_names = ["post"]

    def back(self) -> HttpResponse:
        """The portfolio, as it was filtered."""
        query = kept_query(self.request.POST.get("query", ""))
        return go_to(self.request, f"{reverse('participants:list')}{f'?{query}' if query else ''}")


class PortfolioColumnsPage(_Act):
    """Choose columns."""

    def post(self, request: Any) -> HttpResponse:
        """Keep the choice."""
        choose_columns(request.actor, request.POST.getlist("column"))
        messages.success(request, _("Kolonnene er valgt."))
        return self.back()


class SaveFilterPage(_Act):
    """Keep what is filtered on under a name."""

    def post(self, request: Any) -> HttpResponse:
        """Save it."""
        row = save_filter(
            request.actor, request.POST.get("name", "")[:_NAME], kept_query(request.POST.get("query", ""))
        )
        messages.success(request, _("Filteret «%(name)s» er lagret.") % {"name": row.name})
        return self.back()


class MoveFilterPage(_Act):
    """Put a filter further forward."""

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Move it by one."""
        move_filter_up(request.actor, pk)
        return self.back()


class RemoveFilterPage(_Act):
    """Forget a filter."""

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Remove it."""
        remove_filter(request.actor, pk)
        messages.success(request, _("Filteret er fjernet."))
        return self.back()


def kept_query(query: str) -> str:
    """What of an address may be kept: the choices, in one order, without names and places in the list."""
    known = _KEPT | {each.code for each in case_filters()}
    return urlencode(sorted((name, value) for name, value in parse_qsl(query) if name in known))[:500]
