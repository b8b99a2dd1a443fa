"""Follow-up of work: one click answers, on a page that My work leads to and on the case."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.errors import RuleRefused, StaleVersion
from agencies.operations.access_log import log_read
from agencies.operations.base import require
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, back_from, go_to, show
from employers.models import FollowUp, Placement, Standing
from employers.operations.follow_up import answer_follow_up
from employers.operations.trouble import see_trouble
from employers.web.placement_form import HoursField
from participants.models import Deadline
from programmes.models import WorkMeasure

_YES_NO = [("", gettext_lazy("Vet ikke")), ("yes", gettext_lazy("Ja")), ("no", gettext_lazy("Nei"))]


class FollowUpForm(forms.Form):
    """How it goes."""

    standing = forms.ChoiceField(label=gettext_lazy("Hvordan går det?"), widget=forms.RadioSelect)
    hours_per_week = HoursField(label=gettext_lazy("Timer i uken nå"), required=False)
    is_permanent = forms.ChoiceField(label=gettext_lazy("Fast ansatt?"), choices=_YES_NO, required=False)
    next_step = forms.CharField(
        label=gettext_lazy("Neste skritt"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, row: FollowUp, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standing"].choices = [  # type: ignore[attr-defined]
            (value, capfirst(str(label))) for value, label in standing_choices(row)
        ]

    @property
    def answer(self) -> dict[str, Any]:
        """What the operation takes."""
        facts = dict(self.cleaned_data)
        facts["is_permanent"] = {"yes": True, "no": False}.get(facts["is_permanent"])
        facts["expected_version"] = facts.pop("version")
        return facts


def standing_choices(row: FollowUp) -> list[tuple[str, Any]]:
    """The answers that fit: nobody can be in the same job where the question is of no job."""
    return [(value, label) for value, label in Standing.choices if row.placement_id or value != Standing.SAME_JOB]


class FollowUpPage(Page):
    """Answer one question of follow-up."""

    prefix = "follow-up"

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The buttons, and the form for more."""
        row = self._row(pk)
        initial = {
            "standing": row.standing, "hours_per_week": row.hours_per_week, "next_step": row.next_step,
            "is_permanent": _said(row.is_permanent), "version": row.version,
        }  # fmt: skip
        log_read(self.request.actor, Resource.PLACEMENT, participant_id=row.participant_id,
                 municipality_id=row.municipality_id)  # fmt: skip
        return self._page(row, FollowUpForm(row, prefix=self.prefix, initial=initial))

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Take the answer."""
        row = self._row(pk)
        form = FollowUpForm(row, request.POST, prefix=self.prefix)
        if not form.is_valid():
            return self._page(row, form, 422)
        try:
            answered = answer_follow_up(self.request.actor, pk, **form.answer)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(row, form, 422)
        except StaleVersion:
            form.add_error(None, _("Noen andre har svart mens du skrev. Åpne spørsmålet på nytt og se over."))
            return self._page(row, form, 422)
        _tell(request, answered)
        return go_to(self.request, reverse("participants:case-tab", args=[row.participant_id, "arbeid"]))

    def _row(self, pk: UUID) -> FollowUp:
        actor = self.request.actor
        rows = FollowUp.objects.visible_to(actor).select_related("participant", "placement__employer", "participation")
        row = rows.get(pk=pk)
        require(actor, Action.CHANGE, Resource.PLACEMENT, row.participant.facts_for(actor))
        return row

    def _page(self, row: FollowUp, form: FollowUpForm, status: int = 200) -> HttpResponse:
        context = {
            "row": row,
            "person": row.participant,
            "form": form,
            "quick": quick_answers(row) if row.answered_on is None else [],
            "about": about(row),
            "back_url": reverse("participants:case-tab", args=[row.participant_id, "arbeid"]),
        }
        return show(self.request, "employers/follow_up/page.html", context, status)


class QuickAnswerPage(Page):
    """One click: how it goes, with nothing more said."""

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Take the answer and go back to where it was clicked."""
        version = int(request.POST["version"]) if request.POST.get("version", "").isdigit() else None
        row = answer_follow_up(
            self.request.actor, pk, standing=request.POST.get("standing", ""), expected_version=version
        )
        _tell(request, row)
        tab = reverse("participants:case-tab", args=[row.participant_id, "arbeid"])
        return go_to(self.request, back_from(request, tab) if request.POST.get("next") else tab)


def about(row: FollowUp) -> str:
    """What the question is about: «3 måneder hos Havnebakeriet», «6 måneder etter programmet», or both."""
    parts = []
    if row.placement is not None:
        values = {"months": row.placement_months, "employer": row.placement.employer}
        parts.append(_("%(months)s måneder hos %(employer)s") % values)
    if row.participation_id is not None:
        parts.append(_("%(months)s måneder etter programmet") % {"months": row.participation_months})
    return " · ".join(parts)


def quick_answers(row: FollowUp) -> list[tuple[str, str]]:
    """The answers that are one click: value and label."""
    labels = {
        Standing.SAME_JOB: _("Ja, fortsatt i jobben"),
        Standing.OTHER_JOB: _("I en annen jobb"),
        Standing.NOT_WORKING: _("Ikke i jobb"),
    }
    return [(value.value, label) for value, label in labels.items() if row.placement_id or value != Standing.SAME_JOB]


class TroubleForm(forms.Form):
    """What was found out."""

    note = forms.CharField(
        label=gettext_lazy("Hva skjer med jobben eller tiltaket?"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class EmployerTroublePage(Page):
    """The employer went bankrupt, winds up or is gone: look at the job or the measure there."""

    prefix = "trouble"

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """What it is about, and the form."""
        return self._page(self._deadline(pk), TroubleForm(prefix=self.prefix))

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Note what was found out."""
        deadline = self._deadline(pk)
        form = TroubleForm(request.POST, prefix=self.prefix)
        if not form.is_valid():
            return self._page(deadline, form, 422)
        see_trouble(self.request.actor, pk, note=form.cleaned_data["note"])
        messages.success(request, _("Notert. Fristen er merket som fulgt opp."))
        return go_to(self.request, reverse("participants:case-tab", args=[deadline.participant_id, "arbeid"]))

    def _deadline(self, pk: UUID) -> Deadline:
        actor = self.request.actor
        deadline = Deadline.objects.visible_to(actor).select_related("participant").get(pk=pk)
        require(actor, Action.CHANGE, Resource.PLACEMENT, deadline.participant.facts_for(actor))
        log_read(actor, Resource.PLACEMENT, participant_id=deadline.participant_id,
                 municipality_id=deadline.municipality_id)  # fmt: skip
        return deadline

    def _page(self, deadline: Deadline, form: TroubleForm, status: int = 200) -> HttpResponse:
        actor = self.request.actor
        jobs = Placement.objects.visible_to(actor).filter(pk=deadline.subject_id).select_related("employer")
        context = {
            "person": deadline.participant,
            "form": form,
            "job": jobs.first(),
            "measure": WorkMeasure.objects.visible_to(actor).filter(pk=deadline.subject_id).first(),
            "back_url": reverse("participants:case-tab", args=[deadline.participant_id, "arbeid"]),
        }
        return show(self.request, "employers/follow_up/trouble.html", context, status)


def _said(is_permanent: bool | None) -> str:
    if is_permanent is None:
        return ""
    return "yes" if is_permanent else "no"


def _tell(request: Any, row: FollowUp) -> None:
    messages.success(request, _("Svaret er registrert: %(answer)s.") % {"answer": row.get_standing_display()})
    job = row.placement
    if job and row.standing not in (Standing.SAME_JOB, Standing.NOT_REACHED) and job.last_day is None:
        messages.info(request, _("Jobben står fortsatt åpen. Registrer siste dag hvis den er slutt."))
    if row.due_on > timezone.localdate():
        messages.info(request, _("Svaret kom før dagen; spørsmålet stilles ikke igjen."))
