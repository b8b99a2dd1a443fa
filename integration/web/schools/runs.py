"""One reading of a school system: what came, what was tolerated, and what a person must confirm."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.access import Action, Resource
from agencies.web.pages import Page, go_to, show
from integration.models import RunState, SourceRun
from integration.operations.schools.running import confirm_run, discard_run
from integration.web.schools.words import count_headings, count_rows, fault_text, finding_rows, run_standing


class RunPage(Page):
    """One run."""

    needs = (Resource.SCHOOL_SOURCE, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """Counts, findings, and what waits."""
        run = (
            SourceRun.objects.visible_to(self.request.actor).select_related("source__school", "requested_by").get(pk=pk)
        )
        context = {
            "run": run,
            "standing": run_standing(run),
            "fault": fault_text(run.error) if run.error else "",
            "is_held": run.state == RunState.HELD,
            "held": [{**one, "share": round(100 * one["ended"] / one["of"])} for one in run.held_back],
            "counts": count_rows(run.counts),
            "headings": count_headings(),
            "linked": run.counts.get("users.linked", 0),
            "known": run.counts.get("users.known", 0),
            "others": run.counts.get("users.others", 0),
            "unmatched": run.counts.get("users.waiting", 0),
            "findings": finding_rows(run.findings),
        }
        return show(self.request, "integration/schools/run.html", context)


class ConfirmPage(Page):
    """Go through with a run that was held."""

    http_method_names = ["post", "options"]
    needs = (Resource.SCHOOL_SOURCE, Action.CHANGE)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Confirm it."""
        run = confirm_run(self.request.actor, pk, expected_version=_version(self.request.POST.get("version", "")))
        messages.success(self.request, _("Listen leses nå, og plassene som ikke er med, avsluttes."))
        return go_to(self.request, reverse("integration:school-source", args=[run.source_id]))


class DiscardPage(Page):
    """Leave a run that was held."""

    http_method_names = ["post", "options"]
    needs = (Resource.SCHOOL_SOURCE, Action.CHANGE)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Leave it."""
        run = discard_run(self.request.actor, pk, expected_version=_version(self.request.POST.get("version", "")))
        messages.success(self.request, _("Listen er forkastet. Ingenting er endret."))
        return go_to(self.request, reverse("integration:school-source", args=[run.source_id]))


def _version(text: str) -> int | None:
    return int(text) if text.isdigit() else None
