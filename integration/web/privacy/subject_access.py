"""A participant asks for everything that is held about them: the page that has a copy made and opens it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource, may
from agencies.models import JobState
from agencies.operations.access_log import log_read
from agencies.web.pages import Page, go_to, show
from integration.models import ExportState, SubjectExport
from integration.operations.privacy.copies import CopyKind, ask_for_copy, open_copy, subjects_for
from participants.models import Participant

_MOST = 20
_TONES = {ExportState.READY: "success", ExportState.FAILED: "danger", ExportState.DELETED: "neutral"}
TYPES = {CopyKind.JSON: "application/json", CopyKind.PDF: "application/pdf"}


class CopyForm(forms.Form):
    """What the copy is to hold besides what it always holds."""

    includes_access_log = forms.BooleanField(
        label=gettext_lazy("Ta med hvem som har lest saken"),
        required=False,
        help_text=gettext_lazy("Navn, rolle, tidspunkt og grunn, fra innsynsloggen."),
    )
    includes_internal = forms.BooleanField(
        label=gettext_lazy("Ta med interne notater og utkast til vedtak"),
        required=False,
        help_text=gettext_lazy("Loven lar kommunen holde dem tilbake. Kopien sier da at de finnes, og hvorfor."),
    )


class SubjectAccessPage(Page):
    """The copies that were made for one person, and a new one."""

    resource = Resource.SUBJECT_ACCESS
    action = Action.VIEW

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form and the copies, newest first."""
        return self._page(self._person(pk), CopyForm())

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Have one made."""
        person, form = self._person(pk), CopyForm(self.request.POST)
        if not form.is_valid():
            return self._page(person, form, 422)
        ask_for_copy(self.request.actor, person.pk, **form.cleaned_data)
        messages.success(self.request, _("Kopien er bestilt. Den lages i bakgrunnen og ligger her når den er klar."))
        return go_to(self.request, reverse("integration:subject-access", args=[person.pk]))

    def _person(self, pk: UUID) -> Participant:
        person = subjects_for(self.request.actor).get(pk=pk)
        log_read(
            self.request.actor,
            Resource.SUBJECT_ACCESS,
            participant_id=person.pk,
            municipality_id=person.municipality_id,
        )
        return person

    def _page(self, person: Participant, form: CopyForm, status: int = 200) -> HttpResponse:
        actor = self.request.actor
        rows = SubjectExport.objects.visible_to(actor).filter(participant=person)
        exports = list(rows.select_related("requested_by", "job").order_by("-created_at", "-id")[:_MOST])
        context = {
            "person": person,
            "sees_case": may(actor, Resource.PARTICIPANT, Action.VIEW),
            "opens": may(actor, Resource.SUBJECT_COPY, Action.VIEW),
            "form": form,
            "exports": [_shown(export) for export in exports],
        }
        return show(self.request, "integration/privacy/subject_access.html", context, status)


class SubjectCopyPage(Page):
    """A file of a copy, as a download."""

    resource = Resource.SUBJECT_COPY
    action = Action.VIEW

    def get(self, _request: object, pk: UUID, kind: str) -> HttpResponseBase:
        """Stream it; the operation logs the reading. 404 when its week is over."""
        if kind not in list(CopyKind):
            raise Http404
        export, blocks = open_copy(self.request.actor, pk, CopyKind(kind))
        return download(export, CopyKind(kind), blocks)


def download(export: SubjectExport, kind: CopyKind, blocks: Any) -> StreamingHttpResponse:
    """The file as an attachment that nobody keeps; its name does not say whom it is about."""
    response = StreamingHttpResponse(blocks, content_type=TYPES[kind])
    response.headers["Content-Disposition"] = (
        f'attachment; filename="innsyn-{timezone.localdate(export.made_at)}.{kind}"'
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _shown(export: SubjectExport) -> dict[str, Any]:
    has_failed = export.state == ExportState.WAITING and export.job is not None and export.job.state == JobState.FAILED
    state = ExportState.FAILED if has_failed else ExportState(export.state)
    tones = {ExportState.READY: "success", ExportState.FAILED: "danger", ExportState.DELETED: "neutral"}
    return {
        "row": export,
        "state": state.label,
        "tone": tones.get(state, "info"),
        "is_ready": state == ExportState.READY,
    }
