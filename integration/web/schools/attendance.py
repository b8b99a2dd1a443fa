"""Lists of attendance: sent in, followed, and their rows in quarantine mended."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_htmx.http import HttpResponseClientRefresh

from agencies.access import Action, Actor, Resource
from agencies.errors import RuleRefused
from agencies.operations.access_log import log_read
from agencies.operations.jobs import progress_of
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from agencies.web.paging import page_of
from integration.attendance.bodies import media_type_of_file
from integration.attendance.rows import REASONS
from integration.attendance.words import OWN_FIELDS
from integration.models import AttendanceBatch, AttendanceFault, FaultState
from integration.operations.attendance.quarantine import correct_fault, dismiss_fault, retry_batch, row_of
from integration.operations.attendance.receiving import receive_batch, seal_body
from integration.operations.schools.sources import schools_of
from integration.web.schools.words import batch_standing, fault_text, finding_rows

_MOST = 50
_ROWS = 25
_VIEW = (Resource.SCHOOL_REPORT, Action.VIEW)
_CHANGE = (Resource.SCHOOL_REPORT, Action.CHANGE)


class BatchForm(forms.Form):
    """A list of attendance."""

    school = forms.TypedChoiceField(label=gettext_lazy("Skole"), coerce=UUID)
    file = forms.FileField(
        label=gettext_lazy("Oppmøteliste"),
        help_text=gettext_lazy("CSV, JSON eller NDJSON med inntil 100 000 rader."),
        error_messages={"required": gettext_lazy("Velg en fil.")},
    )

    def __init__(self, municipality_id: UUID, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = [(str(school.pk), school.name) for school in schools_of(municipality_id)]
        self.fields["school"].choices = schools  # type: ignore[attr-defined]


class BatchesPage(Page):
    """The newest lists, and sending one in."""

    needs = _VIEW

    def get(self, _request: object) -> HttpResponse:
        """The lists with the newest first."""
        return self._page(BatchForm(self._home()))

    def post(self, _request: object) -> HttpResponse:
        """Take one in."""
        home = self._home()
        form = BatchForm(home, self.request.POST, self.request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                batch = receive_batch(
                    self.request.actor, home, form.cleaned_data["school"], filename=file.name or "",
                    media_type=media_type_of_file(file.name or ""), sealed=seal_body(home, file.chunks()),
                )  # fmt: skip
            except RuleRefused as refused:
                show_refusals(form, refused)
            else:
                return go_to(self.request, reverse("integration:attendance-batch", args=[batch.pk]))
        return self._page(form, 422)

    def _home(self) -> UUID:
        return min(self.request.actor.municipality_ids)

    def _page(self, form: BatchForm, status: int = 200) -> HttpResponse:
        rows = batch_rows(batches_of(self.request.actor)[:_MOST])
        context = {"form": form, "batches": rows, "columns": ",".join(OWN_FIELDS)}
        return show(self.request, "integration/schools/batches.html", context, status)


def batches_of(actor: Actor) -> QuerySet[AttendanceBatch]:
    """The lists that the actor may see, the newest first."""
    return AttendanceBatch.objects.visible_to(actor).select_related("school")


def batch_rows(batches: Iterable[AttendanceBatch]) -> list[dict[str, Any]]:
    """Each list, and how it stands."""
    return [{"batch": one, "standing": batch_standing(one.state, one.quarantined)} for one in batches]


def faults_of(actor: Actor, batch: AttendanceBatch) -> QuerySet[AttendanceFault]:
    """The rows of a list that wait."""
    return AttendanceFault.objects.visible_to(actor).filter(batch=batch, state=FaultState.OPEN)


class BatchPage(Page):
    """One list and its rows in quarantine."""

    needs = _VIEW

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """Counts, notices, and the rows that wait."""
        actor = self.request.actor
        batch = _batch(actor, pk)
        page = page_of(faults_of(actor, batch), ("line",), self.request.GET.get("etter", ""), _ROWS)
        if page.rows:
            log_read(actor, Resource.SCHOOL_REPORT, municipality_id=batch.municipality_id, row_count=len(page.rows))
        context = {
            "batch": batch,
            "standing": batch_standing(batch.state, batch.quarantined),
            "fault": fault_text(batch.error) if batch.error else "",
            "rows": [fault_view(fault) for fault in page.rows],
            "next_url": f"?etter={page.cursor}" if page.cursor else "",
            "reasons": [(REASONS.get(code, code), count) for code, count in sorted(batch.reasons.items())],
            "notices": finding_rows(batch.notices),
            **_progress(batch),
        }
        return show(self.request, "integration/schools/batch.html", context)


class ProgressPage(Page):
    """The progress bar, asked for every second while a worker reads."""

    needs = _VIEW

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The bar; when the work is done the page is loaded again."""
        batch = _batch(self.request.actor, pk)
        if not batch.is_at_work:
            return HttpResponseClientRefresh()
        return show(self.request, "integration/schools/batch_progress.html", {"batch": batch, **_progress(batch)})


class RetryPage(Page):
    """Try the rows that wait again."""

    http_method_names = ["post", "options"]
    needs = _CHANGE

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Try them."""
        done = retry_batch(self.request.actor, pk)
        text = ngettext("%(n)d rad ble registrert.", "%(n)d rader ble registrert.", done) % {"n": done}
        messages.success(self.request, text)
        return go_to(self.request, reverse("integration:attendance-batch", args=[pk]))


class RowForm(forms.Form):
    """The fields of a row, as text."""

    def __init__(self, row: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lowered = {name.lower(): value for name, value in row.items()}
        for name in OWN_FIELDS:
            if name not in ("registeredBySourcedId", "status"):
                value = lowered.get(name.lower(), "")
                initial = value if isinstance(value, str | int) else ""
                self.fields[name] = forms.CharField(label=name, required=False, max_length=500, initial=initial)


class FaultPage(Page):
    """One row: what is wrong with it, and its fields to correct."""

    needs = _CHANGE

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The row with its reasons beside the fields."""
        fault = self._fault(pk)
        return self._page(fault, RowForm(row_of(fault)))

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Correct it and try it again."""
        fault = self._fault(pk)
        form = RowForm(row_of(fault), self.request.POST)
        version = self.request.POST.get("version", "")
        if form.is_valid():
            fault = correct_fault(
                self.request.actor, pk, changes=form.cleaned_data,
                expected_version=int(version) if version.isdigit() else None,
            )  # fmt: skip
            if fault.state == FaultState.APPLIED:
                messages.success(self.request, _("Raden er registrert."))
                return go_to(self.request, reverse("integration:attendance-batch", args=[fault.batch_id]))
            for reason in fault.reasons:
                field = reason["field"] if reason["field"] in form.fields else None
                form.add_error(field, str(REASONS.get(reason["code"], reason["code"])))
        return self._page(fault, form, 422)

    def _fault(self, pk: UUID) -> AttendanceFault:
        actor = self.request.actor
        fault = AttendanceFault.objects.visible_to(actor).select_related("batch").get(pk=pk, state=FaultState.OPEN)
        log_read(actor, Resource.SCHOOL_REPORT, municipality_id=fault.municipality_id)
        return fault

    def _page(self, fault: AttendanceFault, form: RowForm, status: int = 200) -> HttpResponse:
        context = {"fault": fault, "form": form, "reasons": fault_view(fault)["reasons"]}
        return show(self.request, "integration/schools/fault.html", context, status)


class DismissPage(Page):
    """Put a row away."""

    http_method_names = ["post", "options"]
    needs = _CHANGE

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Put it away."""
        fault = dismiss_fault(self.request.actor, pk)
        messages.success(self.request, _("Raden er lagt bort."))
        return go_to(self.request, reverse("integration:attendance-batch", args=[fault.batch_id]))


def fault_view(fault: AttendanceFault) -> dict[str, Any]:
    """A row as a list shows it."""
    row = {name.lower(): value for name, value in row_of(fault).items()}
    return {
        "fault": fault,
        "day": row.get("date", row.get("dato", row.get("eventdate", ""))),
        "pupil": row.get("usersourcedid", row.get("elevforhold", "")),
        "school_class": row.get("classsourcedid", row.get("undervisningsgruppe", "")),
        "reasons": [(one["field"], REASONS.get(one["code"], one["code"])) for one in fault.reasons],
    }


def _batch(actor: Actor, pk: UUID) -> AttendanceBatch:
    return AttendanceBatch.objects.visible_to(actor).select_related("school", "job", "requested_by").get(pk=pk)


def _progress(batch: AttendanceBatch) -> dict[str, Any]:
    done, total = progress_of(batch.job) if batch.job and batch.is_at_work else (0, 0)
    text = _("%(done)d rader lest") % {"done": done} if done else _("Venter på tur …")
    return {"progress_done": done, "progress_total": total or 1, "progress_text": text}
