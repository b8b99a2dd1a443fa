"""Outgoing messages: written with their cause, sent after it, each once.

A sweeper takes one message at a time, says so in the row, delivers it and notes it: no transaction is open while a
mail server thinks, and a worker that dies costs one message a second try. That one may reach its receiver twice; the
message's id goes along so that the receiver can tell.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from agencies.access import acting_as
from agencies.actors import WORKER
from agencies.models import OutboxEvent, OutboxState

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
HOLD = dt.timedelta(minutes=10)
"""How long a sweeper has for one message before another may take it for dead."""
_FIRST_PAUSE = dt.timedelta(seconds=30)
_LONGEST_PAUSE = dt.timedelta(hours=6)
_MOST_IN_ONE_SWEEP = 500
_senders: dict[str, Callable[[OutboxEvent], None]] = {}

_WRITE = """
SELECT fot_put_in_outbox(%s::text[], %s::text[], %s::uuid[], %s::jsonb[])
"""


@dataclass(frozen=True, slots=True)
class Message:
    """A message to be sent. ``dedupe_key`` names its cause; the payload holds nothing about a person."""

    kind: str
    dedupe_key: str
    recipient_id: UUID | None = None
    payload: dict[str, Any] = field(default_factory=dict)


def outbox_sender(kind: str) -> Callable[[Callable[[OutboxEvent], None]], Callable[[OutboxEvent], None]]:
    """Register the function that delivers messages of one kind; it raises when it cannot."""

    def register(function: Callable[[OutboxEvent], None]) -> Callable[[OutboxEvent], None]:
        _senders[kind] = function
        return function

    return register


def put_in_outbox(kind: str, dedupe_key: str, *, recipient_id: UUID | None, payload: dict[str, Any]) -> bool:
    """Write a message in the caller's transaction; the same cause again is no second message.

    Returns whether it was new. The payload must hold nothing about a person (design decision 12).
    """
    return put_all_in_outbox([Message(kind, dedupe_key, recipient_id, payload)]) == 1


def put_all_in_outbox(messages: Iterable[Message]) -> int:
    """Write messages in the caller's transaction, with one statement; answers how many were new."""
    rows = sorted(messages, key=lambda message: message.dedupe_key)
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            [
                [row.kind for row in rows],
                [row.dedupe_key for row in rows],
                [row.recipient_id for row in rows],
                [Jsonb(row.payload) for row in rows],
            ],
        )
        new: int = cursor.fetchone()[0]
        return new


def sweep_outbox() -> int:
    """Deliver what is due; answers how many messages were sent. Any number of sweepers may run at once."""
    _bury_what_killed_every_worker()
    sent = 0
    for _ in range(_MOST_IN_ONE_SWEEP):
        event = _take_next()
        if event is None:
            break
        sent += _deliver(event)
    return sent


def resend_dead(kind: str = "") -> int:
    """Give messages that were given up (of one kind, or all) a fresh start; answers how many."""
    dead = OutboxEvent.objects.filter(state=OutboxState.DEAD)
    chosen = dead.filter(kind=kind) if kind else dead
    with acting_as(WORKER):
        return chosen.update(state=OutboxState.PENDING, attempts=0, next_attempt_at=timezone.now())


def _bury_what_killed_every_worker() -> None:
    tried_out = OutboxEvent.objects.filter(state=OutboxState.PENDING, attempts__gte=MAX_ATTEMPTS)
    with acting_as(WORKER):
        tried_out.filter(next_attempt_at__lte=timezone.now()).update(state=OutboxState.DEAD, last_error="worker_lost")


def _take_next() -> OutboxEvent | None:
    """Hold the message that has waited longest: it counts as tried, and nobody else sees it for a while."""
    now = timezone.now()
    with acting_as(WORKER):
        due = OutboxEvent.objects.filter(state=OutboxState.PENDING, next_attempt_at__lte=now)
        event = due.order_by("next_attempt_at", "id").select_for_update(skip_locked=True).first()
        if event is not None:
            event.attempts += 1
            event.next_attempt_at = now + HOLD
            event.save(update_fields=["attempts", "next_attempt_at"])
    return event


def _deliver(event: OutboxEvent) -> bool:
    try:
        # What the sender writes and the note that it was sent stand or fall together, and apart from other messages.
        with transaction.atomic():
            _senders[event.kind](event)
            event.state, event.sent_at, event.last_error = OutboxState.SENT, timezone.now(), ""
            _note(event, "state", "sent_at", "last_error")
    except Exception as error:  # noqa: BLE001 - whatever it is, the message stays and the others go on
        _postpone(event, error)
        return False
    return True


def _postpone(event: OutboxEvent, error: Exception) -> None:
    logger.warning(
        "outbox_not_delivered",
        extra={"event_id": str(event.pk), "kind": event.kind, "error": type(error).__name__},
    )
    event.state = OutboxState.DEAD if event.attempts >= MAX_ATTEMPTS else OutboxState.PENDING
    event.sent_at = None
    event.last_error = type(error).__name__
    event.next_attempt_at = timezone.now() + min(_FIRST_PAUSE * 2 ** (event.attempts - 1), _LONGEST_PAUSE)
    _note(event, "state", "sent_at", "last_error", "next_attempt_at")


def _note(event: OutboxEvent, *fields: str) -> None:
    with acting_as(WORKER):
        event.save(update_fields=fields)
