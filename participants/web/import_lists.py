"""The arrival lists of a municipality, and the page that takes in a new one."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, Resource
from agencies.errors import RuleRefused
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from participants.models import ImportBatch
from participants.operations.importing.uploading import MAX_FILE_BYTES, refuse_size, upload_list
from participants.web.import_steps import standing_of, steps_at

_PAGE = 25


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("Fil"),
        help_text=format_lazy(_("CSV eller Excel (XLSX), høyst {limit} MB."), limit=MAX_FILE_BYTES // (1024 * 1024)),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xls"}),
        allow_empty_file=True,
        error_messages={"required": _("Velg en fil.")},
    )


class ListsPage(Page):
    """The lists, newest first."""

    needs = (Resource.IMPORT, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """A page of lists; ``before`` is the id of the last one of the page before (ids are in time order)."""
        lists = lists_of(self.request.actor)
        before = _uuid(self.request.GET.get("before", ""))
        if before:
            lists = lists.filter(pk__lt=before)
        found = list(lists[: _PAGE + 1])
        shown = found[:_PAGE]
        context = {
            "lists": list_rows(shown),
            "next_url": f"?before={shown[-1].pk}" if len(found) > _PAGE else "",
            "is_first": before is None,
        }
        return show(self.request, "participants/imports/list.html", context)


def lists_of(actor: Actor) -> QuerySet[ImportBatch]:
    """The lists that the actor may see, the newest first."""
    return ImportBatch.objects.visible_to(actor).for_pages().order_by("-id")


def list_rows(lists: Iterable[ImportBatch]) -> list[dict[str, Any]]:
    """The rows of the table."""
    return [{"batch": batch, "standing": standing_of(batch), "counts": _counts(batch)} for batch in lists]


class UploadPage(Page):
    """The form with the file; afterwards the list is checked in the background."""

    needs = (Resource.IMPORT, Action.CREATE)

    def get(self, _request: object) -> HttpResponse:
        """The empty form."""
        return self._page(UploadForm())

    def post(self, _request: object) -> HttpResponse:
        """Take in the file."""
        form = UploadForm(self.request.POST, self.request.FILES)
        municipality_id = self.request.actor.agency_id
        if municipality_id not in self.request.actor.municipality_ids or municipality_id is None:
            raise Http404
        if not form.is_valid():
            return self._page(form, 422)
        file = form.cleaned_data["file"]
        try:
            refuse_size(file.size)
            batch = upload_list(self.request.actor, municipality_id, filename=file.name, data=file.read())
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(form, 422)
        return go_to(self.request, reverse("participants:import-batch", args=[batch.pk]))

    def _page(self, form: UploadForm, status: int = 200) -> HttpResponse:
        return show(self.request, "participants/imports/upload.html", {"form": form, **steps_at(1)}, status)


def _counts(batch: ImportBatch) -> dict[str, Any]:
    """The figures of the table; empty until the list is checked."""
    names = ("new", "known", "possible_duplicate", "faulty", "total", "enrolled")
    return {name: batch.counts.get(name, "") for name in names}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
