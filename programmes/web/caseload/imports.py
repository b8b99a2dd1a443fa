"""Files of running programmes: upload, columns, what each row is, take over, download what was set aside."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_htmx.http import HttpResponseClientRefresh

from agencies.access import Action, Actor, Resource
from agencies.errors import NotPermitted, RuleRefused
from agencies.operations.access_log import log_read
from agencies.operations.jobs import progress_of
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from agencies.web.paging import page_of
from participants.arrivals.tables import FAULT_TEXTS, FileFault
from participants.models import BatchState
from participants.operations.importing.uploading import refuse_size
from participants.web.import_lists import UploadForm
from programmes.caseload.columns import REQUIRED, TITLES, choices, field_of
from programmes.models import CaseloadImport, CaseloadRow, RowState
from programmes.operations.caseload.corrections import faulty_caseload_file, reasons_of
from programmes.operations.caseload.counting import rows_by_hand
from programmes.operations.caseload.uploading import (
    check_caseload_again,
    choose_caseload_columns,
    request_takeover,
    upload_caseload,
)

_PAGE = 25
_MOST = 25
_TONES = {
    BatchState.PREVIEW: "info",
    BatchState.COMMITTED: "success",
    BatchState.FAILED: "danger",
    BatchState.NEEDS_MAPPING: "warning",
}
WITH_ROWS = (BatchState.PREVIEW, BatchState.COMMITTED)
"""The states in which the rows of a file are shown."""
_TABS = (
    (RowState.READY, gettext_lazy("Klare")),
    (RowState.FAULTY, gettext_lazy("Feil")),
    (RowState.KNOWN, gettext_lazy("Allerede her")),
    (RowState.DONE, gettext_lazy("Overtatt")),
)


class CaseloadForm(UploadForm):
    """Where the cases come from, and the file."""

    source = forms.CharField(
        label=gettext_lazy("Overtatt fra"),
        max_length=80,
        help_text=gettext_lazy("Navnet på systemet sakene kommer fra. Det står på hver sak."),
    )
    field_order = ("source", "file")


class CaseloadListPage(Page):
    """The files, newest first."""

    needs = (Resource.CASELOAD, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The list."""
        context = {"files": file_rows(list(files_of(self.request.actor)[:_MOST]))}
        return show(self.request, "programmes/caseload/list.html", context)


def files_of(actor: Actor) -> QuerySet[CaseloadImport]:
    """The files that the actor may see, newest first."""
    return CaseloadImport.objects.visible_to(actor).for_pages().order_by("-id")


def file_rows(batches: Sequence[CaseloadImport]) -> list[tuple[CaseloadImport, str, dict[str, int]]]:
    """Each file with its tone and how many rows it has of each state."""
    counts, none = _counts_of([batch.pk for batch in batches]), dict.fromkeys(RowState.values, 0)
    return [(batch, _tone(batch), none | counts.get(batch.pk, {})) for batch in batches]


class UploadCaseloadPage(Page):
    """Take in a file."""

    needs = (Resource.CASELOAD, Action.CREATE)

    def get(self, _request: object) -> HttpResponse:
        """The empty form."""
        return self._page(CaseloadForm())

    def post(self, _request: object) -> HttpResponse:
        """Keep the file; a worker checks it."""
        form, actor = CaseloadForm(self.request.POST, self.request.FILES), self.request.actor
        if not form.is_valid():
            return self._page(form, 422)
        if actor.agency_id is None:
            raise NotPermitted("municipality")
        file = form.cleaned_data["file"]
        try:
            refuse_size(file.size)
            batch = upload_caseload(
                actor, actor.agency_id, source=form.cleaned_data["source"], filename=file.name, data=file.read()
            )
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(form, 422)
        return go_to(self.request, reverse("programmes:caseload", args=[batch.pk]))

    def _page(self, form: CaseloadForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "titles": list(TITLES.values())}
        return show(self.request, "programmes/caseload/upload.html", context, status)


class CaseloadPage(Page):
    """One file, whatever state it is in."""

    needs = (Resource.CASELOAD, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """What there is to see or do just now."""
        batch = caseload_of(self.request.actor, pk)
        if batch.state == BatchState.NEEDS_MAPPING:
            return go_to(self.request, reverse("programmes:caseload-columns", args=[pk]))
        rows, state, counts = rows_chosen(self.request.actor, batch, self.request.GET.get("vis", ""))
        page = page_of(rows, ("line",), self.request.GET.get("etter", ""), _PAGE)
        log_read(self.request.actor, Resource.CASELOAD, municipality_id=batch.municipality_id, row_count=len(page.rows))
        ready = counts.get(RowState.READY, 0)
        context: dict[str, Any] = {
            "batch": batch,
            "tone": _tone(batch),
            "failure": _failure(batch),
            "has_rows": batch.state in WITH_ROWS,
            "counts": counts,
            "done": counts.get(RowState.DONE, 0),
            "faulty": counts.get(RowState.FAULTY, 0),
            "by_hand": rows_by_hand(self.request.actor, batch),
            "tabs": [
                {"label": label, "url": f"?vis={code}", "current": code == state, "count": str(counts.get(code, 0))}
                for code, label in _TABS
            ],
            "rows": [row_shown(row) for row in page.rows],
            "next_url": f"?vis={state}&etter={page.cursor}" if page.cursor else "",
            "can_commit": batch.state == BatchState.PREVIEW and ready,
            "commit_label": ngettext("Overta %(n)d sak", "Overta %(n)d saker", ready) % {"n": ready},
            **_progress(batch),
        }
        return show(self.request, "programmes/caseload/page.html", context)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Take over what is ready, or start a step again that stopped."""
        batch = caseload_of(self.request.actor, pk)
        if batch.is_stuck and batch.state != BatchState.COMMITTING:
            check_caseload_again(self.request.actor, pk)
        else:
            request_takeover(self.request.actor, pk)
        return go_to(self.request, reverse("programmes:caseload", args=[pk]))


class CaseloadProgressPage(Page):
    """The progress bar, asked for every second while a worker has the file."""

    needs = (Resource.CASELOAD, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The bar; when the work is done the page is loaded again."""
        batch = caseload_of(self.request.actor, pk)
        if not batch.is_at_work:
            return HttpResponseClientRefresh()
        return show(self.request, "programmes/caseload/bar.html", {"batch": batch, **_progress(batch)})


class CaseloadColumnsPage(Page):
    """Say what the columns are."""

    needs = (Resource.CASELOAD, Action.CHANGE)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """A select per column."""
        batch = caseload_of(self.request.actor, pk)
        return self._page(batch, _columns_form(batch))

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Check again with the choices."""
        batch = caseload_of(self.request.actor, pk)
        form = _columns_form(batch, self.request.POST)
        if not form.is_valid():
            return self._page(batch, form, 422)
        chosen = {name.removeprefix("column"): value for name, value in form.cleaned_data.items()}
        try:
            choose_caseload_columns(self.request.actor, pk, chosen)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(batch, form, 422)
        return go_to(self.request, reverse("programmes:caseload", args=[pk]))

    def _page(self, batch: CaseloadImport, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {"batch": batch, "form": form, "required": [TITLES[column] for column in REQUIRED]}
        return show(self.request, "programmes/caseload/columns.html", context, status)


class FaultyCaseloadFile(Page):
    """The rows that were set aside, as a file."""

    needs = (Resource.CASELOAD, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """A CSV file to correct and upload again."""
        data = faulty_caseload_file(self.request.actor, pk)
        response = HttpResponse(data, content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="feilrader.csv"'
        response.headers["Cache-Control"] = "no-store"
        return response


def caseload_of(actor: Actor, pk: UUID) -> CaseloadImport:
    """The file; ``CaseloadImport.DoesNotExist`` when the actor does not see it."""
    return CaseloadImport.objects.visible_to(actor).for_pages().get(pk=pk)


def _columns_form(batch: CaseloadImport, data: Any = None) -> forms.Form:
    form = forms.Form(data)
    for place, heading in enumerate(batch.headings):
        if heading.strip():
            chosen = batch.mapping.get(str(place), field_of(heading))
            form.fields[f"column{place}"] = forms.ChoiceField(
                label=heading, choices=choices(), initial=chosen,
                error_messages={"required": _("Velg hva kolonnen er, eller at den ikke skal brukes.")},
            )  # fmt: skip
    return form


def _counts_of(ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    rows = CaseloadRow.objects.filter(batch__in=ids).order_by().values_list("batch", "state").annotate(n=Count("pk"))
    found: dict[UUID, dict[str, int]] = {}
    for batch, state, number in rows:
        found.setdefault(batch, {})[state] = number
    return found


def _chosen(wanted: str, counts: dict[str, int]) -> str:
    if wanted in RowState.values:
        return wanted
    return next((code for code, _label in _TABS if counts.get(code)), RowState.READY)


def rows_chosen(actor: Actor, batch: CaseloadImport, wanted: str) -> tuple[QuerySet[CaseloadRow], str, dict[str, int]]:
    """The rows of the state that is asked for, else of the first that has any; that state, and the count of each."""
    counts = _counts_of([batch.pk]).get(batch.pk, {})
    state = _chosen(wanted, counts)
    rows = CaseloadRow.objects.listed_for(actor).filter(batch=batch, state=state)
    return rows.select_related("participant"), state, counts


def state_in_words(state: str) -> str | Promise:
    """The name of a state of rows."""
    return dict(_TABS)[RowState(state)]


def row_shown(row: CaseloadRow) -> dict[str, Any]:
    """A row as the table has it."""
    person, programme = row.person, row.programme
    return {
        "line": row.line,
        "name": f"{person.get('given_name', '')} {person.get('family_name', '')}".strip() if person else "",
        "first_day": _iso(programme.get("first_day")),
        "months": programme.get("months", ""),
        "decided": _iso(programme.get("decided_last_day")),
        "computed": row.computed_last_day,
        "person": row.participant,
        "faults": reasons_of(row.findings),
        "notes": [each["text"] for each in row.findings if each["severity"] == "warning"],
    }


def _iso(text: Any) -> str:
    return f"{text[8:10]}.{text[5:7]}.{text[:4]}" if text else ""


def _tone(batch: CaseloadImport) -> str:
    return _TONES.get(BatchState(batch.state), "neutral")


def _progress(batch: CaseloadImport) -> dict[str, Any]:
    done, total = progress_of(batch.job) if batch.job else (0, 0)
    text = _("%(done)d av %(total)d rader") % {"done": done, "total": total} if total else _("Venter på tur …")
    is_commit = batch.state == BatchState.COMMITTING
    return {
        "progress_label": _("Overtar sakene") if is_commit else _("Leser og kontrollerer filen"),
        "progress_done": done,
        "progress_total": total or 1,
        "progress_text": text,
    }


def _failure(batch: CaseloadImport) -> str:
    if batch.state != BatchState.FAILED:
        return ""
    return _(FAULT_TEXTS[FileFault(batch.failure)]) if batch.failure in list(FileFault) else _("Filen kan ikke leses.")
