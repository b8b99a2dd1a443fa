"""The whole change history of a case, a page at a time."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone

from agencies.access import Action, Resource
from agencies.web.pages import Page, show
from participants.change_entries import changes_of
from participants.web.case import case_of, tab_url

_PAGE = 25
_MOST_DIGITS = 18


class ChangesPage(Page):
    """What was changed on one case, newest first; ``before`` is where the page before ended."""

    needs = (Resource.PARTICIPANT, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The entries that the actor may read; a case that the actor may not see is not there."""
        person = case_of(self.request.actor, pk)
        page = changes_of(self.request.actor, person, _PAGE, _number(self.request.GET.get("before", "")))
        context = {
            "person": person,
            "today": timezone.localdate(),
            "back_url": tab_url(person.pk, "historikk"),
            "changes": page.entries,
            "next_url": f"?before={page.older}" if page.older else "",
        }
        return show(self.request, "participants/changes.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None
