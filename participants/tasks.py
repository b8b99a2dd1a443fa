"""Celery's doors to the nightly work on deadlines and to what is left lying by workers that died."""

import datetime as dt
from uuid import UUID

from celery import group, shared_task
from django.utils import timezone

from participants.operations import digests, documents, flagging
from participants.operations.importing import jobs as _jobs  # noqa: F401 - registers the steps of arrival lists
from participants.operations.importing import retention
from participants.operations.team import handover as _handover  # noqa: F401 - registers its background job
from participants.operations.team import releasing


@shared_task(name="participants.tasks.flag_deadlines_everywhere")
def flag_deadlines_everywhere(on: str | None = None) -> int:
    """Split the night's work by municipality; ``on`` (ISO date) is today unless given."""
    day = _day(on).isoformat()
    municipalities = flagging.municipalities_to_flag()
    group(flag_deadlines.si(str(pk), day) for pk in municipalities).apply_async()
    return len(municipalities)


@shared_task(name="participants.tasks.flag_deadlines")
def flag_deadlines(municipality_id: str, on: str | None = None) -> int:
    """Raise the flags of one municipality."""
    return flagging.flag_municipality(UUID(municipality_id), _day(on))


@shared_task(name="participants.tasks.send_digests")
def send_digests(on: str | None = None) -> int:
    """Put the day's digests in the outbox."""
    return digests.write_digests(flagging.municipalities_to_flag(), _day(on))


@shared_task(name="participants.tasks.settle_incoming_documents")
def settle_incoming_documents() -> int:
    """Keep or remove the files of uploads that were cut short."""
    return documents.settle_incoming()


@shared_task(name="participants.tasks.purge_raw_input")
def purge_raw_input() -> int:
    """Clear away what old arrival lists hold about people."""
    return retention.purge_raw_input()


@shared_task(name="participants.tasks.release_cases")
def release_cases(on: str | None = None) -> int:
    """Release the cases of staff whose last day has passed."""
    return sum(releasing.release_cases(pk, _day(on)) for pk in flagging.municipalities_to_flag())


def _day(on: str | None) -> dt.date:
    return dt.date.fromisoformat(on) if on else timezone.localdate()
