"""One school system: how it stands, reading it now, a package to it, and its history."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import ExpressionWrapper, F, FloatField, QuerySet
from django.db.models.functions import Extract
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRefresh

from agencies.access import Action, Actor, Resource, may
from agencies.errors import RuleRefused
from agencies.operations.jobs import progress_of
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from agencies.web.paging import page_of
from integration.models import RunKind, SchoolSource, SourceKind, SourceRun, UnmatchedPerson
from integration.operations.schools.running import request_run, upload_package
from integration.web.schools.words import count_line, fault_text, run_standing, source_standing

_HISTORY = 25
NEWEST_FIRST = ("after", "id")


class PackageForm(forms.Form):
    """A OneRoster package."""

    file = forms.FileField(
        label=gettext_lazy("OneRoster-pakke (zip)"),
        help_text=gettext_lazy("Zip-filen slik skolesystemet eksporterer den, versjon 1.1 eller 1.2."),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={"required": gettext_lazy("Velg en fil.")},
    )


class SourcePage(Page):
    """One source."""

    needs = (Resource.SCHOOL_SOURCE, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """How it stands, and its runs with the newest first."""
        return self._page(pk, PackageForm())

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Take in a package."""
        form = PackageForm(self.request.POST, self.request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                upload_package(self.request.actor, pk, filename=file.name or "", chunks=file.chunks())
            except RuleRefused as refused:
                show_refusals(form, refused)
            else:
                return go_to(self.request, reverse("integration:school-source", args=[pk]))
        return self._page(pk, form, 422)

    def _page(self, pk: UUID, form: PackageForm, status: int = 200) -> HttpResponse:
        actor = self.request.actor
        source = source_of(actor, pk)
        page = page_of(newest_first(actor, source), NEWEST_FIRST, self.request.GET.get("etter", ""), _HISTORY)
        newest = _runs(actor, source).order_by("-created_at", "-id").first()
        pupils = UnmatchedPerson.objects.visible_to(actor).filter(source=source, settled_at__isnull=True)
        context: dict[str, Any] = {
            "source": source,
            "standing": source_standing(source, newest),
            "fault": fault_text(source.last_error) if source.failing_since else "",
            "newest": newest,
            "runs": run_rows(page.rows),
            "next_url": f"?etter={page.cursor}" if page.cursor else "",
            "unmatched": pupils.filter(material__isnull=False).count(),
            "is_rest": source.kind == SourceKind.REST,
            "form": form,
            "may_change": may(actor, Resource.SCHOOL_SOURCE, Action.CHANGE),
            **progress(newest),
        }
        return show(self.request, "integration/schools/source.html", context, status)


def run_rows(runs: Iterable[SourceRun]) -> list[dict[str, Any]]:
    """The rows of the history."""
    return [
        {
            "run": run,
            "standing": run_standing(run),
            "result": fault_text(run.error) if run.error else count_line(run.counts) if run.counts else "",
        }
        for run in runs
    ]


class RunNowPage(Page):
    """«Kjør nå»."""

    http_method_names = ["post", "options"]
    needs = (Resource.SCHOOL_SOURCE, Action.CHANGE)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Read the changes, or everything when ``alt`` is sent."""
        kind = RunKind.FULL if self.request.POST.get("alt") else RunKind.DELTA
        request_run(self.request.actor, pk, kind=kind)
        messages.success(self.request, _("Skolesystemet leses nå."))
        return go_to(self.request, reverse("integration:school-source", args=[pk]))


class ProgressPage(Page):
    """The progress bar, asked for every second while a worker reads."""

    needs = (Resource.SCHOOL_SOURCE, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The bar; when the work is done the page is loaded again."""
        source = source_of(self.request.actor, pk)
        newest = _runs(self.request.actor, source).order_by("-created_at", "-id").first()
        if newest is None or not newest.is_at_work:
            return HttpResponseClientRefresh()
        return show(self.request, "integration/schools/progress.html", {"source": source, **progress(newest)})


def progress(run: SourceRun | None) -> dict[str, Any]:
    """How far the newest run has come."""
    is_at_work = run is not None and run.is_at_work
    done, total = progress_of(run.job) if run is not None and run.job and is_at_work else (0, 0)
    text = _("%(done)d av %(total)d deler") % {"done": done, "total": total} if total else _("Venter på tur …")
    return {"is_at_work": is_at_work, "progress_done": done, "progress_total": total or 1, "progress_text": text}


def source_of(actor: Actor, pk: UUID) -> SchoolSource:
    """The source; ``SchoolSource.DoesNotExist`` when the actor does not see it."""
    return SchoolSource.objects.visible_to(actor).select_related("school", "owner").get(pk=pk)


def _runs(actor: Actor, source: SchoolSource) -> "QuerySet[SourceRun]":
    return SourceRun.objects.visible_to(actor).filter(source=source).select_related("job", "requested_by")


def newest_first(actor: Actor, source: SchoolSource) -> "QuerySet[SourceRun]":
    """Runs with ``after``, which grows as they get older: pages are read by ascending keys."""
    age = ExpressionWrapper(-Extract(F("created_at"), "epoch"), output_field=FloatField())
    return _runs(actor, source).annotate(after=age)
