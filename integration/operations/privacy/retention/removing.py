"""Takes packed cases and parts of cases out of the live system when their days of restriction are over."""

import datetime as dt
import logging
from uuid import UUID

from django.db import connection, transaction
from django.db.utils import IntegrityError, OperationalError

from agencies.access import acting_as
from agencies.actors import system_actor
from integration.archive.package import BrokenPackage, verify_package
from integration.models import CasePart, RetentionCase, RetentionRow, RetentionState
from integration.operations.privacy.retention.packing import place_of
from participants.document_files import remove_stored
from participants.models import Document

logger = logging.getLogger(__name__)


def remove_cases(municipality_id: UUID, today: dt.date) -> int:
    """Remove those whose day has come and whose package still is whole; answers how many.

    Each case is a transaction of its own. What cannot have its locks now, or whose package is broken, stays for the
    next night; a package may be moved away only after its cases are gone.
    """
    actor = system_actor(municipality_id)
    with acting_as(actor):
        ripe = RetentionCase.objects.restricted().filter(municipality=municipality_id, remove_on__lte=today)
        cases = list(ripe.select_related("batch"))
    removed = 0
    for case in cases:
        if _is_packed(case) and _remove(case):
            removed += 1
    return removed


def _is_packed(case: RetentionCase) -> bool:
    batch = case.batch
    try:
        return batch is not None and verify_package(place_of(batch.folder), batch.checksum) > 0
    except BrokenPackage:
        logger.exception("archive_package_broken", extra={"batch_id": str(case.batch_id)})
        return False


def _remove(case: RetentionCase) -> bool:
    is_whole = case.part == CasePart.WHOLE
    try:
        with acting_as(system_actor(case.municipality_id)), connection.cursor() as cursor:
            documents = _documents_of(case)
            cursor.execute("SELECT fot_remove_case(%s)" if is_whole else "SELECT fot_remove_part(%s)", [case.pk])
            transaction.on_commit(lambda: _remove_files(documents))
    except OperationalError:
        logger.warning("case_not_removed_now", exc_info=True, extra={"retention_case_id": str(case.pk)})
        return False
    except IntegrityError:
        if is_whole:
            raise
        _open_again(case)
        return False
    return True


def _documents_of(case: RetentionCase) -> list[UUID]:
    documents = Document.objects.filter(participant=case.participant_id)
    if case.part != CasePart.WHOLE:
        packed = RetentionRow.objects.filter(retention=case, table_name=Document._meta.db_table)  # noqa: SLF001
        documents = documents.filter(pk__in=packed.values("row_id"))
    return list(documents.values_list("pk", flat=True))


def _open_again(case: RetentionCase) -> None:
    """Something hangs on the part that is not in the package: it is noticed, confirmed and packed once more."""
    logger.warning("part_has_grown", extra={"retention_case_id": str(case.pk)})
    with acting_as(system_actor(case.municipality_id)):
        RetentionRow.objects.filter(retention=case).delete()
        RetentionCase.objects.filter(pk=case.pk).update(
            state=RetentionState.NOTICED, batch=None, restricted_on=None, remove_on=None
        )


def _remove_files(documents: list[UUID]) -> None:
    for document in documents:
        remove_stored(document)
