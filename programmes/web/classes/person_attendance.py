"""Attendance of one person, from the case: for the protected, who stand in no list, and to correct one session."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Resource
from agencies.errors import RuleRefused
from agencies.operations.access_log import log_read
from agencies.operations.base import require
from agencies.web.pages import Page, go_to, show
from participants.models import Participant
from participants.web.case import case_of
from programmes.class_words import TAB
from programmes.models.classes import Attendance, ClassEnrolment, ClassSession
from programmes.operations.classes.marking import SAID_BY_TEACHER, Mark, mark_attendance

_LOOK_BACK = dt.timedelta(days=28)


class RecordForPersonPage(Page):
    """The person's sessions of the last four weeks, each with a choice."""

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The sessions."""
        person = self._case(pk)
        log_read(
            self.request.actor, Resource.ATTENDANCE, participant_id=person.pk, municipality_id=person.municipality_id
        )
        return self._page(person)

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Save one session."""
        person = self._case(pk)
        try:
            session_id = UUID(request.POST.get("session", ""))
        except ValueError:
            return self._page(person, 422)
        mark = Mark(request.POST.get("category", ""))
        try:
            mark_attendance(request.actor, session_id, {person.pk: mark}, reason=request.POST.get("reason", ""))
        except RuleRefused as refused:
            for refusal in refused.refusals:
                messages.error(request, refusal.detail)
            return self._page(person, 422)
        messages.success(request, _("Oppmøtet er lagret."))
        return go_to(request, reverse("programmes:record-for-person", args=[pk]))

    def _case(self, pk: UUID) -> Participant:
        actor = self.request.actor
        person = case_of(actor, pk)
        require(actor, Action.CREATE, Resource.ATTENDANCE, person.facts_for(actor))
        return person

    def _page(self, person: Participant, status: int = 200) -> HttpResponse:
        actor, today = self.request.actor, timezone.localdate()
        first = today - _LOOK_BACK
        places = list(ClassEnrolment.objects.visible_to(actor).filter(participant=person).within(first, today))
        sessions = ClassSession.objects.visible_to(actor).held().filter(
            school_class__in=[place.school_class_id for place in places], day__range=(first, today)
        )  # fmt: skip
        said = {
            row.session_id: row
            for row in Attendance.objects.visible_to(actor).filter(participant=person, day__gte=first)
        }
        rows = [
            {"session": session, "said": said.get(session.pk)}
            for session in sessions.select_related("school_class").order_by("-day", "-starts_at")
            if any(_holds(place, session) for place in places)
        ]
        context = {
            "person": person,
            "rows": rows,
            "choices": [(category.value, category.label) for category in SAID_BY_TEACHER],
            "tab_url": reverse("participants:case-tab", args=[person.pk, TAB]),
            "today": today,
        }
        return show(self.request, "programmes/classes/person.html", context, status)


def _holds(place: ClassEnrolment, session: ClassSession) -> bool:
    has_begun = place.first_day is not None and place.first_day <= session.day
    return (
        place.school_class_id == session.school_class_id
        and has_begun
        and (place.last_day is None or place.last_day >= session.day)
    )
