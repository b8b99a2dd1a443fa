"""Takes in a file of running programmes, and asks for its background steps."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import PurePosixPath
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from agencies.operations.jobs import enqueue_job
from participants.models import BatchState
from participants.operations.importing.raw_input import seal
from participants.operations.importing.uploading import MAX_FILENAME, refuse_size
from programmes.caseload.columns import map_columns
from programmes.models import CaseloadImport, CaseloadRow, RowState

CHECK = "caseload.check"
COMMIT = "caseload.commit"


@operation
def upload_caseload(actor: Actor, municipality_id: UUID, *, source: str, filename: str, data: bytes) -> CaseloadImport:
    """Keep the file sealed and have it checked; ``source`` is the system that the programmes come from."""
    require(actor, Action.CREATE, Resource.CASELOAD)
    if municipality_id not in actor.municipality_ids or actor.user_id is None:
        raise NotPermitted("municipality")
    refuse_size(len(data))
    if not source.strip():
        raise RuleRefused(Refusal("source_missing", _("Skriv hvilket system sakene kommer fra."), "source"))
    batch = CaseloadImport.objects.create(
        municipality_id=municipality_id,
        uploaded_by_id=actor.user_id,
        source=source.strip()[:80],
        filename=PurePosixPath(filename.replace("\\", "/")).name[-MAX_FILENAME:] or _("uten navn"),
        checksum=sha256(data).hexdigest(),
        raw=seal(data),
    )
    _start(actor, batch, CHECK)
    return batch


@operation
def choose_caseload_columns(actor: Actor, batch_id: UUID, chosen: Mapping[str, str]) -> CaseloadImport:
    """Take over what a person says of the columns, and check again; ``RuleRefused`` while something needed lacks."""
    batch = _lock(actor, batch_id, None)
    if batch.state not in (BatchState.NEEDS_MAPPING, BatchState.PREVIEW):
        raise RuleRefused(Refusal("not_ready", _("Kolonnene kan ikke endres nå.")))
    missing = map_columns(batch.headings, chosen).missing
    if missing:
        text = _("Velg også hvilken kolonne som er: %(names)s.") % {"names": ", ".join(missing)}
        raise RuleRefused(Refusal("columns_missing", text))
    batch.mapping, batch.state = dict(chosen), BatchState.UPLOADED
    _start(actor, batch, CHECK)
    return batch


@operation
def request_takeover(actor: Actor, batch_id: UUID, *, expected_version: int | None = None) -> CaseloadImport:
    """Have the rows that are ready taken over; also again for a step that stopped."""
    batch = _lock(actor, batch_id, expected_version)
    is_stopped = batch.is_stuck and batch.state == BatchState.COMMITTING
    if batch.state != BatchState.PREVIEW and not is_stopped:
        raise RuleRefused(Refusal("not_ready", _("Filen er ikke klar til å overtas.")))
    if not CaseloadRow.objects.filter(batch=batch, state=RowState.READY).exists():
        raise RuleRefused(Refusal("nothing_ready", _("Ingen rader er klare.")))
    batch.state = BatchState.COMMITTING
    _start(actor, batch, COMMIT)
    return batch


@operation
def check_caseload_again(actor: Actor, batch_id: UUID) -> CaseloadImport:
    """Have a file checked once more whose worker gave up."""
    batch = _lock(actor, batch_id, None)
    if not batch.is_stuck or batch.state == BatchState.COMMITTING:
        raise RuleRefused(Refusal("not_ready", _("Filen kan ikke kontrolleres på nytt nå.")))
    batch.state = BatchState.UPLOADED
    _start(actor, batch, CHECK)
    return batch


def _lock(actor: Actor, batch_id: UUID, expected_version: int | None) -> CaseloadImport:
    require(actor, Action.CHANGE, Resource.CASELOAD)
    rows = CaseloadImport.objects.visible_to(actor).select_related("job").defer("raw")
    batch = rows.select_for_update(of=("self",), no_key=True).get(pk=batch_id)
    require_version(batch, expected_version)
    return batch


def _start(actor: Actor, batch: CaseloadImport, kind: str) -> None:
    batch.job = enqueue_job(actor, kind, batch.municipality_id, batch_id=str(batch.pk))
    batch.save(update_fields=["job", "state", "mapping", "changed_at"])
