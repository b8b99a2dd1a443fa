"""Default deny: every page wants somebody who acts for an agency, unless the view says otherwise."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from agencies.access import Actor
from agencies.operations.proving import lacks_second_factor

API_PREFIX = "/api/"
"""The API refuses by itself, with a problem document instead of a page."""


class LoginGate:
    """Send the unknown to the log-in page, and whoever has not chosen an agency to that choice.

    Where a second factor is required, whoever has none is sent to set it up.

    A view is open when Django's ``login_not_required`` marks it. A view marked ``agency_not_required`` wants a user
    only.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go on; the gate stands before the view, where it is known which one it is.

        What somebody who is logged in has seen is kept by no browser: «back» after log-out must not show it again.
        """
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    def process_view(self, request: Any, view: Any, _args: Any, _kwargs: Any) -> HttpResponseBase | None:
        """Let the view run, or answer with the way in."""
        if request.path.startswith(API_PREFIX) or not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return _way_in(request, resolve_url("agencies:login"))
        if getattr(view, "agency_required", True) and lacks_second_factor(request.user, request.session):
            return _way_in(request, reverse("agencies:my-login"))
        actor: Actor = request.actor
        if actor.is_anonymous and getattr(view, "agency_required", True):
            return _way_in(request, reverse("agencies:choose-agency"))
        return None


def agency_not_required(view: Any) -> Any:
    """Mark a view that a logged-in user may open before an agency is chosen."""
    view.agency_required = False
    return view


def _way_in(request: Any, url: str) -> HttpResponseBase:
    wanted = request.get_full_path() if request.method == "GET" and not request.htmx else ""
    target = f"{url}?{urlencode({'next': wanted})}" if wanted not in ("", "/") else url
    return HttpResponseClientRedirect(target) if request.htmx else HttpResponseRedirect(target)
