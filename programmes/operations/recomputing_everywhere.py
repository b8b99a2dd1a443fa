"""Recomputes end dates in all municipalities at once: Celery's workers and the caller share the municipalities.

Each municipality is claimed in the cache by whoever takes it, so that none is done twice. The caller takes what nobody
has taken yet; without workers, or without a broker, it does everything itself, and the answer is the same.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from uuid import UUID, uuid4

from celery import current_app
from django.core.cache import cache
from kombu.exceptions import KombuError
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from programmes.operations.recomputing import Drift, recompute_end_dates

logger = logging.getLogger(__name__)

TASK = "programmes.tasks.recompute_municipality"
_KEPT = 3600
_PATIENCE = 300
"""Seconds to wait for a worker that has claimed a municipality, before its work is done again here."""
_POLL = 0.2
_BROKER = {
    "max_retries": 0,
    "connect_retries_timeout": 3,
    "socket_timeout": 3,
    "socket_connect_timeout": 3,
}


def recompute_everywhere(municipality_ids: Sequence[UUID], *, dry_run: bool) -> Iterator[Drift]:
    """Recompute all these municipalities, in parallel; yields every drift, by municipality in the order given."""
    run = uuid4().hex
    _send(run, municipality_ids, dry_run=dry_run)
    done = {pk: recompute_end_dates(pk, dry_run=dry_run) for pk in municipality_ids if _claim(run, pk)}
    for pk in municipality_ids:
        yield from done[pk] if pk in done else _done_elsewhere(run, pk, dry_run=dry_run)


def recompute_for(run: str, municipality_id: UUID, *, dry_run: bool) -> bool:
    """A worker's part of a run: one municipality, unless somebody has taken it. Answers whether it was done here."""
    if not _claim(run, municipality_id):
        return False
    found = recompute_end_dates(municipality_id, dry_run=dry_run)
    with suppress(RedisError):
        cache.set(_key(run, municipality_id, "done"), [drift.as_row() for drift in found], _KEPT)
    return True


def _send(run: str, municipality_ids: Sequence[UUID], *, dry_run: bool) -> None:
    if len(municipality_ids) < 2:  # noqa: PLR2004 - one alone is done here
        return
    try:
        with current_app.connection_for_write(transport_options=_BROKER) as broker:
            # From the end, since the caller begins at the beginning.
            for pk in reversed(municipality_ids):
                current_app.send_task(TASK, args=[run, str(pk), dry_run], connection=broker, retry=False)
    except (BrokerError, KombuError, RedisError, OSError) as error:
        logger.warning("recomputing_alone", extra={"error": type(error).__name__})


def _claim(run: str, municipality_id: UUID) -> bool:
    try:
        return bool(cache.add(_key(run, municipality_id, "claimed"), 1, _KEPT))
    except RedisError:
        return True


def _done_elsewhere(run: str, municipality_id: UUID, *, dry_run: bool) -> list[Drift]:
    """What a worker found; done again here when the worker does not answer, which writes nothing twice."""
    waited_until = time.monotonic() + _PATIENCE
    while time.monotonic() < waited_until:
        with suppress(RedisError):
            rows = cache.get(_key(run, municipality_id, "done"))
            if rows is not None:
                return [Drift.from_row(row) for row in rows]
        time.sleep(_POLL)
    logger.warning("recomputing_worker_lost", extra={"municipality_id": str(municipality_id)})
    return recompute_end_dates(municipality_id, dry_run=dry_run)


def _key(run: str, municipality_id: UUID, what: str) -> str:
    return f"recompute:{run}:{municipality_id}:{what}"
