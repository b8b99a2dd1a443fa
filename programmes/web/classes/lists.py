"""«Klasser»: for a teacher today's sessions first; for the municipality all classes, and what waits for it."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from agencies.access import Action, Actor, Resource, may
from agencies.operations.access_log import log_list, log_read
from agencies.web.pages import Page, show
from programmes.models.classes import (
    Attendance,
    ClassEnrolment,
    ClassSession,
    ClassTeacher,
    Pupil,
    SchoolClass,
    teaches_only,
)

_LOOK_BACK = dt.timedelta(days=14)


class ClassesPage(Page):
    """The list of classes."""

    needs = (Resource.SCHOOL_CLASS, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """Today's sessions and own classes, or all classes."""
        actor, today = self.request.actor, timezone.localdate()
        classes = SchoolClass.objects.visible_to(actor).select_related("course", "school")
        rows = class_rows(actor, list(classes.running_on(today)), today)
        context: dict[str, Any] = {"rows": rows, "is_teacher": teaches_only(actor), "today": today}
        if teaches_only(actor):
            context["sessions"] = sessions_today(actor, today)
            context["unrecorded"] = unrecorded(actor, today)
        else:
            context["ended"] = class_rows(actor, list(classes.exclude(pk__in=classes.running_on(today))), today)
            context["may_make"] = may(actor, Resource.SCHOOL_CLASS, Action.CREATE)
            context["may_lock"] = may(actor, Resource.ATTENDANCE_LOCK, Action.CREATE)
            waiting = people_waiting(actor) if may(actor, Resource.ATTENDANCE, Action.DECIDE) else []
            if waiting:
                log_list(actor, Resource.ATTENDANCE, [row["person"].pk for row in waiting])
            context["waiting"] = waiting
        log_read(actor, Resource.SCHOOL_CLASS, row_count=len(rows))
        return show(self.request, "programmes/classes/list.html", context)


def class_rows(actor: Actor, classes: list[SchoolClass], today: dt.date) -> list[dict[str, Any]]:
    """Each class with its pupils, list and teachers; a constant number of queries."""
    ids = [row.pk for row in classes]
    places = ClassEnrolment.objects.listed_for(actor).filter(school_class__in=ids)
    in_class = dict(places.on(today).order_by().values_list("school_class").annotate(number=Count("id")))
    on_list = dict(places.waiting().order_by().values_list("school_class").annotate(number=Count("id")))
    teachers: dict[Any, list[str]] = {}
    for row in ClassTeacher.objects.on(today).filter(school_class__in=ids).select_related("user"):
        teachers.setdefault(row.school_class_id, []).append(row.user.name)
    return [
        {
            "school_class": row,
            "pupils": in_class.get(row.pk, 0),
            "waiting": on_list.get(row.pk, 0),
            "teachers": ", ".join(teachers.get(row.pk, [])),
        }
        for row in classes
    ]


def sessions_today(actor: Actor, today: dt.date) -> list[dict[str, Any]]:
    """Today's sessions in order of time, with how many pupils are recorded."""
    return _with_progress(actor, ClassSession.objects.visible_to(actor).filter(day=today))


def unrecorded(actor: Actor, today: dt.date) -> list[dict[str, Any]]:
    """Sessions of the last two weeks at which nobody is recorded."""
    before = ClassSession.objects.visible_to(actor).held().filter(day__gte=today - _LOOK_BACK, day__lt=today)
    return [row for row in _with_progress(actor, before) if row["pupils"] and not row["done"]]


def people_waiting(actor: Actor) -> list[dict[str, Any]]:
    """People for whom reported absence waits for a decision, the oldest first."""
    rows = Attendance.objects.listed_for(actor).to_decide().order_by("day").select_related("participant")
    found: dict[Any, dict[str, Any]] = {}
    for row in rows[:500]:
        person = found.setdefault(
            row.participant_id, {"person": row.participant, "oldest": row.day, "sessions": 0, "minutes": 0}
        )
        person["sessions"] += 1
        person["minutes"] += row.absent_minutes
    for each in found.values():
        each["hours"] = round(each["minutes"] / 60, 1)
        each["url"] = reverse("participants:case-tab", args=[each["person"].pk, "norsk"])
    return list(found.values())


def _with_progress(actor: Actor, sessions: Any) -> list[dict[str, Any]]:
    rows = list(sessions.select_related("school_class").order_by("day", "starts_at"))
    ids = [row.pk for row in rows]
    recorded = dict(
        Attendance.objects.listed_for(actor)
        .filter(session__in=ids)
        .order_by()
        .values_list("session")
        .annotate(number=Count("id"))
    )
    pupils: dict[Any, list[Pupil]] = {}
    for pupil in Pupil.objects.visible_to(actor).filter(
        Q(state="enrolled"), school_class__in={row.school_class_id for row in rows}
    ):
        pupils.setdefault(pupil.school_class_id, []).append(pupil)
    return [
        {
            "session": row,
            "done": recorded.get(row.pk, 0),
            "pupils": sum(1 for pupil in pupils.get(row.school_class_id, []) if _is_in(pupil, row.day)),
            "url": reverse("programmes:session", args=[row.pk]),
        }
        for row in rows
    ]


def _is_in(pupil: Pupil, day: dt.date) -> bool:
    has_begun = pupil.first_day is not None and pupil.first_day <= day
    return has_begun and (pupil.last_day is None or pupil.last_day >= day)
