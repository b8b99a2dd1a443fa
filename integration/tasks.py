"""Celery's doors to the nightly work of this floor: figures, school systems, and what must be cleared away."""

import datetime as dt
from uuid import UUID

from celery import group, shared_task
from django.utils import timezone

from integration.operations import job_feed, list_exports
from integration.operations.attendance import applying as _applying  # noqa: F401 - registers its job
from integration.operations.nir import deriving
from integration.operations.outcomes import moves, refreshing, traits
from integration.operations.privacy import copies
from integration.operations.privacy import making as _making  # noqa: F401 - registers its job
from integration.operations.privacy.retention import noticing, removing
from integration.operations.privacy.retention import packing as _packing  # noqa: F401 - registers its job
from integration.operations.privacy.retention.confirming import retry_batches
from integration.operations.schools import failing as _failing  # noqa: F401 - registers its message
from integration.operations.schools import nightly, retention


@shared_task(name="integration.tasks.refresh_outcomes_everywhere")
def refresh_outcomes_everywhere(on: str | None = None) -> int:
    """Split the night's refresh of the figures by municipality; ``on`` (ISO date) is today unless given."""
    day = on or timezone.localdate().isoformat()
    municipalities = moves.municipalities()
    group(refresh_outcomes.si(str(pk), day) for pk in municipalities).apply_async()
    return len(municipalities)


@shared_task(name="integration.tasks.refresh_outcomes")
def refresh_outcomes(municipality_id: str, on: str) -> int:
    """Make one municipality's figures as known at the end of the day."""
    municipality, day = UUID(municipality_id), dt.date.fromisoformat(on)
    return refreshing.refresh_outcomes(municipality, day) + traits.refresh_traits(municipality, day)


@shared_task(name="integration.tasks.derive_nir_everywhere")
def derive_nir_everywhere(on: str | None = None) -> int:
    """Split the night's work on NIR by municipality; ``on`` (ISO date) is today unless given."""
    day = on or timezone.localdate().isoformat()
    municipalities = deriving.municipalities_with_cases()
    group(derive_nir.si(str(pk), day) for pk in municipalities).apply_async()
    return len(municipalities)


@shared_task(name="integration.tasks.derive_nir")
def derive_nir(municipality_id: str, on: str) -> int:
    """Bring one municipality's events to NIR up to date; answers how many came."""
    derived = deriving.derive_events(UUID(municipality_id), dt.date.fromisoformat(on))
    return derived.new + derived.corrected + derived.withdrawn


@shared_task(name="integration.tasks.read_sources_everywhere")
def read_sources_everywhere() -> int:
    """Split the night's reading of school systems by municipality."""
    municipalities = nightly.municipalities_with_sources()
    group(read_sources.si(str(pk)) for pk in municipalities).apply_async()
    return len(municipalities)


@shared_task(name="integration.tasks.read_sources")
def read_sources(municipality_id: str) -> int:
    """Ask for the runs of one municipality."""
    return nightly.read_sources(UUID(municipality_id))


@shared_task(name="integration.tasks.take_from_folders")
def take_from_folders() -> int:
    """Take in packages from watched folders."""
    return sum(nightly.take_from_folders(pk) for pk in nightly.municipalities_with_sources())


@shared_task(name="integration.tasks.purge_school_input")
def purge_school_input() -> int:
    """Delete what was kept long enough."""
    return retention.purge_school_input()


@shared_task(name="integration.tasks.read_job_feed")
def read_job_feed() -> int:
    """Read what is new in the feed of job advertisements."""
    return job_feed.read_feed(timezone.now())


@shared_task(name="integration.tasks.purge_lists")
def purge_lists() -> int:
    """Delete lists that are past their week."""
    return list_exports.purge_lists()


@shared_task(name="integration.tasks.purge_subject_copies")
def purge_subject_copies() -> int:
    """Delete copies that are past their week."""
    return copies.purge_copies()


@shared_task(name="integration.tasks.keep_times_everywhere")
def keep_times_everywhere(on: str | None = None) -> int:
    """Split the night's look for cases whose time has come by municipality; ``on`` (ISO date) is today unless given."""
    day = on or timezone.localdate().isoformat()
    municipalities = moves.municipalities()
    group(keep_times.si(str(pk), day) for pk in municipalities).apply_async()
    return len(municipalities)


@shared_task(name="integration.tasks.keep_times")
def keep_times(municipality_id: str, on: str) -> int:
    """Notice the cases of one municipality, ask again for packages that failed, and remove what is past its days."""
    municipality, day = UUID(municipality_id), dt.date.fromisoformat(on)
    retry_batches(municipality)
    return noticing.notice_cases(municipality, day) + removing.remove_cases(municipality, day)
