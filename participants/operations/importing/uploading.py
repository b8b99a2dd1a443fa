"""Takes in an arrival list: kept sealed before anybody reads it, then checked in the background."""

from hashlib import sha256
from pathlib import PurePosixPath
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.models import BatchState, ImportBatch
from participants.operations.importing.batches import CHECK, lock_batch, start_job
from participants.operations.importing.raw_input import seal

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_FILENAME = 255


@operation
def upload_list(actor: Actor, municipality_id: UUID, *, filename: str, data: bytes) -> ImportBatch:
    """Keep the file and have it checked. ``RuleRefused`` when it is empty or larger than ``MAX_FILE_BYTES``."""
    require(actor, Action.CREATE, Resource.IMPORT)
    if municipality_id not in actor.municipality_ids or actor.user_id is None:
        raise NotPermitted("municipality")
    refuse_size(len(data))
    batch = ImportBatch.objects.create(
        municipality_id=municipality_id,
        uploaded_by_id=actor.user_id,
        filename=_plain(filename),
        checksum=sha256(data).hexdigest(),
        raw=seal(data),
    )
    start_job(actor, batch, CHECK)
    batch.save(update_fields=["job", "changed_at"])
    return batch


@operation
def check_again(actor: Actor, batch_id: UUID, *, expected_version: int | None = None) -> ImportBatch:
    """Have a list checked again whose worker gave up, or against the people who are known by now."""
    require(actor, Action.CHANGE, Resource.IMPORT)
    batch = lock_batch(actor, batch_id, expected_version)
    may_be = batch.state == BatchState.PREVIEW or (batch.is_stuck and batch.state != BatchState.COMMITTING)
    if not may_be:
        raise RuleRefused(Refusal("not_ready", _("Listen kan ikke kontrolleres på nytt nå.")))
    refuse_without_file(batch)
    batch.state = BatchState.UPLOADED
    start_job(actor, batch, CHECK)
    batch.save(update_fields=["state", "job", "changed_at"])
    return batch


def refuse_size(size: int) -> None:
    """Raise ``RuleRefused`` for a file that is empty or too large; called before it is read into memory."""
    if size == 0:
        raise RuleRefused(Refusal("file_empty", _("Filen er tom."), "file"))
    if size > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // (1024 * 1024)
        text = _("Filen er større enn %(limit)d MB. Del den opp og last opp delene hver for seg.") % {"limit": limit}
        raise RuleRefused(Refusal("file_too_large", text, "file"))


def refuse_without_file(batch: ImportBatch) -> None:
    """Raise ``RuleRefused`` when the file itself has been deleted."""
    if not ImportBatch.objects.filter(pk=batch.pk, raw__isnull=False).exists():
        raise RuleRefused(Refusal("file_deleted", _("Filen er slettet. Last den opp på nytt.")))


def same_file_before(actor: Actor, batch: ImportBatch) -> QuerySet[ImportBatch]:
    """Earlier uploads of the very same file in the municipality, newest first."""
    same = ImportBatch.objects.visible_to(actor).filter(municipality=batch.municipality_id, checksum=batch.checksum)
    return same.filter(pk__lt=batch.pk).for_pages().order_by("-id")


def _plain(filename: str) -> str:
    """The name without folders and control characters, its end kept when it is too long."""
    name = PurePosixPath(filename.replace("\\", "/")).name
    printable = "".join(character for character in name if character.isprintable()).strip()
    return printable[-MAX_FILENAME:] or _("uten navn")
