"""Outgoing messages: written with their cause, sent after it, each once.

A message may reach its receiver twice if a worker dies between sending and noting it; ``dedupe_key`` goes along so
that the receiver can tell.
"""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from agencies.models import OutboxEvent, OutboxState

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
_FIRST_PAUSE = dt.timedelta(seconds=30)
_LONGEST_PAUSE = dt.timedelta(hours=6)
_BATCH = 50
_senders: dict[str, Callable[[OutboxEvent], None]] = {}


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
    event = OutboxEvent(
        kind=kind, dedupe_key=dedupe_key, recipient_id=recipient_id, payload=payload, next_attempt_at=timezone.now()
    )
    known = OutboxEvent.objects.filter(dedupe_key=dedupe_key).exists()
    OutboxEvent.objects.bulk_create([event], ignore_conflicts=True)
    return not known


def sweep_outbox() -> int:
    """Deliver what is due; answers how many messages were sent."""
    sent = 0
    while True:
        handled, delivered = _deliver_batch()
        sent += delivered
        if handled < _BATCH:
            return sent


def _deliver_batch() -> tuple[int, int]:
    delivered = 0
    with transaction.atomic():
        due = OutboxEvent.objects.filter(state=OutboxState.PENDING, next_attempt_at__lte=timezone.now())
        events = list(due.order_by("next_attempt_at", "id").select_for_update(skip_locked=True)[:_BATCH])
        for event in events:
            delivered += _deliver(event)
    return len(events), delivered


def _deliver(event: OutboxEvent) -> bool:
    event.attempts += 1
    try:
        _senders[event.kind](event)
    except Exception as error:
        _postpone(event, error)
        return False
    event.state, event.sent_at, event.last_error = OutboxState.SENT, timezone.now(), ""
    event.save(update_fields=["state", "sent_at", "attempts", "last_error"])
    return True


def _postpone(event: OutboxEvent, error: Exception) -> None:
    logger.warning("outbox_not_delivered", extra={"event_id": str(event.pk), "kind": event.kind})
    event.last_error = type(error).__name__
    event.next_attempt_at = timezone.now() + min(_FIRST_PAUSE * 2 ** (event.attempts - 1), _LONGEST_PAUSE)
    if event.attempts >= MAX_ATTEMPTS:
        event.state = OutboxState.DEAD
    event.save(update_fields=["state", "attempts", "last_error", "next_attempt_at"])
