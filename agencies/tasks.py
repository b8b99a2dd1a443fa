"""Celery's doors to the ground floor's background work."""

from uuid import UUID

from celery import shared_task

from agencies.operations import access_months, idempotency, jobs, outbox
from agencies.operations.staffing import invitations as _invitations  # noqa: F401 - registers how they are sent


@shared_task(name="agencies.tasks.run_job")
def run_job(job_id: str) -> bool:
    """Do one job, unless another worker has it."""
    return jobs.run_job(UUID(job_id))


@shared_task(name="agencies.tasks.sweep_jobs")
def sweep_jobs() -> int:
    """Send jobs again that nobody is doing."""
    return jobs.sweep_jobs()


@shared_task(name="agencies.tasks.sweep_outbox")
def sweep_outbox() -> int:
    """Deliver outgoing messages that are due."""
    return outbox.sweep_outbox()


@shared_task(name="agencies.tasks.purge_idempotency")
def purge_idempotency() -> int:
    """Delete kept answers that are past their time."""
    return idempotency.purge_answers()


@shared_task(name="agencies.tasks.make_access_months")
def make_access_months() -> int:
    """Keep the next months of the access log ready."""
    return access_months.make_access_months()
