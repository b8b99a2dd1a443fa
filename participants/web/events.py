"""All that was done on a case, a page at a time."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone

from agencies.access import Action, Resource, decide
from agencies.errors import NotPermitted
from agencies.web.pages import Page, show
from participants.case_events import events_of, may_read_events
from participants.web.case import case_of, tab_url

_PAGE = 50


class EventsPage(Page):
    """What was done on one case, newest first; ``before`` is the last event of the page before."""

    needs = (Resource.PARTICIPANT, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The events, for casework; a case that the actor may not see is not there."""
        actor = self.request.actor
        person = case_of(actor, pk)
        if not may_read_events(actor):
            raise NotPermitted("role")
        page = events_of(actor, person, _PAGE, _uuid(self.request.GET.get("before", "")))
        context = {
            "person": person,
            "today": timezone.localdate(),
            "back_url": tab_url(person.pk, "historikk"),
            "events": page.lines,
            "may_state": decide(actor, Resource.STATEMENT, Action.CREATE, person.facts_for(actor)).allowed,
            "next_url": f"?before={page.older}" if page.older else "",
        }
        return show(self.request, "participants/events.html", context)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
