"""Looks into the queues as the worker does: to the database, a test's own process is nobody and sees no job."""

from typing import Any
from uuid import UUID

from agencies.access import acting_as
from agencies.actors import WORKER, system_actor
from agencies.models import Agency, Job, OutboxEvent
from integration.models import ListExport


def job_row(job_id: UUID | str | None) -> Job:
    """The job as it stands now."""
    assert job_id is not None
    with acting_as(WORKER):
        return Job.objects.get(pk=job_id)


def change_job(job_id: UUID | str | None, **fields: Any) -> None:
    """Write into a job's row."""
    assert job_id is not None
    with acting_as(WORKER):
        assert Job.objects.filter(pk=job_id).update(**fields) == 1


def change_jobs(**fields: Any) -> None:
    """Write into every job's row."""
    with acting_as(WORKER):
        Job.objects.update(**fields)


def message(**chosen: Any) -> OutboxEvent:
    """The one message that is so."""
    with acting_as(WORKER):
        return OutboxEvent.objects.select_related("recipient").get(**chosen)


def messages(**chosen: Any) -> list[OutboxEvent]:
    """All messages that are so."""
    with acting_as(WORKER):
        return list(OutboxEvent.objects.select_related("recipient").filter(**chosen).order_by("created_at", "id"))


def change_messages(**fields: Any) -> None:
    """Write into every message's row."""
    with acting_as(WORKER):
        OutboxEvent.objects.update(**fields)


def list_row(**chosen: Any) -> ListExport:
    """The one list as a file that is so."""
    with acting_as(WORKER):
        return ListExport.objects.select_related("job").get(**chosen)


def make_job(agency: Agency, kind: str = "test", **facts: Any) -> Job:
    """A job that the system asked for in a municipality."""
    with acting_as(system_actor(agency.pk)):
        return Job.objects.create(kind=kind, agency=agency, **facts)


def count_jobs() -> int:
    """How many jobs there are."""
    with acting_as(WORKER):
        return Job.objects.count()
