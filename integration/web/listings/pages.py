"""«Lister som filer»: what was asked for and how far it has come, and a new one."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from agencies.access import Action, Resource
from agencies.lists import PAGING, list_files
from agencies.models import JobState
from agencies.operations.jobs import progress_of
from agencies.web.pages import Page, go_to, show
from integration.listings.files import MEDIA_TYPES
from integration.models import ExportState, ListExport, ListForm
from integration.operations.list_exports import ask_for_list, marks_reserved, open_list, sheet_for

_MOST = 20
_OWN = PAGING | {"liste", "form", "csrfmiddlewaretoken"}
_TONES = {ExportState.READY: "success", ExportState.FAILED: "danger", ExportState.DELETED: "neutral"}


class ListsAsFilesPage(Page):
    """Own files, newest first; with ``?liste=`` and filters the list that is about to be asked for."""

    needs = (Resource.LIST_EXPORT, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The lists to choose from, and the files."""
        actor, given = self.request.actor, self.request.GET
        chosen = list_files().get(given.get("liste", ""))
        query = {name: str(value) for name, value in given.items() if name not in _OWN and value}
        sheet = sheet_for(actor, chosen, query) if chosen else None
        mine = ListExport.objects.own(actor).select_related("job")[:_MOST]
        rows = [_row(export) for export in mine]
        context = {
            "listings": [
                {"code": each.code, "title": each.title, "choices": each.choices}
                for each in list_files().values()
                if each.is_for(actor) and not each.is_of_one
            ],
            "chosen": chosen,
            "chosen_filters": sheet.filters if sheet else [],
            "asks_purpose": sheet is not None and marks_reserved(actor, sheet),
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
            f'attachment; filename="{export.kind}-{timezone.localdate(export.created_at)}.{form}"'
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
        "title": list_files()[export.kind].title if export.kind in list_files() else export.kind,
        "state": state.label,
        "tone": _TONES.get(state, "info"),
        "is_ready": state == ExportState.READY,
        "is_waiting": is_waiting,
        "done": done,
        # A list of no rows, and one that nobody has begun with, stands at nothing.
        "total": total or 1,
        "text": _("%(done)d av %(total)d rader") % {"done": done, "total": total} if total else _("Venter på tur …"),
    }
