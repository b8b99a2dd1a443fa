"""The search: posted, so that no name or number ends in an address, a log or a history."""

from django.http import HttpResponse

from agencies.access import Action, Resource
from agencies.operations.access_log import log_list
from agencies.web.pages import Page, show
from participants.panels import search_sources

SHORTEST = 2


class SearchPage(Page):
    """What was found, by kind, each with the reason why."""

    needs = (Resource.PARTICIPANT, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """An empty search."""
        return show(self.request, "participants/search.html", {"text": "", "found": [], "is_short": False, "hits": 0})

    def post(self, _request: object) -> HttpResponse:
        """Ask every source."""
        actor = self.request.actor
        text = self.request.POST.get("q", "").replace("\x00", "").strip()[:100]
        is_short = len(text) < SHORTEST
        answers = [] if is_short else [(source.title, source.find(actor, text)) for source in search_sources()]
        found = [{"title": title, "hits": hits} for title, hits in answers if hits]
        hits = [hit for _title, hits in answers for hit in hits]
        log_list(actor, Resource.PARTICIPANT, [hit.person_id for hit in hits], rule="search")
        context = {
            "text": text, "search_text": text, "found": found, "is_short": is_short and bool(text), "hits": len(hits),
        }  # fmt: skip
        return show(self.request, "participants/search.html", context)
