"""What the privacy officer watches: unusual reading, and access that staff gave themselves."""

import datetime as dt

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Resource
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
        chosen = form.cleaned_data if form.is_valid() else {}
        last = chosen.get("last_day") or timezone.localdate()
        first = chosen.get("first_day") or last - dt.timedelta(weeks=_WEEKS_BACK)
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
        rows = AccessOverride.objects.filter(municipality__in=actor.municipality_ids).select_related("user")
        overrides = list(rows.order_by("-created_at", "-id")[:_MOST])
        log_read(actor, Resource.OVERRIDE, row_count=len(overrides))
        today = timezone.localdate()
        shown = [
            {"row": row, "rule": RULES.get(row.rule, row.rule), "is_running": row.first_day <= today <= row.last_day}
            for row in overrides
        ]
        return show(self.request, "participants/privacy/overrides.html", {"overrides": shown})
