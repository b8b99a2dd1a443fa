"""«Innsyn»: who has read one participant's case, on paper for the participant who asks."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone

from agencies.access import Action, Resource
from agencies.models import AccessLogEntry
from agencies.models.audit import tells_of
from agencies.operations.access_log import log_read
from agencies.web.access_log import CHANNELS, RESOURCES
from agencies.web.log_words import entries_in_words
from agencies.web.pages import Page, show

_MOST = 2000


class AccessPrintPage(Page):
    """All readings of one case that were given, oldest first; who was refused is not the participant's to know."""

    needs = (Resource.ACCESS_LOG, Action.VIEW)
    resource = Resource.ACCESS_LOG

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The sheet. An id that nobody read gives an empty one, as an id that is nobody's does."""
        actor = self.request.actor
        rows = AccessLogEntry.objects.filter(
            tells_of(pk), municipality_id__in=actor.municipality_ids, granted=True
        ).order_by("created_at", "id")[:_MOST]
        log_read(actor, Resource.ACCESS_LOG, participant_id=pk)
        context = {
            "entries": entries_in_words(rows, RESOURCES, CHANNELS),
            "participant_id": pk,
            "municipality": actor.agency_name,
            "today": timezone.localdate(),
        }
        return show(self.request, "agencies/access_print.html", context)
