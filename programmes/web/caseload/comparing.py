"""The page on which the decided last day and the computed one stand side by side, and the mark on the case."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, may
from agencies.operations.access_log import log_read
from agencies.operations.base import require
from agencies.web.pages import Page, go_to, show
from participants.models import Deadline, Participant
from programmes.law_words import steps_in_words
from programmes.models import Participation, Takeover
from programmes.operations.caseload.clock import computed_clock
from programmes.operations.caseload.comparing import confirm_end


class ComparePage(Page):
    """Compare, and say which day holds."""

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """Both days, and the steps that lead to the computed one."""
        actor = self.request.actor
        takeover = _of(actor, pk)
        person = takeover.participant
        require(actor, Action.DECIDE, Resource.PARTICIPATION, person.facts_for(actor))
        log_read(actor, Resource.PARTICIPATION, participant_id=person.pk, municipality_id=person.municipality_id)
        clock = computed_clock(takeover.participation)
        context = {
            "takeover": takeover,
            "person": person,
            "computed": clock.last_day,
            "steps": steps_in_words(clock.steps),
            "difference": _difference(takeover.decided_last_day, clock.last_day),
            "version": takeover.participation.version,
        }
        return show(self.request, "programmes/caseload/compare.html", context)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Confirm one of them."""
        version = self.request.POST.get("version", "")
        takeover = confirm_end(
            self.request.actor,
            pk,
            keep_decided=self.request.POST.get("hold") == "vedtatt",
            expected_version=int(version) if version.isdigit() else None,
        )
        last_day = Participation.objects.values_list("last_day", flat=True).get(pk=pk)
        messages.success(self.request, _("Sluttdatoen er %(day)s.") % {"day": f"{last_day:%d.%m.%Y}"})
        return go_to(self.request, reverse("participants:case", args=[takeover.participant_id]))


def takeover_mark(actor: Actor, person: Participant, _today: dt.date) -> Mapping[str, Any] | None:
    """On the case: where it comes from, and what has still to be compared."""
    takeover = Takeover.objects.visible_to(actor).filter(participant=person).select_related("participation").first()
    if takeover is None:
        return None
    may_confirm = takeover.waits and may(actor, Resource.PARTICIPATION, Action.DECIDE)
    return {
        "takeover": takeover,
        "compare_url": reverse("programmes:compare-end", args=[takeover.participation_id]) if may_confirm else "",
    }


def compare_url(deadline: Deadline) -> str:
    """The page that resolves the duty."""
    return reverse("programmes:compare-end", args=[deadline.subject_id])


def _of(actor: Actor, participation_id: UUID) -> Takeover:
    rows = Takeover.objects.visible_to(actor).select_related("participation__participant", "participant")
    return rows.get(participation=participation_id)


def _difference(decided: dt.date | None, computed: dt.date | None) -> int:
    return (computed - decided).days if decided and computed else 0
