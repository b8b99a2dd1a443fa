"""Take, follow up and put away flags; the row answers for itself, or the page comes again."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.errors import Refusal, RuleRefused
from agencies.web.pages import Page, back_from, show
from participants.models import Deadline, Flag
from participants.operations.flags import act_on_flag, dismiss_flag, take_flag
from participants.web.work import row_of
from participants.worklist import with_flag


class FlagForm(forms.Form):
    """What is posted with an act on a flag: which version was seen, and why."""

    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    reason = forms.CharField(required=False, max_length=2000)


class _FlagAct(Page):
    """An act on one flag, by POST."""

    http_method_names = ["post", "options"]

    def act(self, flag_id: UUID, version: int | None, reason: str) -> Flag:
        """Do it; each page knows which."""
        raise NotImplementedError

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Do it, and show the row as it is now."""
        try:
            flag = self._asked(pk)
        except RuleRefused as refused:
            if not self.request.htmx:
                raise
            flag = Flag.objects.visible_to(self.request.actor).get(pk=pk)
            return self._row(flag, 422, refusal=refused.refusals[0].detail)
        if self.request.htmx:
            return self._row(flag, 200)
        messages.success(self.request, self.done(flag))
        return HttpResponseRedirect(back_from(self.request))

    def _asked(self, flag_id: UUID) -> Flag:
        form = FlagForm(self.request.POST)
        if form.is_valid():
            return self.act(flag_id, form.cleaned_data["version"], form.cleaned_data["reason"])
        raise RuleRefused(*[Refusal("unreadable", str(text)) for texts in form.errors.values() for text in texts])

    def done(self, flag: Flag) -> str:
        """What has become of the flag, in words."""
        return {
            "taken": _("Du har tatt varselet."),
            "acted_on": _("Varselet er fulgt opp."),
            "dismissed": _("Varselet er lagt bort."),
        }[flag.state]

    def _row(self, flag: Flag, status: int, **more: Any) -> HttpResponse:
        today = timezone.localdate()
        deadlines = Deadline.objects.visible_to(self.request.actor)
        deadline = with_flag(deadlines, today).get(pk=flag.deadline_id)
        row = row_of(deadline, self.request.actor, today)
        context = {"row": row, "done": "" if row.flag else self.done(flag), "refusal": ""} | more
        return show(self.request, "participants/work/row.html", context, status)


class TakeFlag(_FlagAct):
    """Make it one's own."""

    def act(self, flag_id: UUID, version: int | None, reason: str) -> Flag:  # noqa: ARG002 - taking needs none
        """Take it."""
        return take_flag(self.request.actor, flag_id, expected_version=version)


class ActOnFlag(_FlagAct):
    """It was followed up."""

    def act(self, flag_id: UUID, version: int | None, reason: str) -> Flag:
        """Note it."""
        return act_on_flag(self.request.actor, flag_id, reason=reason, expected_version=version)


class DismissFlag(_FlagAct):
    """Put it away, with a reason."""

    def act(self, flag_id: UUID, version: int | None, reason: str) -> Flag:
        """Dismiss it."""
        return dismiss_flag(self.request.actor, flag_id, reason=reason, expected_version=version)
