"""The places of the top bar."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from agencies.access import NOBODY, Action, Actor, Resource, may
from participants.panels import places_open_to


def places_of(request: HttpRequest) -> dict[str, Any]:
    """Where the actor may go; the longest address that the page's own begins with is the current place."""
    actor: Actor = getattr(request, "actor", NOBODY)
    # A fragment of a page has no top bar, and asks none of its questions.
    items = SimpleLazyObject(lambda: _items(actor, request.path))
    return {
        "nav_items": SimpleLazyObject(lambda: [item for item in items if not item["own"]]),
        "own_items": SimpleLazyObject(lambda: [item for item in items if item["own"]]),
        "can_search": may(actor, Resource.PARTICIPANT, Action.VIEW),
    }


def _items(actor: Actor, path: str) -> list[dict[str, Any]]:
    shown = [(place, reverse(place.url_name)) for place in places_open_to(actor)]
    here = max((url for _place, url in shown if _is_within(path, url)), key=len, default="")
    return [{"label": place.label, "url": url, "current": url == here, "own": place.is_own} for place, url in shown]


def _is_within(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
