"""The months of attendance: which are settled, settle one, open one again."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource
from agencies.errors import RuleRefused
from agencies.web.pages import Page, go_to, show
from programmes.models.classes import Attendance, AttendanceLock
from programmes.operations.classes.locking import lock_month, reopen_month

_MONTHS = 6


class MonthForm(forms.Form):
    """Which month, and why it is opened."""

    month = forms.DateField()
    reason = forms.CharField(max_length=1000, required=False, label=gettext_lazy("Hvorfor åpnes måneden?"))


class MonthsPage(Page):
    """The last six months of the own municipality."""

    needs = (Resource.ATTENDANCE_LOCK, Action.VIEW)

    def get(self, request: Any) -> HttpResponse:
        """The months."""
        return show(request, "programmes/classes/months.html", {"months": _months(request.actor)})

    def post(self, request: Any) -> HttpResponse:
        """Settle or open."""
        form = MonthForm(request.POST)
        actor = request.actor
        if not form.is_valid() or actor.agency_id is None:
            return go_to(request, reverse("programmes:months"))
        month = form.cleaned_data["month"]
        words = {"month": f"{month:%m.%Y}"}
        try:
            if "reopen" in request.POST:
                reopen_month(actor, actor.agency_id, month=month, reason=form.cleaned_data["reason"])
                messages.success(request, _("%(month)s er åpnet. Lås den igjen når rettingen er ferdig.") % words)
            else:
                lock_month(actor, actor.agency_id, month=month)
                messages.success(request, _("%(month)s er låst.") % words)
        except RuleRefused as refused:
            for refusal in refused.refusals:
                messages.error(request, refusal.detail)
            return show(request, "programmes/classes/months.html", {"months": _months(actor)}, 422)
        return go_to(request, reverse("programmes:months"))


def _months(actor: Actor) -> list[dict[str, Any]]:
    """The months before this one, the newest first, with what is settled and what waits."""
    first = timezone.localdate().replace(day=1)
    months: list[dt.date] = []
    for _number in range(_MONTHS):
        first = (first - dt.timedelta(days=1)).replace(day=1)
        months.append(first)
    locks: dict[dt.date, list[AttendanceLock]] = {}
    for lock in AttendanceLock.objects.filter(municipality=actor.agency_id, month__in=months).select_related(
        "locked_by", "reopened_by"
    ):
        locks.setdefault(lock.month, []).append(lock)
    waiting = Attendance.objects.listed_for(actor).filter(municipality=actor.agency_id, day__gte=months[-1]).to_decide()
    days = [day.replace(day=1) for day in waiting.values_list("day", flat=True)]
    return [
        {
            "month": month,
            "lock": next((lock for lock in locks.get(month, []) if lock.reopened_at is None), None),
            "earlier": [lock for lock in locks.get(month, []) if lock.reopened_at],
            "waiting": days.count(month),
        }
        for month in months
    ]
