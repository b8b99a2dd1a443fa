"""Background jobs: asked for in a transaction, sent after it, run by exactly one worker at a time.

A handler is registered by the app that owns the work. It must be able to start again: a worker may die at any line.
"""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from celery import current_app
from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from agencies.access import Actor
from agencies.models import Job, JobState

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=2)
RESEND_AFTER = dt.timedelta(seconds=20)
MAX_ATTEMPTS = 5
_PROGRESS_KEPT = 3600
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
        """Show progress at once, also from within a transaction that is not committed yet, and keep the lease."""
        cache.set(_progress_key(self.job.pk), (done, total), _PROGRESS_KEPT)
        if not transaction.get_connection().in_atomic_block:
            Job.objects.filter(pk=self.job.pk).update(done=done, total=total, lease_until=timezone.now() + LEASE)


def job_handler(kind: str) -> Callable[[Callable[[RunningJob], None]], Callable[[RunningJob], None]]:
    """Register the function that does the jobs of one kind."""

    def register(function: Callable[[RunningJob], None]) -> Callable[[RunningJob], None]:
        _handlers[kind] = function
        return function

    return register


def enqueue_job(actor: Actor, kind: str, agency_id: UUID, **arguments: str) -> Job:
    """Write a job in the caller's transaction and send it when that commits."""
    job = Job.objects.create(kind=kind, agency_id=agency_id, requested_by_id=actor.user_id, arguments=arguments)
    transaction.on_commit(lambda: send_job(job.pk))
    return job


def send_job(job_id: UUID) -> None:
    """Tell a worker; when the broker does not answer the sweeper will try again."""
    try:
        current_app.send_task("agencies.tasks.run_job", args=[str(job_id)], retry=False)
    except OperationalError:
        logger.warning("job_not_sent", extra={"job_id": str(job_id)})


def run_job(job_id: UUID) -> bool:
    """Do the job if it is free; answer whether this worker did it."""
    job = claim_job(job_id)
    if job is None:
        return False
    try:
        _handlers[job.kind](RunningJob(job))
    except Exception as error:
        logger.exception("job_failed", extra={"job_id": str(job_id), "kind": job.kind})
        _finish(job, JobState.FAILED, type(error).__name__)
        return True
    _finish(job, JobState.SUCCEEDED, "")
    return True


def claim_job(job_id: UUID) -> Job | None:
    """Take the job with one conditional UPDATE: whoever changes the row owns it."""
    now = timezone.now()
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id, attempts__lt=MAX_ATTEMPTS).update(
        state=JobState.RUNNING, lease_until=now + LEASE, started_at=now, attempts=F("attempts") + 1
    )
    return Job.objects.get(pk=job_id) if taken else None


def sweep_jobs() -> int:
    """Send again what was asked for and is not being done; give up what failed too often. Answers how many were sent."""
    now = timezone.now()
    lost = Q(state=JobState.QUEUED, created_at__lt=now - RESEND_AFTER) | Q(state=JobState.RUNNING, lease_until__lt=now)
    Job.objects.filter(lost, attempts__gte=MAX_ATTEMPTS).update(
        state=JobState.FAILED, finished_at=now, error="too_many_attempts"
    )
    waiting = list(Job.objects.filter(lost).order_by("created_at").values_list("pk", flat=True)[:500])
    for job_id in waiting:
        send_job(job_id)
    return len(waiting)


def progress_of(job: Job) -> tuple[int, int]:
    """How far the job has come: the live figures while it runs, the row's afterwards."""
    if job.state == JobState.RUNNING:
        live = cache.get(_progress_key(job.pk))
        if live:
            return live[0], live[1]
    return job.done, job.total


def _finish(job: Job, state: JobState, error: str) -> None:
    done, total = cache.get(_progress_key(job.pk)) or (job.done, job.total)
    Job.objects.filter(pk=job.pk).update(
        state=state, error=error, finished_at=timezone.now(), lease_until=None, done=done, total=total
    )


def _progress_key(job_id: UUID) -> str:
    return f"job-progress:{job_id}"
