"""Pupils who may be participants: a person says who they are, or that they are none of ours."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
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
        page = page_of(pupils_waiting(actor), ("id",), self.request.GET.get("etter", ""), _PAGE)
        rows = pupil_rows(actor, page.rows)
        if rows:
            people = {person.pk for row in rows for person in row["candidates"]}
            log_list(actor, Resource.SCHOOL_SOURCE, [*people, *([None] * len(rows))])
        context = {"rows": rows, "next_url": f"?etter={page.cursor}" if page.cursor else ""}
        return show(self.request, "integration/schools/pupils.html", context)


def pupils_waiting(actor: Actor) -> QuerySet[UnmatchedPerson]:
    """Pupils whom somebody must link or put away."""
    waiting = UnmatchedPerson.objects.visible_to(actor).filter(settled_at__isnull=True, material__isnull=False)
    return waiting.select_related("source__school")


def pupil_rows(actor: Actor, pupils: Sequence[UnmatchedPerson]) -> list[dict[str, Any]]:
    """Each with what is known of it, and the participants it may be, in one query."""
    wanted = {pk for row in pupils for pk in row.candidate_ids}
    people = Participant.objects.listed_for(actor).still_here().in_bulk(wanted)
    return [
        {
            "row": row,
            "material": material_of(row),
            "candidates": [people[pk] for pk in row.candidate_ids if pk in people],
        }
        for row in pupils
    ]


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
