"""The same request twice has one effect: the first answer is kept, in the transaction of its effect, and replayed."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.utils import timezone

from agencies.access import Actor, Resource, acting_as
from agencies.actors import WORKER
from agencies.models import IdempotencyRecord
from agencies.operations.access_log import log_read, people_opened

KEPT = dt.timedelta(hours=24)
# Row-level security has the last word on who is there; the table is of a floor above.
_SEEN = "SELECT id, municipality_id FROM participants_participant WHERE id = ANY (%s)"


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A request with its key, in the scope in which the key is unique."""

    user_id: UUID
    agency_id: UUID
    method: str
    path: str
    key: str
    fingerprint: str


class HiddenSince(ObjectDoesNotExist):
    """The kept answer is about somebody who is not there for the actor any more."""


class Standing(Enum):
    """What is known of a keyed request."""

    FIRST = "first"
    ANSWERED = "answered"
    OTHER_BODY = "other_body"
    RUNNING = "running"


def look_up(request: KeyedRequest) -> tuple[Standing, IdempotencyRecord | None]:
    """Whether the request is the first with its key; if so, no other may run until this transaction ends.

    1. A lock on the key, let go with the transaction: whoever does not get it meets a request that still runs. 2. The
    record, which is there when the first request has been committed. 3. A record past its time counts no more.
    """
    if not _lock(request):
        return Standing.RUNNING, None
    record = IdempotencyRecord.objects.filter(**_scope(request)).first()
    if record is not None and record.created_at < timezone.now() - KEPT:
        record.delete()
        record = None
    if record is None:
        return Standing.FIRST, None
    same = record.fingerprint == request.fingerprint
    return (Standing.ANSWERED if same else Standing.OTHER_BODY), record


def keep_answer(request: KeyedRequest, status: int, headers: dict[str, str], body: bytes) -> None:
    """Keep the answer of a request that had its effect; it is committed together with the effect, or not at all."""
    IdempotencyRecord.objects.create(
        **_scope(request), fingerprint=request.fingerprint, status=status, headers=headers, body=body,
        participant_ids=people_opened(),
    )  # fmt: skip


def reopen(actor: Actor, resource: Resource, record: IdempotencyRecord) -> None:
    """Note that what a kept answer shows is read again.

    Raises ``HiddenSince`` when somebody in it has been hidden from the actor since (law.md 7.3), and ``NotPermitted``
    while the log-in must be proved anew for somebody who is protected by now.
    """
    if not record.participant_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [record.participant_ids])
        seen = cursor.fetchall()
    if len(seen) != len(record.participant_ids):
        raise HiddenSince
    for participant_id, municipality_id in seen:
        log_read(actor, resource, participant_id=participant_id, municipality_id=municipality_id)


def purge_answers() -> int:
    """Delete the answers that are past their time; answers how many."""
    with acting_as(WORKER):
        deleted, _per_model = IdempotencyRecord.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return deleted


def _scope(request: KeyedRequest) -> dict[str, UUID | str]:
    return {
        "user_id": request.user_id,
        "agency_id": request.agency_id,
        "method": request.method,
        "path": request.path,
        "key": request.key,
    }


def _lock(request: KeyedRequest) -> bool:
    name = "\x1f".join(str(part) for part in _scope(request).values())
    number = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])
