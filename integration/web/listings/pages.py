"""«Lister som filer»: what was asked for and how far it has come, and a new one."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from agencies.access import Action, Resource, may
from agencies.models import JobState
from agencies.operations.jobs import progress_of
from agencies.web.pages import Page, go_to, show
from integration.listings.files import MEDIA_TYPES
from integration.listings.lists import LISTINGS
from integration.models import ExportState, ListExport, ListForm
from integration.operations.list_exports import ask_for_list, open_list

_MOST = 20
_OWN = frozenset({"liste", "form", "csrfmiddlewaretoken", "etter", "sorter"})
_TONES = {ExportState.READY: "success", ExportState.FAILED: "danger", ExportState.DELETED: "neutral"}


class ListsAsFilesPage(Page):
    """Own files, newest first; with ``?liste=`` and filters the list that is about to be asked for."""

    needs = (Resource.LIST_EXPORT, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The lists to choose from, and the files."""
        actor, given = self.request.actor, self.request.GET
        chosen = LISTINGS.get(given.get("liste", ""))
        query = {name: str(value) for name, value in given.items() if name not in _OWN and value}
        mine = ListExport.objects.own(actor).select_related("job")[:_MOST]
        rows = [_row(export) for export in mine]
        context = {
            "listings": [
                {"code": each.code, "title": each.title, "choices": each.choices}
                for each in LISTINGS.values()
                if may(actor, each.resource, Action.VIEW)
            ],
            "chosen": chosen,
            "chosen_filters": chosen.filters(actor, query) if chosen else [],
            "chosen_action": f"?{urlencode({'liste': chosen.code, **query})}" if chosen else "",
            "forms": ListForm.choices,
            "rows": rows,
            "progress_url": reverse("integration:lists-progress"),
            "is_waiting": any(row["is_waiting"] for row in rows),
        }
        return show(self.request, "integration/listings/page.html", context)

    def post(self, _request: object) -> HttpResponse:
        """Have one made; the filters stand in the address, or in the form."""
        given = {**self.request.GET.dict(), **self.request.POST.dict()}
        query = {name: str(value) for name, value in given.items() if name not in _OWN and value}
        ask_for_list(self.request.actor, str(given.get("liste", "")), str(given.get("form", "")), query)
        return go_to(self.request, reverse("integration:lists"))


class ListsProgressPage(Page):
    """How far the lists have come, asked for every second while one is made."""

    needs = (Resource.LIST_EXPORT, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The bars; when all is done the page is loaded again."""
        mine = ListExport.objects.own(self.request.actor).filter(state=ExportState.WAITING).select_related("job")
        waiting = [row for export in mine[:_MOST] if (row := _row(export))["is_waiting"]]
        if not waiting:
            return HttpResponseClientRefresh()
        return show(self.request, "integration/listings/progress.html", {"rows": waiting})


class ListFilePage(Page):
    """The file."""

    needs = (Resource.LIST_EXPORT, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponseBase:
        """Stream it; the operation looks at access anew and logs the reading."""
        export, blocks = open_list(self.request.actor, pk)
        form = ListForm(export.form)
        response = StreamingHttpResponse(blocks, content_type=MEDIA_TYPES[form])
        response.headers["Content-Disposition"] = (
            f'attachment; filename="{export.kind}-{export.created_at:%Y-%m-%d}.{form}"'
        )
        response.headers["Cache-Control"] = "private, no-store"
        return response


def _row(export: ListExport) -> dict[str, Any]:
    has_failed = export.state == ExportState.WAITING and export.job is not None and export.job.state == JobState.FAILED
    state = ExportState.FAILED if has_failed else ExportState(export.state)
    is_waiting = state == ExportState.WAITING
    done, total = progress_of(export.job) if is_waiting and export.job else (0, 0)
    return {
        "export": export,
        "title": LISTINGS[export.kind].title if export.kind in LISTINGS else export.kind,
        "state": state.label,
        "tone": _TONES.get(state, "info"),
        "is_ready": state == ExportState.READY,
        "is_waiting": is_waiting,
        "done": done,
        "total": max(total, done, 1),
        "text": _("%(done)d rader") % {"done": done},
    }
