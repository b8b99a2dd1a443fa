"""Opens a list for an operation, and knows who stands behind a background step."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from agencies.access import Actor
from agencies.actors import system_actor
from agencies.models import Agency, AgencyKind, Job
from agencies.operations.base import require_version
from agencies.operations.jobs import enqueue_job
from participants.models import ImportBatch

CHECK = "arrivals.check"
COMMIT = "arrivals.commit"


def lock_batch(actor: Actor, batch_id: UUID, expected_version: int | None = None) -> ImportBatch:
    """The list, locked until the transaction ends; ``ImportBatch.DoesNotExist`` when the actor may not see it."""
    visible = ImportBatch.objects.visible_to(actor).select_related("job", "municipality", "uploaded_by").defer("raw")
    batch = visible.select_for_update(of=("self",), no_key=True).get(pk=batch_id)
    require_version(batch, expected_version)
    return batch


def start_job(actor: Actor, batch: ImportBatch, kind: str) -> None:
    """Ask for a background step; the list's earlier step, if one still runs, finds itself relieved."""
    batch.job = enqueue_job(actor, kind, batch.municipality_id, batch_id=str(batch.pk))


def actor_behind(job: Job) -> Actor:
    """The system, working for whoever asked: it meets protected people, and the history says who asked."""
    return replace(system_actor(job.agency_id), user_id=job.requested_by_id, request_id=str(job.pk))


def own_batch(batches: Iterable[ImportBatch], job: Job) -> ImportBatch | None:
    """The list, if ``job`` still is the step that it waits for."""
    return next((batch for batch in batches if batch.job_id == job.pk), None)


def municipality_number(agency: Agency) -> str:
    """The number that rows of the list carry; a district's people are settled in its municipality."""
    if agency.kind == AgencyKind.DISTRICT and agency.parent is not None:
        return agency.parent.number
    return agency.number
