"""The rows that were set aside as a file to correct and send again, and clearing away what files hold."""

import datetime as dt
from uuid import UUID

from django.utils import timezone

from agencies.access import Action, Actor, Resource, acting_as
from agencies.actors import system_actor
from agencies.operations.access_log import log_read
from agencies.operations.base import operation, require
from participants.arrivals.feedback import FaultyRow, write_faulty_rows
from participants.arrivals.findings import Severity
from participants.operations.flagging import municipalities_to_flag
from programmes.models import CaseloadImport, CaseloadRow, RowState

KEPT = dt.timedelta(days=30)


@operation
def faulty_caseload_file(actor: Actor, batch_id: UUID) -> bytes:
    """CSV in the columns of the file, with what is wrong in «Feil»; rows to be done by hand are not in it."""
    require(actor, Action.VIEW, Resource.CASELOAD)
    batch = CaseloadImport.objects.visible_to(actor).defer("raw").get(pk=batch_id)
    rows = CaseloadRow.objects.listed_for(actor).filter(batch=batch, state=RowState.FAULTY).order_by("line")
    faulty = [
        FaultyRow(raw["cells"], reasons_of(findings)) for raw, findings in rows.values_list("raw", "findings") if raw
    ]
    log_read(actor, Resource.CASELOAD, municipality_id=batch.municipality_id, row_count=len(faulty))
    return write_faulty_rows(batch.headings, faulty)


def reasons_of(findings: list[dict[str, str]]) -> list[str]:
    """What stops a row, each with its column."""
    faults = [each for each in findings if each["severity"] == Severity.ERROR.value]
    return [f"{each['heading']}: {each['text']}" if each["heading"] else each["text"] for each in faults]


def purge_caseload_files() -> int:
    """Empty the rows of files older than ``KEPT`` and delete the files themselves; answers how many files."""
    purged = 0
    for municipality_id in municipalities_to_flag():
        with acting_as(system_actor(municipality_id)):
            old = CaseloadImport.objects.filter(municipality=municipality_id, purged_at__isnull=True)
            due = list(old.filter(created_at__lt=timezone.now() - KEPT).values_list("pk", flat=True))
            CaseloadRow.objects.filter(batch__in=due).update(raw={}, person={}, programme={}, findings=[])
            CaseloadImport.objects.filter(pk__in=due).update(raw=None, purged_at=timezone.now())
            purged += len(due)
    return purged
