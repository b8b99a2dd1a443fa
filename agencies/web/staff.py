"""Who works in the agency: for the administrator and the team leader."""

from django.http import HttpResponse
from django.utils import timezone

from agencies.access import Action, Resource
from agencies.models import Membership
from agencies.web.pages import Page, show


class StaffPage(Page):
    """Everybody who has a role in the agency today; no personal data of participants stands here."""

    needs = (Resource.STAFF, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The list, by name."""
        members = Membership.objects.active_on(timezone.localdate())
        rows = members.filter(agency=self.request.actor.agency_id).select_related("user").order_by("user__name", "id")
        return show(self.request, "agencies/staff.html", {"members": list(rows)})
