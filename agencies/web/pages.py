"""The base of every page: what its request carries, and what becomes of an operation's «no»."""

from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from agencies.access import Action, Resource
from agencies.access.rules import STEP_UP
from agencies.errors import NotPermitted, RuleRefused, StaleVersion
from agencies.hooks import has_hidden_until_proved
from agencies.middleware import ActorRequest
from agencies.operations.base import require

TAKE_ACCESS = "participants:take-access"
"""The page, of a floor above, in which an overridable refusal is set aside."""


class PageRequest(ActorRequest):
    """A request that has passed all middleware."""

    htmx: HtmxDetails


class Page(View):
    """A page for somebody who is logged in; ``agencies.web.gate`` has seen to that.

    What an operation cannot find is 404; a stale copy and a refusal that no form shows become a message on the page
    that one came from. ``needs`` is the pair of the decision table without which there is no page at all (403).
    """

    request: PageRequest
    needs: tuple[Resource, Action] | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer the request; the exceptions of operations are translated here and nowhere else."""
        try:
            if self.needs:
                require(self.request.actor, self.needs[1], self.needs[0])
            return super().dispatch(request, *args, **kwargs)
        except NotPermitted as refused:
            way = self._way_past(refused)
            if not way:
                self.request.refused_by = refused.rule
                raise
            return go_to(self.request, way)
        except (ObjectDoesNotExist, Http404) as missing:
            return self._missing(missing)
        except StaleVersion:
            messages.error(request, _("Noen andre endret dette mens du så på det. Se over og prøv igjen."))
        except RuleRefused as refused:
            for refusal in refused.refusals:
                messages.error(request, refusal.detail)
        return go_to(self.request, back_from(self.request))

    def _missing(self, error: Exception) -> HttpResponse:
        """404, or the way to the proof for whoever has cases that are hidden until then.

        Whether what was asked for is one of them, nobody learns before.
        """
        if has_hidden_until_proved(self.request.actor):
            return go_to(self.request, self._way_to_proof())
        raise Http404 from error

    def _way_past(self, refused: NotPermitted) -> str:
        """The page on which somebody can do something about the refusal; empty when there is none."""
        if refused.rule == STEP_UP:
            return self._way_to_proof()
        if refused.participant_id and refused.can_be_overridden:
            return self._way_to_access(refused.participant_id)
        return ""

    def _way_to_proof(self) -> str:
        """The page that asks for the second factor again, and then comes back here."""
        here = self.request.get_full_path() if self.request.method == "GET" else back_from(self.request)
        return f"{reverse('agencies:prove')}?{urlencode({'next': here})}"

    def _way_to_access(self, participant_id: UUID) -> str:
        """The form in which a caseworker takes access with a reason, and then comes back here."""
        here = self.request.get_full_path() if self.request.method == "GET" else back_from(self.request)
        way = reverse(TAKE_ACCESS, args=[participant_id])
        return f"{way}?{urlencode({'next': here})}"


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a page that answers both as a whole and, for htmx, as a part of one."""
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def go_to(request: PageRequest, url: str) -> HttpResponse:
    """Send the browser to ``url``, also when htmx asked."""
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)


def back_from(request: HttpRequest, fallback: str = "/") -> str:
    """The page on this site that a posted form names in ``next``, else the one it stood on, else ``fallback``."""
    for url in (request.POST.get("next", ""), _path_of(request.headers.get("Referer", ""))):
        if url and is_on_this_site(request, url):
            return url
    return fallback


def is_on_this_site(request: HttpRequest, url: str) -> bool:
    """Whether ``url`` may be redirected to."""
    return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())


def _path_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:  # no browser sends such an address
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
