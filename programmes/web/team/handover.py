"""Hand many cases over: who gives, who gets, what the plan is, and the progress of a large one."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_htmx.http import HttpResponseClientRedirect

from agencies.access import Action, Actor, Resource
from agencies.errors import RuleRefused
from agencies.models import Job, JobState, User
from agencies.operations.access_log import log_list
from agencies.operations.jobs import progress_of
from agencies.visibility import jobs_visible_to
from agencies.web.forms import DayField, show_refusals
from agencies.web.pages import Page, go_to, show
from participants.models import AssignmentKind
from participants.operations.assignment import contacts_available
from participants.operations.team.handover import (
    AT_ONCE,
    HAND_OVER,
    Handover,
    Plan,
    hand_over,
    hand_over_later,
    plan_handover,
)
from programmes import team

NOBODY = "uten"


class HandoverForm(forms.Form):
    """Whose cases, to whom, from when."""

    source = forms.ChoiceField(label=gettext_lazy("Hvem sine saker?"))
    targets = forms.MultipleChoiceField(
        label=gettext_lazy("Hvem får dem?"),
        help_text=gettext_lazy("Velg én, eller flere: da fordeles sakene så antallet blir så likt som mulig."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Velg minst én.")},
    )
    first_day = DayField(label=gettext_lazy("Fra og med"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        loads = team.caseloads(actor, today)
        givers = [(str(load.user.pk), f"{load.user.name} ({load.cases})") for load in loads if load.cases]
        free = team.unassigned(actor, today).filter(municipality=actor.agency_id).count()
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            (NOBODY, _("Uten rådgiver (%(n)d)") % {"n": free}),
            *givers,
        ]
        able = contacts_available(actor.agency_id, AssignmentKind.ADVISER, today) if actor.agency_id else []
        numbers = {load.user.pk: load.cases for load in loads}
        away = {load.user.pk for load in loads if load.away}
        self.fields["targets"].choices = [  # type: ignore[attr-defined]
            (str(user.pk), _label(user, numbers.get(user.pk, 0), is_away=user.pk in away)) for user in able
        ]
        self.fields["first_day"].initial = today

    def handover(self, municipality_id: UUID) -> Handover:
        """What was chosen."""
        given = self.cleaned_data
        return Handover(
            municipality_id=municipality_id,
            source_id=None if given["source"] == NOBODY else UUID(given["source"]),
            target_ids=tuple(UUID(pk) for pk in given["targets"]),
            first_day=given["first_day"],
        )


class HandoverPage(Page):
    """Choose, look at the plan, carry it out."""

    needs = (Resource.TEAM, Action.CHANGE)

    def get(self, _request: object) -> HttpResponse:
        """The choice; ``fra`` says whose cases beforehand."""
        form = HandoverForm(self.request.actor, initial={"source": self.request.GET.get("fra", NOBODY)})
        return self._page(form)

    def post(self, _request: object) -> HttpResponse:
        """The plan; with ``confirmed`` it is carried out."""
        actor = self.request.actor
        form = HandoverForm(actor, self.request.POST)
        if not form.is_valid() or actor.agency_id is None:
            return self._page(form, status=422)
        handover = form.handover(actor.agency_id)
        try:
            if "confirmed" in self.request.POST:
                return self._carry_out(handover)
            plan = plan_handover(actor, handover)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(form, status=422)
        people = [move.person.pk for move in plan.moves]
        log_list(actor, Resource.TEAM, people, municipality_id=actor.agency_id)
        return self._page(form, plan)

    def _carry_out(self, handover: Handover) -> HttpResponse:
        actor = self.request.actor
        if len(plan_handover(actor, handover).moves) > AT_ONCE:
            job = hand_over_later(actor, handover)
            return go_to(self.request, reverse("programmes:hand-over-progress", args=[job.pk]))
        done = hand_over(actor, handover)
        messages.success(self.request, _done(len(done.moves)))
        return go_to(self.request, reverse("programmes:team"))

    def _page(self, form: HandoverForm, plan: Plan | None = None, status: int = 200) -> HttpResponse:
        number = len(plan.moves) if plan else 0
        label = ngettext("Flytt %(n)d sak", "Flytt %(n)d saker", number) % {"n": number}
        context = {"form": form, "plan": plan, "number": number, "confirm_label": label}
        return show(self.request, "programmes/team/hand_over.html", context, status)


class HandoverProgressPage(Page):
    """A large handover while a worker has it."""

    needs = (Resource.TEAM, Action.CHANGE)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The progress; back to the team when it is done."""
        job = jobs_visible_to(self.request.actor).get(pk=pk, kind=HAND_OVER)
        if job.state == JobState.SUCCEEDED:
            messages.success(self.request, _done(job.done))
            team_url = reverse("programmes:team")
            return HttpResponseClientRedirect(team_url) if self.request.htmx else go_to(self.request, team_url)
        context = {"job": job, "has_failed": job.state == JobState.FAILED, **_progress(job)}
        part = "bar" if self.request.htmx else "progress"
        return show(self.request, f"programmes/team/{part}.html", context)


def _progress(job: Job) -> dict[str, Any]:
    done, total = progress_of(job)
    text = _("%(done)d av %(total)d saker") % {"done": done, "total": total} if total else _("Venter på tur …")
    return {"done": done, "total": total or 1, "text": text}


def _done(number: int) -> str:
    text = ngettext("%(n)d sak har fått ny rådgiver.", "%(n)d saker har fått ny rådgiver.", number)
    return text % {"n": number}


def _label(user: User, cases: int, *, is_away: bool) -> str:
    label = ngettext("%(name)s – %(n)d sak", "%(name)s – %(n)d saker", cases) % {"name": user.name, "n": cases}
    return _("%(label)s (er borte)") % {"label": label} if is_away else label
