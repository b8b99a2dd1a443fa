"""The faulty rows of a list as a file to correct and send again."""

from uuid import UUID

from django.db.models import QuerySet

from agencies.access import Action, Actor, Resource
from agencies.operations.access_log import log_read
from agencies.operations.base import operation, require
from participants.arrivals.feedback import FaultyRow, write_faulty_rows
from participants.arrivals.findings import Severity
from participants.models import ImportBatch, ImportRow, RowCategory


@operation
def faulty_rows_file(actor: Actor, batch_id: UUID) -> bytes:
    """CSV in the columns of the list, with what is wrong in «Feil»; protected rows are not in it.

    ``ImportBatch.DoesNotExist`` when the actor may not see the list. The reading is logged.
    """
    require(actor, Action.VIEW, Resource.IMPORT)
    batch = ImportBatch.objects.visible_to(actor).defer("raw").get(pk=batch_id)
    rows = ImportRow.objects.listed_for(actor).filter(batch=batch, category=RowCategory.FAULTY).order_by("line")
    faulty = [FaultyRow(cells, _reasons(findings)) for cells, findings in _cells(rows)]
    log_read(actor, Resource.IMPORT, municipality_id=batch.municipality_id, row_count=len(faulty))
    return write_faulty_rows(batch.headings, faulty)


def _cells(rows: QuerySet[ImportRow]) -> list[tuple[list[str], list[dict[str, str]]]]:
    return [(raw["cells"], findings) for raw, findings in rows.values_list("raw", "findings") if raw]


def _reasons(findings: list[dict[str, str]]) -> list[str]:
    """Each fault with its column, as the page says it."""
    faults = [finding for finding in findings if finding["severity"] == Severity.ERROR.value]
    return [f"{fault['heading']}: {fault['text']}" if fault["heading"] else fault["text"] for fault in faults]
