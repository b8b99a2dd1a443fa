"""The calendar link: made and taken back by its owner, and the calendar itself, which needs no log-in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View

from agencies.access import Action, Resource
from agencies.web.pages import Page, go_to, show
from programmes.operations.followup.calendar import (
    calendar_link_of,
    calendar_under,
    make_calendar_link,
    revoke_calendar_link,
)

_KEY = "nokkel"
"""The secret stands in the query: that part of an address is written to no log."""


class CalendarLinkPage(Page):
    """Whether there is a link, and the buttons that make and take back one."""

    needs = (Resource.APPOINTMENT, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """How it stands."""
        return self._page("")

    def post(self, request: Any) -> HttpResponse:
        """Make a link and show it once, or take it back."""
        if request.POST.get("act") == "revoke":
            revoke_calendar_link(request.actor)
            messages.success(request, _("Lenken er trukket tilbake. Kalenderen får ikke flere oppdateringer."))
            return go_to(self.request, reverse("programmes:calendar-link"))
        _link, secret = make_calendar_link(request.actor)
        return self._page(f"{settings.PUBLIC_URL}{reverse('programmes:calendar')}?{_KEY}={secret}")

    def _page(self, address: str) -> HttpResponse:
        context = {"link": calendar_link_of(self.request.actor), "address": address}
        response = show(self.request, "programmes/followup/calendar.html", context)
        response.headers["Cache-Control"] = "no-store, private"
        return response


@method_decorator(login_not_required, name="dispatch")
class CalendarFeed(View):
    """The calendar under a secret address, for calendar programs."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The calendar; an address that is unknown or taken back is not there."""
        content = calendar_under(request.GET.get(_KEY, ""))
        if content is None:
            raise Http404
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
