"""The search: posted, so that no name or number ends in an address, a log or a history."""

from django.http import HttpResponse

from agencies.access import Action, Resource
from agencies.operations.access_log import log_read
from agencies.web.pages import Page, show
from participants.panels import search_sources

SHORTEST = 2


class SearchPage(Page):
    """What was found, by kind, each with the reason why."""

    needs = (Resource.PARTICIPANT, Action.VIEW)

    def get(self, request: object) -> HttpResponse:
        """An empty search."""
        return show(self.request, "participants/search.html", {"text": "", "found": [], "is_short": False, "hits": 0})

    def post(self, request: object) -> HttpResponse:
        """Ask every source."""
        actor = self.request.actor
        text = self.request.POST.get("q", "").strip()[:100]
        is_short = len(text) < SHORTEST
        sources = [] if is_short else search_sources()
        found = [{"title": source.title, "hits": list(source.find(actor, text))} for source in sources]
        found = [source for source in found if source["hits"]]
        hits = sum(len(source["hits"]) for source in found)  # type: ignore[arg-type]
        log_read(actor, Resource.PARTICIPANT, rule="search", row_count=hits)
        context = {"text": text, "search_text": text, "found": found, "is_short": is_short and bool(text), "hits": hits}
        return show(self.request, "participants/search.html", context)
