"""What replaces what: the last of a chain is told, as the event of its first, so that NIR gets a correction.

A decision is never changed and neither is an absence; what is decided anew is another row that ``replaces`` the old one
(law.md 3). Told by its own row it would stand beside the old event, and an extension of six months that became three
would be nine.
"""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet

from integration.operations.nir.sources.people import of
from programmes.models import Absence, Decision


def replaced_decisions(municipality_id: UUID) -> Mapping[UUID, UUID]:
    """For each decision that was made anew, the one it replaces."""
    rows = Decision.objects.filter(of(municipality_id), replaces__isnull=False, decided_on__isnull=False)
    return _pairs(rows)


def replaced_absences(municipality_id: UUID) -> Mapping[UUID, UUID]:
    """For each corrected absence, the registration it replaces."""
    rows = Absence.objects.filter(of(municipality_id), replaces__isnull=False)
    return _pairs(rows)


def first_of(row_id: UUID, replaced: Mapping[UUID, UUID]) -> UUID:
    """The row that the chain began with; itself where it replaces nothing."""
    while row_id in replaced:
        row_id = replaced[row_id]
    return row_id


def _pairs(rows: QuerySet[Absence] | QuerySet[Decision]) -> dict[UUID, UUID]:
    return {row: replaced for row, replaced in rows.values_list("pk", "replaces_id") if replaced is not None}
