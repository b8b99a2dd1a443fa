"""What the columns of a list hold: chosen here where the headings do not say it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.access import Resource
from agencies.errors import RuleRefused
from agencies.operations.access_log import log_read
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from participants.arrivals.columns import HEADINGS, REQUIRED, Column, match_headings
from participants.models import BatchState, ImportBatch
from participants.operations.importing.mapping import choices_of, choose_columns, remembered_choices, samples_of
from participants.web.import_steps import steps_at

_LEAVE_OUT = "-"


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column of the file: where it stands, a few values, and the field to choose in."""

    position: int
    samples: list[str]
    field: forms.BoundField


class ColumnsForm(forms.Form):
    """A choice for each column with a heading."""

    def __init__(self, batch: ImportBatch, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        chosen = _chosen(batch)
        for position, heading in enumerate(batch.headings):
            if heading.strip():
                self.fields[f"column{position}"] = forms.ChoiceField(
                    label=heading, choices=_choices(), initial=chosen.get(position, ""), required=True,
                    error_messages={"required": _("Velg hva kolonnen er, eller at den ikke skal brukes.")},
                )  # fmt: skip

    def choices(self) -> dict[int, Column | None]:
        """What was chosen, by position."""
        return {
            int(name.removeprefix("column")): None if value == _LEAVE_OUT else Column(value)
            for name, value in self.cleaned_data.items()
        }

    def rows(self, samples: list[list[str]]) -> list[ColumnRow]:
        """The columns in the order of the file."""
        positions = {name: int(name.removeprefix("column")) for name in self.fields}
        return [ColumnRow(position, samples[position], self[name]) for name, position in positions.items()]


class ColumnsPage(Page):
    """A select per column, with values from the file beside it."""

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The columns with what is known of them."""
        batch = self._batch(pk)
        if batch.state not in (BatchState.NEEDS_MAPPING, BatchState.PREVIEW):
            return go_to(self.request, reverse("participants:import-batch", args=[pk]))
        return self._page(batch, ColumnsForm(batch))

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Take over the choices; the list is checked again."""
        batch = self._batch(pk)
        form = ColumnsForm(batch, self.request.POST)
        if not form.is_valid():
            return self._page(batch, form, 422)
        try:
            choose_columns(self.request.actor, pk, form.choices())
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(batch, form, 422)
        return go_to(self.request, reverse("participants:import-batch", args=[pk]))

    def _batch(self, pk: UUID) -> ImportBatch:
        return ImportBatch.objects.visible_to(self.request.actor).for_pages().get(pk=pk)

    def _page(self, batch: ImportBatch, form: ColumnsForm, status: int = 200) -> HttpResponse:
        rows = form.rows(samples_of(batch))
        matched = set(match_headings(batch.headings).positions.values())
        known = [row for row in rows if row.position in matched]
        unknown = [row for row in rows if row.position not in matched]
        log_read(self.request.actor, Resource.IMPORT, municipality_id=batch.municipality_id, row_count=0)
        context = {
            "batch": batch,
            "form": form,
            "known": known,
            "unknown": unknown,
            "required": _required(),
            **steps_at(2),
        }
        return show(self.request, "participants/imports/columns.html", context, status)


def _chosen(batch: ImportBatch) -> dict[int, str]:
    """What stands in the selects: own choices, then matched headings, then what was chosen the last time."""
    if batch.mapping:
        return {position: column.value if column else _LEAVE_OUT for position, column in choices_of(batch).items()}
    automatic = match_headings(batch.headings)
    chosen = {position: column.value for column, position in automatic.positions.items()}
    for position, column in remembered_choices(batch, batch.headings).items():
        if position in automatic.unmatched:
            chosen[position] = column.value if column else _LEAVE_OUT
    return chosen


def _choices() -> list[tuple[str, str]]:
    fields = [(column.value, HEADINGS[column][0]) for column in Column]
    return [("", _("Velg …")), (_LEAVE_OUT, _("Brukes ikke")), *fields]


def _required() -> list[str]:
    return [HEADINGS[Column.FAMILY_NAME][0], *(HEADINGS[column][0] for column in REQUIRED)]
