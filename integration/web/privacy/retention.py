"""Cases whose time has come: the list to confirm, and for the privacy officer those that are restricted."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource, may
from agencies.errors import RuleRefused
from agencies.models import JobState
from agencies.operations.access_log import log_list, log_read
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from integration.models import PackageState, RetentionBatch, RetentionCase
from integration.operations.privacy.retention.confirming import confirm_cases, lift_restriction
from programmes.law.retention import RetentionKind

_MOST = 200
KINDS: dict[str, str | Promise] = {
    RetentionKind.PROGRAMME: gettext_lazy("programmet startet"),
    RetentionKind.TRAINING: gettext_lazy("opplæringen startet"),
    RetentionKind.TARGET_GROUP: gettext_lazy("kom inn i målgruppen"),
    RetentionKind.MAPPING: gettext_lazy("kartleggingen ble gjort"),
    RetentionKind.TEST: gettext_lazy("prøven ble tatt"),
}


class ConfirmForm(forms.Form):
    """Which cases."""

    cases = forms.MultipleChoiceField(label=gettext_lazy("Saker"), required=False)

    def __init__(self, rows: list[RetentionCase], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = [(str(row.pk), str(row.case_key)) for row in rows]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a case is opened again."""

    reason = forms.CharField(
        label=gettext_lazy("Begrunnelse"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class RetentionPage(Page):
    """The list is the dry run: nothing has happened to a case that stands on it."""

    resource = Resource.RETENTION
    action = Action.VIEW
    needs = (Resource.RETENTION, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """What waits, what is restricted, and the packages."""
        return self._page(ConfirmForm(self._waiting()))

    def post(self, _request: object) -> HttpResponse:
        """Have the chosen cases packed."""
        form = ConfirmForm(self._waiting(), self.request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            confirm_cases(self.request.actor, [UUID(chosen) for chosen in form.cleaned_data["cases"]])
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(form, 422)
        messages.success(self.request, _("Sakene pakkes for arkivet. Når pakken er klar, er de sperret."))
        return go_to(self.request, reverse("integration:retention"))

    def _waiting(self) -> list[RetentionCase]:
        return list(cases_waiting(self.request.actor)[:_MOST])

    def _page(self, form: ConfirmForm, status: int = 200) -> HttpResponse:
        actor = self.request.actor
        waiting = self._waiting()
        restricted = list(cases_restricted(actor)[:_MOST])
        log_list(actor, Resource.RETENTION, [row.participant_id for row in (*waiting, *restricted)])
        chosen = set(form.data.getlist("cases")) if form.is_bound else set()  # type: ignore[attr-defined]
        context = {
            "form": form,
            "waiting": [{**retention_row(actor, row), "is_chosen": str(row.pk) in chosen} for row in waiting],
            "restricted": restricted,
            "sees_restricted": actor.sees_restricted,
            "batches": [package_row(batch) for batch in packages_of(actor)[:_MOST]],
            "days": settings.RETENTION_DAYS_RESTRICTED,
            "today": timezone.localdate(),
        }
        return show(self.request, "integration/privacy/retention.html", context, status)


class LiftRestrictionPage(Page):
    """Open a restricted case again."""

    resource = Resource.RETENTION
    action = Action.CHANGE
    needs = (Resource.RETENTION, Action.CHANGE)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The reason is asked for."""
        return self._page(self._row(pk), ReasonForm())

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Open it, or show what is wrong."""
        row, form = self._row(pk), ReasonForm(self.request.POST)
        if not form.is_valid():
            return self._page(row, form, 422)
        try:
            lift_restriction(self.request.actor, pk, reason=form.cleaned_data["reason"])
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(row, form, 422)
        messages.success(self.request, _("Saken er åpnet igjen, og venter på ny bekreftelse."))
        return go_to(self.request, reverse("integration:retention"))

    def _row(self, pk: UUID) -> RetentionCase:
        return RetentionCase.objects.restricted_for(self.request.actor).get(pk=pk)

    def _page(self, row: RetentionCase, form: ReasonForm, status: int = 200) -> HttpResponse:
        log_read(
            self.request.actor,
            Resource.RETENTION,
            participant_id=row.participant_id,
            municipality_id=row.municipality_id,
        )
        return show(self.request, "integration/privacy/lift.html", {"row": row, "form": form}, status)


def cases_waiting(actor: Actor) -> QuerySet[RetentionCase]:
    """Cases that wait to be confirmed."""
    return RetentionCase.objects.visible_to(actor).waiting().select_related("participant")


def cases_restricted(actor: Actor) -> QuerySet[RetentionCase]:
    """Cases that are packed, and closed to all but the privacy officer."""
    return RetentionCase.objects.restricted_for(actor)


def packages_of(actor: Actor) -> QuerySet[RetentionBatch]:
    """The packages that were confirmed."""
    return RetentionBatch.objects.visible_to(actor).select_related("confirmed_by", "job")


def _name(actor: Actor, row: RetentionCase) -> str:
    """The person's name; of a protected person it stands in no list, and the case tells who it is."""
    if row.participant is None or not may(actor, Resource.PARTICIPANT, Action.VIEW):
        return ""
    return _("Skjermet sak") if row.participant.is_protected else row.participant.full_name


def retention_row(actor: Actor, row: RetentionCase) -> dict[str, Any]:
    """A case that waits: by name for those who may see it, and how its day was counted."""
    return {
        "row": row,
        "name": _name(actor, row),
        "steps": [
            {
                "what": KINDS[str(reason["kind"])],
                "from": dt.date.fromisoformat(str(reason["counted_from"])),
                "years": reason["years"],
                "until": dt.date.fromisoformat(str(reason["due_on"])),
                "paragraph": reason["paragraph"],
            }
            for reason in row.reasons
        ],
    }


def package_row(batch: RetentionBatch) -> dict[str, Any]:
    """A package, and how it stands."""
    has_failed = batch.state == PackageState.WAITING and batch.job is not None and batch.job.state == JobState.FAILED
    if has_failed:
        return {"row": batch, "state": _("stoppet, prøves igjen i natt"), "tone": "danger"}
    return {
        "row": batch,
        "state": batch.get_state_display(),
        "tone": "success" if batch.state == PackageState.READY else "info",
    }
