"""Background jobs: asked for in a transaction, sent after it, run by exactly one worker at a time.

A handler is registered by the app that owns the work. It must be able to start again: a worker may die at any line.
``attempts`` is the token of the worker that has the job: whoever lost the job to another can write nothing to it.
"""

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID

from celery import current_app
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import KombuError
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from agencies.access import Actor, acting_as
from agencies.actors import WORKER
from agencies.models import Job, JobState

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=2)
RESEND_AFTER = dt.timedelta(seconds=20)
"""A job that was just asked for is given so long to reach a worker."""
RESEND_PAUSE = dt.timedelta(minutes=5)
"""A job that was sent again waits so long in the queue before it is taken for lost once more."""
MAX_ATTEMPTS = 5
_TASK = "agencies.tasks.run_job"
_RESENT_AT_ONCE = 500
_PROGRESS_KEPT = 3600
_BROKER_SECONDS = 3
_BROKER_FAULTS = (BrokerError, KombuError, RedisError, OSError)
_TRANSIENT = (OperationalError, InterfaceError)
_handlers: dict[str, Callable[["RunningJob"], None]] = {}


class RunningJob:
    """What a handler is given: the job's row, and a way to say how far it has come."""

    def __init__(self, job: Job) -> None:
        self.job = job

    @property
    def arguments(self) -> dict[str, Any]:
        """The ids that the job was asked for with."""
        return self.job.arguments  # type: ignore[no-any-return]

    def report(self, done: int, total: int) -> None:
        """Show progress at once, also from within a transaction that is not committed yet."""
        self.job.done, self.job.total = done, total
        with suppress(RedisError):
            cache.set(_progress_key(self.job.pk), (done, total), _PROGRESS_KEPT)
        if not connection.in_atomic_block:
            _write(self.job, done=done, total=total)


def job_handler(kind: str) -> Callable[[Callable[[RunningJob], None]], Callable[[RunningJob], None]]:
    """Register the function that does the jobs of one kind."""

    def register(function: Callable[[RunningJob], None]) -> Callable[[RunningJob], None]:
        _handlers[kind] = function
        return function

    return register


def enqueue_job(actor: Actor, kind: str, agency_id: UUID, **arguments: str) -> Job:
    """Write a job in the caller's transaction and send it when that commits."""
    job = Job.objects.create(kind=kind, agency_id=agency_id, requested_by_id=actor.user_id, arguments=arguments)
    transaction.on_commit(lambda: send_jobs([job.pk]))
    return job


def send_jobs(job_ids: Sequence[UUID]) -> bool:
    """Tell the workers; answers whether the broker took it. When it does not, the sweeper tries again later.

    Nobody waits for a broker that is gone: one attempt, a few seconds.
    """
    patience = {
        "max_retries": 0,
        "connect_retries_timeout": _BROKER_SECONDS,
        "socket_timeout": _BROKER_SECONDS,
        "socket_connect_timeout": _BROKER_SECONDS,
    }
    try:
        with current_app.connection_for_write(transport_options=patience) as broker:
            for job_id in job_ids:
                current_app.send_task(_TASK, args=[str(job_id)], connection=broker, retry=False)
    except _BROKER_FAULTS as error:
        logger.warning("jobs_not_sent", extra={"count": len(job_ids), "error": type(error).__name__})
        return False
    return True


def run_job(job_id: UUID) -> bool:
    """Do the job if it is free; answer whether this worker did it."""
    job = claim_job(job_id)
    if job is None:
        return False
    handler = _handlers.get(job.kind)
    if handler is None:
        _finish(job, JobState.FAILED, "unknown_kind")
        return True
    try:
        with _kept_alive(job):
            handler(RunningJob(job))
    except _TRANSIENT as error:
        logger.warning("job_interrupted", exc_info=True, extra={"job_id": str(job_id), "kind": job.kind})
        _give_back(job, type(error).__name__)
    except Exception as error:
        logger.exception("job_failed", extra={"job_id": str(job_id), "kind": job.kind})
        _finish(job, JobState.FAILED, type(error).__name__)
    else:
        _finish(job, JobState.SUCCEEDED, "")
    return True


def claim_job(job_id: UUID) -> Job | None:
    """Take the job with one conditional UPDATE: whoever changes the row owns it."""
    now = timezone.now()
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    with acting_as(WORKER):
        taken = Job.objects.filter(free, pk=job_id, attempts__lt=MAX_ATTEMPTS).update(
            state=JobState.RUNNING, lease_until=now + LEASE, started_at=now, error="", attempts=F("attempts") + 1
        )
        return Job.objects.get(pk=job_id) if taken else None


def sweep_jobs() -> int:
    """Send again what was asked for and is not being done; give up what failed too often. Answers how many were sent.

    Of two sweepers at once, one sends each job; a job that waits in a long queue is sent again every few minutes only.
    """
    now = timezone.now()
    lost = Q(state=JobState.RUNNING, lease_until__lt=now) | (
        Q(state=JobState.QUEUED, created_at__lt=now - RESEND_AFTER)
        & (Q(lease_until__isnull=True) | Q(lease_until__lt=now))
    )
    with acting_as(WORKER):
        Job.objects.filter(lost, attempts__gte=MAX_ATTEMPTS).update(
            state=JobState.FAILED, finished_at=now, lease_until=None, error="too_many_attempts"
        )
    with acting_as(WORKER):
        rows = Job.objects.filter(lost).order_by("created_at", "id").select_for_update(skip_locked=True)
        waiting = list(rows.values_list("pk", flat=True)[:_RESENT_AT_ONCE])
        Job.objects.filter(pk__in=waiting).update(state=JobState.QUEUED, lease_until=now + RESEND_PAUSE)
    if waiting and not send_jobs(waiting):
        with acting_as(WORKER):
            Job.objects.filter(pk__in=waiting, state=JobState.QUEUED).update(lease_until=None)
        return 0
    return len(waiting)


def progress_of(job: Job) -> tuple[int, int]:
    """How far the job has come: the live figures while it runs, the row's afterwards."""
    if job.state == JobState.RUNNING:
        with suppress(RedisError):
            live = cache.get(_progress_key(job.pk))
            if live:
                return live[0], live[1]
    return job.done, job.total


def _write(job: Job, **fields: Any) -> None:
    """Write to the job, unless another worker has it by now."""
    with acting_as(WORKER):
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts).update(**fields)


@contextmanager
def _kept_alive(job: Job) -> Iterator[None]:
    """Hold the lease while the block runs, from a thread of its own: the block may be one long transaction."""
    done = threading.Event()
    heart = threading.Thread(target=_beat, args=(job, done), name=f"job-{job.pk}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        done.set()
        heart.join()


def _beat(job: Job, done: threading.Event) -> None:
    try:
        while not done.wait(LEASE.total_seconds() / 4):
            with suppress(DatabaseError, InterfaceError):
                _write(job, lease_until=timezone.now() + LEASE)
    finally:
        connection.close()


def _give_back(job: Job, error: str) -> None:
    """Let another worker try, unless it was tried often enough: the database did not answer or broke off."""
    with suppress(*_TRANSIENT):
        if job.attempts >= MAX_ATTEMPTS:
            _finish(job, JobState.FAILED, error)
        else:
            _write(job, state=JobState.QUEUED, lease_until=None, error=error)


def _finish(job: Job, state: JobState, error: str) -> None:
    finished = timezone.now()
    _write(job, state=state, error=error, finished_at=finished, lease_until=None, done=job.done, total=job.total)


def _progress_key(job_id: UUID) -> str:
    return f"job-progress:{job_id}"
