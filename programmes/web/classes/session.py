"""The teacher's page of one session: a row a pupil, a tap a change."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource
from agencies.errors import RuleRefused
from agencies.operations.access_log import log_list
from agencies.web.pages import Page, show
from programmes.class_words import level_of
from programmes.models.classes import Attendance, Category, ClassSession, Pupil, PupilAway, teaches_only
from programmes.operations.classes.marking import Mark, is_editable_on, mark_attendance
from programmes.operations.classes.planning import cancel_session
from programmes.web.classes.form_page import FormPage

CYCLE = (Category.PRESENT, Category.LATE, Category.ABSENT_INVALID)


def said_words() -> dict[str, str]:
    """What a teacher calls the categories, and what the page says of saving; the script has them from the page."""
    return {
        "present": _("Til stede"),
        "late": _("Sen"),
        "absent_invalid": _("Borte"),
        "absent_valid": _("Borte, gyldig"),
        "leave": _("Permisjon"),
        "holiday": _("Ferie"),
        "cancelled": _("Avlyst"),
        "saving": _("Lagrer …"),
        "saved": _("Alt er lagret"),
        "offline": _("Ingen linje. {number} trykk er tatt vare på, og lagres når linjen er tilbake."),
        "login": _("Du må logge inn på nytt. {number} trykk er tatt vare på."),
        "refused": _("Ikke lagret."),
    }


class SessionPage(Page):
    """Attendance of one session."""

    needs = (Resource.ATTENDANCE, Action.CREATE)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The rows."""
        session = self._session(pk)
        return self._page(session)

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Save one tap, many taps, or «alle til stede»; JSON for the script, else the page again."""
        session = self._session(pk)
        wants_json = request.headers.get("Accept") == "application/json"
        try:
            marks = self._marks(session)
            mark_attendance(request.actor, pk, marks, reason=request.POST.get("reason", ""))
        except RuleRefused as refused:
            if wants_json:
                return JsonResponse({"detail": str(refused)}, status=422)
            for refusal in refused.refusals:
                messages.error(request, refusal.detail)
            return self._page(session, 422)
        if wants_json:
            return JsonResponse({"saved": len(marks)})
        # What was tapped before the script had come.
        messages.success(request, said_words()["saved"])
        return HttpResponseRedirect(reverse("programmes:session", args=[pk]))

    def _session(self, pk: UUID) -> ClassSession:
        visible = ClassSession.objects.visible_to(self.request.actor)
        return visible.select_related("school_class__school", "school_class__course").get(pk=pk)

    def _marks(self, session: ClassSession) -> dict[UUID, Mark]:
        """What was tapped; words that are none are refused by the operation, ids that are none are left out."""
        post = self.request.POST
        if "all_present" in post:
            rows = rows_of(self.request.actor, session)
            return {row["pupil"].participant_id: Mark(Category.PRESENT) for row in rows if row["is_open"]}
        return dict(_tapped(post.getlist("mark")))

    def _page(self, session: ClassSession, status: int = 200) -> HttpResponse:
        actor, today = self.request.actor, timezone.localdate()
        rows = rows_of(actor, session)
        log_list(actor, Resource.PUPIL, [row["pupil"].participant_id for row in rows])
        school_class = session.school_class
        context = {
            "session": session,
            "school_class": school_class,
            "rows": rows,
            "done": sum(1 for row in rows if row["category"]),
            "words": json.dumps(said_words(), ensure_ascii=False),
            "is_editable": is_editable_on(session, today),
            "is_past": session.day < today,
            "is_to_come": session.day > today,
            "reason": self.request.POST.get("reason", ""),
            "others": _others_on(actor, session),
            "crumbs": [
                {"label": _("Klasser"), "url": reverse("programmes:classes")},
                {"label": school_class.name, "url": reverse("programmes:class", args=[school_class.pk])},
            ],
            "shows_cases": not teaches_only(actor),
        }
        return show(self.request, "programmes/classes/session.html", context, status)


def rows_of(actor: Actor, session: ClassSession) -> list[dict[str, Any]]:
    """A row for each pupil on the day, with what is said and what the next tap says; a constant number of queries."""
    pupils = list(Pupil.objects.visible_to(actor).filter(school_class=session.school_class_id).in_class_on(session.day))
    said = {
        row.participant_id: row
        for row in Attendance.objects.visible_to(actor)
        .filter(session=session)
        .only("participant", "category", "counted_as")
    }
    away = set(
        PupilAway.objects.visible_to(actor)
        .filter(school_class=session.school_class_id)
        .on(session.day)
        .values_list("participant_id", flat=True)
    )
    words = said_words()
    return [_row(pupil, said.get(pupil.participant_id), pupil.participant_id in away, words) for pupil in pupils]


def _row(pupil: Pupil, row: Attendance | None, is_away: bool, words: dict[str, str]) -> dict[str, Any]:
    category = row.category if row else ""
    place = CYCLE.index(Category(category)) + 1 if category in CYCLE else 0
    following = CYCLE[place % len(CYCLE)]
    shown = words.get(category, "")
    if not shown:
        shown = _("Borte i dag") if is_away else _("Ikke ført")
    return {
        "pupil": pupil,
        "level": level_of(pupil.levels),
        "category": category,
        "said": shown,
        "next": f"{pupil.participant_id}:{following}",
        "is_away": is_away,
        "is_open": not category and not is_away,
    }


def _tapped(values: Iterable[str]) -> Iterable[tuple[UUID, Mark]]:
    for value in values:
        pupil, _colon, category = value.partition(":")
        try:
            yield UUID(pupil), Mark(category)
        except ValueError:
            continue


def _others_on(actor: Actor, session: ClassSession) -> list[ClassSession]:
    """The class' other sessions of the day, to go on to."""
    same_day = ClassSession.objects.visible_to(actor).filter(school_class=session.school_class_id, day=session.day)
    return list(same_day.exclude(pk=session.pk).order_by("starts_at"))


class CancelForm(forms.Form):
    """Why a session is cancelled."""

    reason = forms.CharField(label=gettext_lazy("Hvorfor avlyses økten?"), max_length=300)


class CancelSessionPage(FormPage):
    """Cancel a session."""

    title = gettext_lazy("Avlys økten")
    explanation = gettext_lazy("En avlyst økt er ikke med i oppmøtet til noen.")
    save_label = gettext_lazy("Avlys økten")
    act = (Resource.ATTENDANCE, Action.CREATE)

    def find(self, pk: Any) -> ClassSession:
        """The session."""
        return ClassSession.objects.visible_to(self.actor).select_related("school_class").get(pk=pk)

    def make_form(self, _row: ClassSession, data: Any = None) -> forms.Form:
        """The reason."""
        return CancelForm(data)

    def save(self, row: ClassSession, facts: dict[str, Any]) -> str:
        """Cancel."""
        cancel_session(self.actor, row.pk, reason=facts["reason"])
        return _("Økten %(day)s er avlyst.") % {"day": f"{row.day:%d.%m.%Y}"}

    def back_to(self, row: ClassSession) -> tuple[str, str]:
        """The class."""
        return reverse("programmes:class", args=[row.school_class_id]), row.school_class.name
