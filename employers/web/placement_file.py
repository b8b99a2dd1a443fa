"""Jobs from a file: the file, what it would log and what is wrong with it, and one button."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agencies.access import Action, Resource
from agencies.errors import RuleRefused
from agencies.operations.access_log import log_list
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from employers.models import EmploymentForm
from employers.operations.placement_files import COLUMNS, FileRow, log_rows, read_placements

KEPT_SECONDS = 60 * 60
LARGEST = 2 * 1024 * 1024


class FileForm(forms.Form):
    """A file of jobs."""

    file = forms.FileField(
        label=gettext_lazy("Fil med jobber"), help_text=gettext_lazy("CSV eller Excel, høyst 500 rader.")
    )

    def clean_file(self) -> Any:
        """Not larger than a file of 500 rows can be."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("Filen er for stor."))
        return file


class PlacementFilePage(Page):
    """Log many jobs at once."""

    needs = (Resource.PLACEMENT, Action.CREATE)

    def get(self, _request: object) -> HttpResponse:
        """The form, and which columns the file has."""
        return self._page(FileForm())

    def post(self, request: Any) -> HttpResponse:
        """Preview the file, or log what the preview showed."""
        if token := request.POST.get("token", ""):
            return self._log(token)
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            rows = read_placements(self.request.actor, form.cleaned_data["file"].read())
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(form, status=422)
        # Also on a row with a fault the name answers whose number it is.
        log_list(self.request.actor, Resource.PLACEMENT, [row.participant_id for row in rows])
        token = uuid4().hex
        # Ids only: whoever reads the cache meets no number and no name of a person.
        cache.set(
            self._key(token), [(row.line, row.participant_id, row.facts, row.faults) for row in rows], KEPT_SECONDS
        )
        return self._page(form, rows, token)

    def _log(self, token: str) -> HttpResponse:
        kept = cache.get(self._key(token))
        if kept is None:
            messages.error(self.request, _("Forhåndsvisningen er for gammel. Velg filen på nytt."))
            return go_to(self.request, reverse("employers:placement-file"))
        cache.delete(self._key(token))
        rows = [FileRow(line, "", person, facts, faults) for line, person, facts, faults in kept]
        count = log_rows(self.request.actor, rows)
        text = ngettext("%(count)s jobb er registrert.", "%(count)s jobber er registrert.", count)
        messages.success(self.request, text % {"count": count})
        return go_to(self.request, reverse("employers:list"))

    def _key(self, token: str) -> str:
        return f"placement-file:{self.request.actor.user_id}:{token}"

    def _page(
        self, form: FileForm, rows: list[FileRow] | None = None, token: str = "", status: int = 200
    ) -> HttpResponse:
        good = [row for row in rows or () if not row.faults]
        labels = dict(EmploymentForm.choices)
        context = {
            "form": form,
            "columns": COLUMNS,
            "is_preview": rows is not None,
            "good": [(row, labels.get(row.facts["form"], "")) for row in good],
            "faulty": [row for row in rows or () if row.faults],
            "token": token,
            "back_url": reverse("employers:list"),
        }
        return show(self.request, "employers/placement/file.html", context, status)
