"""What becomes of a person's copies when two registrations are found to be one person, or one to be two."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.models import JobState
from integration.models import ExportState, SubjectExport
from integration.sealed_files import delete_sealed
from participants.hooks import on_merge, on_parting
from participants.models import Participant


@on_merge
def copies_go_along(actor: Actor, kept: Participant, merged: Participant) -> None:
    """The copies of the one are the other's now; of two that are being made, the kept person's is made, of both."""
    with acting_as(actor.as_system()):
        copies = SubjectExport.objects.filter(participant=merged)
        if SubjectExport.objects.filter(participant=kept, state=ExportState.WAITING).exists():
            copies.filter(state=ExportState.WAITING).update(state=ExportState.DELETED, deleted_at=timezone.now())
        copies.update(participant=kept)


@on_parting
def copies_of_two_are_withdrawn(
    actor: Actor, person: Participant, other: Participant, since: dt.datetime | None
) -> None:
    """A copy that was made while the two were one tells each about the other: it is deleted, and asked for anew."""
    with acting_as(actor.as_system()):
        copies = SubjectExport.objects.filter(participant__in=(person, other), state=ExportState.READY)
        # One that was given up when the two became one stands as waited for again, and nobody makes it.
        given_up = SubjectExport.objects.filter(participant__in=(person, other), state=ExportState.WAITING)
        given_up.filter(job__state=JobState.SUCCEEDED).update(state=ExportState.FAILED)
        ready = list(copies.filter(made_at__gte=since) if since else copies)
        SubjectExport.objects.filter(pk__in=[copy.pk for copy in ready]).update(
            state=ExportState.DELETED, deleted_at=timezone.now(), json_path="", pdf_path=""
        )
    paths = [path for copy in ready for path in (copy.json_path, copy.pdf_path)]
    transaction.on_commit(lambda: _delete(paths))


def _delete(paths: Sequence[str]) -> None:
    for path in paths:
        delete_sealed(path)
