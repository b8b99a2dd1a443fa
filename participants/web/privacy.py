"""What the privacy officer watches: unusual reading, and access that staff gave themselves."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, Resource
from agencies.operations.access_log import log_read
from agencies.web.forms import DayField
from agencies.web.log_words import RULES, roles_in_words
from agencies.web.pages import Page, show
from participants.models import AccessOverride
from participants.operations.patterns import unusual_days

_WEEKS_BACK = 4
_MOST = 200


class PeriodForm(forms.Form):
    """The days to look at."""

    first_day = DayField(label=_("Fra og med"), required=False)
    last_day = DayField(label=_("Til og med"), required=False)


class PatternsPage(Page):
    """Days on which somebody read in an unusual way; each leads to the log of that day."""

    needs = (Resource.ACCESS_LOG, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The last weeks unless told otherwise."""
        form = PeriodForm(self.request.GET or None)
        first, last = period_of(form)
        days = unusual_days(self.request.actor, first, last)
        log_read(self.request.actor, Resource.ACCESS_LOG, row_count=len(days))
        shown = [{"day": day, "roles": roles_in_words(day.roles)} for day in days]
        if not form.is_bound:
            form = PeriodForm(initial={"first_day": first, "last_day": last})
        return show(self.request, "participants/privacy/patterns.html", {"form": form, "days": shown})


class OverridesPage(Page):
    """Access that staff took with a reason, newest first."""

    needs = (Resource.OVERRIDE, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The list; participants by id, as in the log."""
        actor = self.request.actor
        overrides = list(overrides_of(actor)[:_MOST])
        log_read(actor, Resource.OVERRIDE, row_count=len(overrides))
        shown = override_rows(overrides, timezone.localdate())
        return show(self.request, "participants/privacy/overrides.html", {"overrides": shown})


def period_of(form: PeriodForm) -> tuple[dt.date, dt.date]:
    """The days that the form chooses; the last weeks unless told otherwise."""
    chosen = form.cleaned_data if form.is_valid() else {}
    last = chosen.get("last_day") or timezone.localdate()
    return chosen.get("first_day") or last - dt.timedelta(weeks=_WEEKS_BACK), last


def overrides_of(actor: Actor) -> QuerySet[AccessOverride]:
    """Access taken in the municipalities of the actor, newest first."""
    rows = AccessOverride.objects.filter(municipality__in=actor.municipality_ids).select_related("user")
    return rows.order_by("-created_at", "-id")


def override_rows(overrides: Iterable[AccessOverride], today: dt.date) -> list[dict[str, Any]]:
    """The rows of the table, with the rule in words."""
    return [
        {"row": row, "rule": RULES.get(row.rule, row.rule), "is_running": row.first_day <= today <= row.last_day}
        for row in overrides
    ]
