"""Whose job it is, when a job is logged from an employer's page; the form of the job comes next, with the employer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from agencies.access import Action, Resource
from agencies.operations.access_log import log_list
from agencies.web.pages import Page, show
from employers.models import Employer
from participants.models import Assignment, Participant
from participants.searching import people_found

SHORTEST = 2
MOST_OWN = 30


class JobHerePage(Page):
    """One's own people, and a search among all. Posted, so that no name or number ends in an address or a log."""

    needs = (Resource.PLACEMENT, Action.CREATE)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """One's own people."""
        return self._page(pk, "", self._own())

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Whoever is found."""
        text = request.POST.get("person", "").replace("\x00", "").strip()[:100]
        found = people_found(self.request.actor, text) if len(text) >= SHORTEST else []
        return self._page(pk, text, found)

    def _own(self) -> Sequence[Participant]:
        actor = self.request.actor
        mine = Assignment.objects.listed_for(actor).on(timezone.localdate()).filter(user=actor.user_id)
        people = Participant.objects.listed_for(actor).still_here().filter(
            Exists(mine.filter(participant=OuterRef("pk")))
        )  # fmt: skip
        return list(people.select_related("municipality").by_name()[:MOST_OWN])

    def _page(self, pk: UUID, text: str, found: Sequence[Participant]) -> HttpResponse:
        actor = self.request.actor
        employer = Employer.objects.visible_to(actor).standing().get(pk=pk)
        if found:
            rule = "search" if text else "need_to_know"
            log_list(actor, Resource.PARTICIPANT, [person.pk for person in found], rule=rule)
        known = urlencode({"arbeidsgiver": employer.organisation_number})
        context = {
            "employer": employer,
            "text": text,
            "people": [
                {"person": person, "url": f"{reverse('employers:log-placement', args=[person.pk])}?{known}"}
                for person in found
            ],
            "back_url": reverse("employers:detail", args=[pk]),
        }
        return show(self.request, "employers/job_here.html", context)
