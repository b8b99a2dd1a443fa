"""Arrival lists, and the rows of one, as files."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import FieldGroup, Resource
from agencies.lists import Asked, ListColumn, ListFile, Sheet
from participants.models import BatchState, ImportRow, RowCategory
from participants.web.import_lists import ListsPage, list_rows, lists_of
from participants.web.import_rows import RowView, view_rows
from participants.web.imports import BatchPage, batch_of, category_in_words, chosen_category, rows_in


def _lists(asked: Asked) -> Sheet:
    def count(name: str) -> Any:
        return lambda item: item["counts"][name]

    return Sheet(
        rows=lambda: lists_of(asked.actor),
        shown=list_rows,
        columns=[
            ListColumn(gettext_lazy("Fil"), lambda item: item["batch"].filename),
            ListColumn(gettext_lazy("Status"), lambda item: item["standing"]["label"]),
            ListColumn(gettext_lazy("Lastet opp"), lambda item: item["batch"].created_at),
            ListColumn(gettext_lazy("Av"), lambda item: item["batch"].uploaded_by.name),
            ListColumn(gettext_lazy("Rader"), count("total")),
            ListColumn(gettext_lazy("Nye"), count("new")),
            ListColumn(gettext_lazy("Kjent"), count("known")),
            ListColumn(gettext_lazy("Mulig dobbel"), count("possible_duplicate")),
            ListColumn(gettext_lazy("Feil"), count("faulty")),
            ListColumn(gettext_lazy("Registrert"), count("enrolled")),
        ],
    )


def _rows(asked: Asked) -> Sheet:
    actor = asked.actor
    batch = batch_of(actor, asked.pk)
    category = chosen_category(asked.query.get("vis", ""), batch.counts)
    names_people = category == RowCategory.KNOWN or batch.state == BatchState.COMMITTED
    person = [ListColumn(gettext_lazy("Deltaker"), lambda row: row[1].person, FieldGroup.IDENTITY)]
    return Sheet(
        rows=lambda: rows_in(actor, batch, category).order_by("line"),
        filters=[(_("Fil"), batch.filename), (_("Rader"), category_in_words(category))],
        shown=lambda rows: list(zip(rows, view_rows(actor, rows), strict=True)),
        person=_known,
        columns=[
            ListColumn(gettext_lazy("Linje"), lambda row: row[1].line),
            ListColumn(gettext_lazy("Navn"), lambda row: row[1].name, FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Født"), lambda row: row[1].born, FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Hva vi fant"), _found),
            *(person if names_people else []),
        ],
    )


def _known(row: tuple[ImportRow, RowView]) -> UUID | None:
    return row[0].participant_id or row[0].matched_id


def _found(row: tuple[ImportRow, RowView]) -> str:
    return "; ".join(f"{one.column}: {one.text}" if one.column else one.text for one in row[1].reasons)


LISTS = (
    ListFile("import-lists", gettext_lazy("Ankomstlister"), Resource.IMPORT, _lists, ListsPage),
    ListFile(
        "import-rows", gettext_lazy("Rader i en ankomstliste"), Resource.IMPORT, _rows, BatchPage,
        is_of_one=True,
    ),
)  # fmt: skip
