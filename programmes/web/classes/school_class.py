"""The page of one class: who is in it, who waits, when it meets, who teaches."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, may
from agencies.operations.access_log import log_list
from agencies.web.pages import Page, show
from participants.languages import language_name
from programmes.class_words import levels_in_words, period_in_words, slot_in_words
from programmes.models.classes import ClassSession, EnrolmentState, Pupil, PupilAway, SchoolClass, teaches_only
from programmes.operations.classes.enrolling import places_taken

_WEEKS = dt.timedelta(days=14)


class ClassPage(Page):
    """One class."""

    needs = (Resource.SCHOOL_CLASS, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The class as the actor may see it; protected people are in no list."""
        actor, today = self.request.actor, timezone.localdate()
        visible = SchoolClass.objects.visible_to(actor).select_related("course", "school")
        school_class = visible.get(pk=pk)
        pupils = list(Pupil.objects.visible_to(actor).filter(school_class=school_class))
        log_list(actor, Resource.PUPIL, [pupil.participant_id for pupil in pupils])
        away = _away(actor, school_class, today)
        now = [pupil for pupil in pupils if _is_in(pupil, today)]
        context = {
            "school_class": school_class,
            "period": period_in_words(school_class.first_day, school_class.last_day),
            "language": language_name(school_class.language),
            "pupils": [_shown(pupil, away) for pupil in now],
            "coming": [pupil for pupil in pupils if _is_coming(pupil, today)],
            "waiting": [pupil for pupil in pupils if pupil.state == EnrolmentState.WAITING],
            "taken": None if teaches_only(actor) else places_taken(actor, school_class, today),
            "teachers": list(school_class.teachers.select_related("user")),
            "slots": [slot_in_words(slot) for slot in school_class.slots.all()],
            "sessions": _sessions(actor, school_class, today),
            "shows_cases": not teaches_only(actor),
            "may_change": may(actor, Resource.SCHOOL_CLASS, Action.CHANGE),
            "may_advise": may(actor, Resource.TEST_ENTRY, Action.CREATE) and school_class.course.kind == "norwegian",
            "crumbs": [{"label": _("Klasser"), "url": reverse("programmes:classes")}],
            "today": today,
        }
        return show(self.request, "programmes/classes/class.html", context)


def pupil_rows(actor: Actor, school_class: SchoolClass, today: dt.date) -> list[dict[str, Any]]:
    """Everybody who stands on the page: those in the class, those who begin later, those who wait; and who is which."""
    away = _away(actor, school_class, today)
    pupils = list(Pupil.objects.visible_to(actor).filter(school_class=school_class))
    places = (
        (_("elev"), [pupil for pupil in pupils if _is_in(pupil, today)]),
        (_("begynner senere"), [pupil for pupil in pupils if _is_coming(pupil, today)]),
        (_("venteliste"), [pupil for pupil in pupils if pupil.state == EnrolmentState.WAITING]),
    )
    return [{**_shown(pupil, away), "place": place} for place, those in places for pupil in those]


def _is_coming(pupil: Pupil, day: dt.date) -> bool:
    return pupil.first_day is not None and pupil.first_day > day


def _is_in(pupil: Pupil, day: dt.date) -> bool:
    has_place = pupil.state == EnrolmentState.ENROLLED and pupil.first_day is not None and pupil.first_day <= day
    return has_place and (pupil.last_day is None or pupil.last_day >= day)


def _away(actor: Actor, school_class: SchoolClass, today: dt.date) -> dict[UUID, list[PupilAway]]:
    found: dict[UUID, list[PupilAway]] = {}
    rows = PupilAway.objects.visible_to(actor).filter(school_class=school_class, last_day__gte=today)
    for row in rows.order_by("first_day"):
        found.setdefault(row.participant_id, []).append(row)
    return found


def _shown(pupil: Pupil, away: dict[UUID, list[PupilAway]]) -> dict[str, Any]:
    periods = [period_in_words(row.first_day, row.last_day) for row in away.get(pupil.participant_id, [])]
    return {"pupil": pupil, "levels": levels_in_words(pupil.levels), "away": periods}


def _sessions(actor: Actor, school_class: SchoolClass, today: dt.date) -> dict[str, list[ClassSession]]:
    rows = ClassSession.objects.visible_to(actor).filter(
        school_class=school_class, day__range=(today - _WEEKS, today + _WEEKS)
    )
    past: list[ClassSession] = []
    coming: list[ClassSession] = []
    for row in rows:
        (past if row.day < today else coming).append(row)
    return {"past": past[::-1], "coming": coming}
