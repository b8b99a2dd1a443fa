"""One arrival list: its progress, its rows by kind, what is asked before the commit, and what came of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_htmx.http import HttpResponseClientRefresh

from agencies.access import Actor, Resource
from agencies.errors import RuleRefused
from agencies.operations.access_log import log_read
from agencies.operations.jobs import progress_of
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from agencies.web.paging import page_of
from participants.arrivals.tables import FAULT_TEXTS, FileFault
from participants.models import BatchState, ImportBatch, ImportRow, Intake, RowCategory
from participants.operations.importing.corrections import faulty_rows_file
from participants.operations.importing.counting import outstanding
from participants.operations.importing.deciding import decide_row, prepare_commit, request_commit
from participants.operations.importing.uploading import check_again, same_file_before
from participants.operations.naming import may_be_named
from participants.web.import_rows import view_rows
from participants.web.import_steps import standing_of, steps_of

PAGE = 25
_TABS = (
    (RowCategory.NEW, gettext_lazy("Nye")),
    (RowCategory.KNOWN, gettext_lazy("Kjent")),
    (RowCategory.POSSIBLE_DUPLICATE, gettext_lazy("Mulig dobbel")),
    (RowCategory.OTHER_MUNICIPALITY, gettext_lazy("Annen kommune")),
    (RowCategory.PROTECTED, gettext_lazy("Adressesperre")),
    (RowCategory.FAULTY, gettext_lazy("Feil")),
)
_WITH_ROWS = (BatchState.PREVIEW, BatchState.COMMITTED)


class CommitForm(forms.Form):
    """What is asked once a list."""

    intake = forms.ChoiceField(
        label=gettext_lazy("Hvem er personene i listen?"),
        choices=[
            (Intake.NEW, gettext_lazy("Nye – skal få tilbud om oppstart")),
            (Intake.IN_PROGRAMME_ELSEWHERE, gettext_lazy("Har allerede program et annet sted")),
            (Intake.UNDECIDED, gettext_lazy("Avgjøres senere")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Velg ett av svarene.")},
    )
    named_users = forms.MultipleChoiceField(
        label=gettext_lazy("Hvem skal ha tilgang til sakene med adressesperre?"),
        help_text=gettext_lazy("Du har alltid tilgang. Velg bare dem som trenger det."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, batch: ImportBatch, actor: Actor, *args: Any, **kwargs: Any) -> None:
        named = [str(pk) for pk in batch.named_users.values_list("pk", flat=True)]
        kwargs.setdefault("initial", {"intake": batch.intake, "named_users": named})
        super().__init__(*args, **kwargs)
        if not batch.counts.get("protected"):
            del self.fields["named_users"]
            return
        staff = [user for user in may_be_named(batch.municipality_id) if user.pk != actor.user_id]
        self.fields["named_users"].choices = [(str(user.pk), user.name) for user in staff]  # type: ignore[attr-defined]
        if not staff:
            del self.fields["named_users"]


class BatchPage(Page):
    """The list, whatever state it is in."""

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """What there is to see or do just now."""
        batch = batch_of(self.request.actor, pk)
        if batch.state == BatchState.NEEDS_MAPPING:
            return go_to(self.request, reverse("participants:import-columns", args=[pk]))
        return self._page(batch)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Commit with the answers of the form."""
        actor = self.request.actor
        batch = batch_of(actor, pk)
        form = CommitForm(batch, actor, self.request.POST)
        if not form.is_valid():
            return self._page(batch, form, 422)
        named = [UUID(user) for user in form.cleaned_data.get("named_users", [])]
        try:
            if batch.state == BatchState.PREVIEW:
                prepare_commit(actor, pk, intake=form.cleaned_data["intake"], named_user_ids=named)
            request_commit(actor, pk)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(batch, form, 422)
        return go_to(self.request, reverse("participants:import-batch", args=[pk]))

    def _page(self, batch: ImportBatch, form: CommitForm | None = None, status: int = 200) -> HttpResponse:
        actor = self.request.actor
        context: dict[str, Any] = {
            "batch": batch,
            "standing": standing_of(batch),
            "same_file": same_file_before(actor, batch).first(),
            "failure": _failure(batch),
            "has_rows": batch.state in _WITH_ROWS,
            **steps_of(batch),
            **_progress(batch),
        }
        if batch.state in _WITH_ROWS:
            context |= self._rows(batch) | _summary(actor, batch) | {"form": form or CommitForm(batch, actor)}
        return show(self.request, "participants/imports/batch.html", context, status)

    def _rows(self, batch: ImportBatch) -> dict[str, Any]:
        actor, counts = self.request.actor, batch.counts
        category = chosen_category(self.request.GET.get("vis", ""), counts)
        shown: dict[str, Any] = {
            "tabs": _tabs(counts, category),
            "category": category,
            "rows": [],
            "next_url": "",
            "protected_faults": [item for item in batch.notices if item["code"] == "protected_fault"],
            "protected_counts": _protected_counts(counts),
        }
        if category == RowCategory.PROTECTED or batch.purged_at:
            return shown
        rows = rows_in(actor, batch, category)
        page = page_of(rows, ("line",), self.request.GET.get("etter", ""), PAGE)
        log_read(actor, Resource.IMPORT, municipality_id=batch.municipality_id, row_count=len(page.rows))
        shown["rows"] = view_rows(actor, page.rows)
        shown["next_url"] = f"?vis={category}&etter={page.cursor}" if page.cursor else ""
        return shown


class ProgressPage(Page):
    """The progress bar, asked for every second while a worker has the list."""

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The bar; when the work is done the page is loaded again."""
        batch = batch_of(self.request.actor, pk)
        if not batch.is_at_work:
            return HttpResponseClientRefresh()
        return show(self.request, "participants/imports/progress.html", {"batch": batch, **_progress(batch)})


class CheckAgainPage(Page):
    """Check the list once more."""

    http_method_names = ["post", "options"]

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Start the step that stopped, or check anew against who is known by now."""
        batch = batch_of(self.request.actor, pk)
        if batch.is_stuck and batch.state == BatchState.COMMITTING:
            request_commit(self.request.actor, pk)
        else:
            check_again(self.request.actor, pk)
        return go_to(self.request, reverse("participants:import-batch", args=[pk]))


class DecideRowPage(Page):
    """Say who a possible duplicate is; the row answers for itself, or the page comes again."""

    http_method_names = ["post", "options"]

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """``decision``: ``person:<id>`` or ``line:<number>`` (the same as), ``new``, or empty for later."""
        actor = self.request.actor
        version = self.request.POST.get("version", "")
        choice = _choice(self.request.POST.get("decision", ""))
        decide_row(actor, pk, **choice, expected_version=int(version) if version.isdigit() else None)
        row = _shown_rows(actor).get(pk=pk)
        log_read(actor, Resource.IMPORT, municipality_id=row.municipality_id)
        if not self.request.htmx:
            messages.success(self.request, _("Linje %(line)d er avgjort.") % {"line": row.line})
            address = reverse("participants:import-batch", args=[row.batch_id])
            return go_to(self.request, f"{address}?vis={RowCategory.POSSIBLE_DUPLICATE}#rad-{row.line}")
        batch = batch_of(actor, row.batch_id)
        context = {"row": view_rows(actor, [row])[0], "batch": batch, "swap": True, **_summary(actor, batch)}
        return show(self.request, "participants/imports/decided.html", context)


class FaultyRowsPage(Page):
    """The faulty rows as a file."""

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """A CSV file to correct and upload again."""
        data = faulty_rows_file(self.request.actor, pk)
        response = HttpResponse(data, content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="feilrader.csv"'
        response.headers["Cache-Control"] = "no-store"
        return response


def batch_of(actor: Actor, pk: UUID) -> ImportBatch:
    """The list; ``ImportBatch.DoesNotExist`` when the actor does not see it."""
    return ImportBatch.objects.visible_to(actor).for_pages().get(pk=pk)


def _shown_rows(actor: Actor) -> QuerySet[ImportRow]:
    return ImportRow.objects.listed_for(actor).select_related("matched", "participant")


def rows_in(actor: Actor, batch: ImportBatch, category: str) -> QuerySet[ImportRow]:
    """The rows of one kind as the page shows them: none of the protected ones, nor of a list that is emptied."""
    if category == RowCategory.PROTECTED or batch.purged_at or batch.state not in _WITH_ROWS:
        return ImportRow.objects.none()
    return _shown_rows(actor).filter(batch=batch, category=category)


def category_in_words(category: str) -> str | Promise:
    """The name of a kind of rows."""
    return dict(_TABS)[RowCategory(category)]


def chosen_category(wanted: str, counts: dict[str, int]) -> str:
    """The kind of rows that is shown: the one asked for, else the first that needs a look or has rows."""
    if wanted in dict(_TABS):
        return wanted
    if counts.get(RowCategory.POSSIBLE_DUPLICATE, 0) > counts.get("protected_possible_duplicate", 0):
        return RowCategory.POSSIBLE_DUPLICATE if not counts.get(RowCategory.NEW) else RowCategory.NEW
    return next((code for code, _label in _TABS if listed(counts, code)), RowCategory.NEW)


def listed(counts: dict[str, int], category: str) -> int:
    """How many rows a tab shows: protected ones stand under their own."""
    if category == RowCategory.PROTECTED:
        return counts.get("protected", 0)
    return counts.get(category, 0) - counts.get(f"protected_{category}", 0)


def _tabs(counts: dict[str, int], current: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"?vis={code}", "current": code == current, "count": str(listed(counts, code))}
        for code, label in _TABS
    ]


def _protected_counts(counts: dict[str, int]) -> list[tuple[Any, int]]:
    of_each = [(label, counts.get(f"protected_{code}", 0)) for code, label in _TABS]
    return [(label, n) for label, n in of_each if n]


def _summary(actor: Actor, batch: ImportBatch) -> dict[str, Any]:
    """What the commit will do, and what it has done."""
    rest, counts = outstanding(actor, batch), batch.counts
    is_first = batch.state == BatchState.PREVIEW
    new = rest.decided_new + (counts["new"] if is_first else 0)
    known = rest.decided_same + (counts["known"] if is_first else 0)
    hidden = counts.get("protected_possible_duplicate", 0)
    return {
        "to_enrol": new,
        "to_link": known,
        "undecided": rest.undecided,
        "hidden_undecided": hidden,
        "can_commit": is_first or bool(rest.decided_new + rest.decided_same),
        "commit_label": ngettext("Registrer %(n)d person", "Registrer %(n)d personer", new) % {"n": new}
        if new
        else _("Fullfør"),
    }


def _progress(batch: ImportBatch) -> dict[str, Any]:
    done, total = progress_of(batch.job) if batch.job else (0, 0)
    is_commit = batch.state == BatchState.COMMITTING
    text = _("%(done)d av %(total)d rader") % {"done": done, "total": total} if total else _("Venter på tur …")
    return {
        "progress_label": _("Registrerer personene") if is_commit else _("Leser og kontrollerer filen"),
        "progress_done": done,
        "progress_total": total or 1,
        "progress_text": text,
    }


def _failure(batch: ImportBatch) -> str:
    if batch.state != BatchState.FAILED:
        return ""
    return _(FAULT_TEXTS[FileFault(batch.failure)]) if batch.failure in list(FileFault) else _("Filen kan ikke leses.")


def _choice(text: str) -> dict[str, Any]:
    kind, _sep, value = text.partition(":")
    if kind == "person":
        return {"decision": "same", "person_id": _uuid(value)}
    if kind == "line":
        return {"decision": "same", "line": int(value) if value.isdigit() else None}
    return {"decision": kind}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
