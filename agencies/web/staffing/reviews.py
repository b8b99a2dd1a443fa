"""The yearly look at who has access."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import RuleRefused
from agencies.models import AccessReview
from agencies.operations.staffing.reviews import confirm_access, lines_of, open_review, review_due
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from agencies.web.staffing.forms import DueForm

_EARLIER = 5


class ReviewPage(Page):
    """The round that is open, or the way to begin one; and the earlier ones."""

    needs = (Resource.STAFF, Action.CHANGE)

    def get(self, _request: object) -> HttpResponse:
        """The page."""
        return self._page(DueForm())

    def post(self, _request: object) -> HttpResponse:
        """Begin a round."""
        form = DueForm(self.request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            open_review(self.request.actor, due_on=form.cleaned_data["due_on"])
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(form, 422)
        messages.success(self.request, _("Gjennomgangen er i gang. Bekreft eller avslutt hver rolle."))
        return go_to(self.request, reverse("agencies:access-review"))

    def _page(self, form: DueForm, status: int = 200) -> HttpResponse:
        actor, today = self.request.actor, timezone.localdate()
        review = review_open(actor)
        lines = lines_of(review) if review else []
        context: dict[str, Any] = {
            "review": review,
            "lines": lines,
            "left": sum(line.confirmation is None for line in lines),
            "days": (review.due_on - today).days if review else 0,
            "earlier": list(_closed(actor)[:_EARLIER]),
            "is_due": review_due(actor.agency_id, today),
            "own_id": actor.user_id,
            "form": form,
        }
        return show(self.request, "agencies/staffing/review.html", context, status)


class ConfirmAccess(Page):
    """Say of one role that it is kept, or end it."""

    http_method_names = ["post", "options"]
    needs = (Resource.STAFF, Action.CHANGE)

    def post(self, _request: object, pk: UUID, membership: UUID) -> HttpResponse:
        """Write it down."""
        review = confirm_access(self.request.actor, pk, membership, keep=self.request.POST.get("keep") == "ja")
        if review.closed_at:
            messages.success(self.request, _("Gjennomgangen er ferdig. Alle roller er bekreftet eller avsluttet."))
        return go_to(self.request, reverse("agencies:access-review"))


def review_open(actor: Actor) -> AccessReview | None:
    """The round that is under way in the own agency, if any."""
    return AccessReview.objects.filter(agency=actor.agency_id, closed_at__isnull=True).first()


def _closed(actor: Actor) -> Any:
    rows = AccessReview.objects.filter(agency=actor.agency_id, closed_at__isnull=False)
    return rows.select_related("opened_by").order_by("-closed_at", "-id")
