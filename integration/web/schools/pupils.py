"""Pupils who may be participants: a person says who they are, or that they are none of ours."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.access import Action, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.access_log import log_list
from agencies.web.pages import Page, go_to, show
from agencies.web.paging import page_of
from integration.models import UnmatchedPerson
from integration.operations.schools.linking import dismiss_pupil, link_pupil
from integration.operations.schools.matching import material_of
from participants.models import Participant

_PAGE = 20


class PupilsPage(Page):
    """Those who wait."""

    needs = (Resource.SCHOOL_SOURCE, Action.CHANGE)

    def get(self, _request: object) -> HttpResponse:
        """Each with the participants it may be."""
        actor = self.request.actor
        waiting = UnmatchedPerson.objects.visible_to(actor).filter(settled_at__isnull=True, material__isnull=False)
        page = page_of(waiting.select_related("source__school"), ("id",), self.request.GET.get("etter", ""), _PAGE)
        wanted = {pk for row in page.rows for pk in row.candidate_ids}
        people = Participant.objects.listed_for(actor).still_here().in_bulk(wanted)
        rows: list[dict[str, Any]] = [
            {
                "row": row,
                "material": material_of(row),
                "candidates": [people[pk] for pk in row.candidate_ids if pk in people],
            }
            for row in page.rows
        ]
        if rows:
            log_list(actor, Resource.SCHOOL_SOURCE, [*people, *([None] * len(rows))])
        context = {"rows": rows, "next_url": f"?etter={page.cursor}" if page.cursor else ""}
        return show(self.request, "integration/schools/pupils.html", context)


class LinkPage(Page):
    """This pupil is that participant."""

    http_method_names = ["post", "options"]
    needs = (Resource.SCHOOL_SOURCE, Action.CHANGE)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Link them."""
        try:
            participant = UUID(self.request.POST.get("participant", ""))
        except ValueError as error:
            raise RuleRefused(Refusal("required", _("Velg hvem eleven er."))) from error
        link_pupil(self.request.actor, pk, participant_id=participant)
        messages.success(self.request, _("Eleven er koblet. Klasseplassene kommer neste gang skolesystemet leses."))
        return go_to(self.request, reverse("integration:school-pupils"))


class DismissPage(Page):
    """This pupil is none of our participants."""

    http_method_names = ["post", "options"]
    needs = (Resource.SCHOOL_SOURCE, Action.CHANGE)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Do not ask again."""
        dismiss_pupil(self.request.actor, pk)
        messages.success(self.request, _("Opplysningene om eleven er slettet."))
        return go_to(self.request, reverse("integration:school-pupils"))
