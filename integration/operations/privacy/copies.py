"""A copy of all about one person, for that person (GDPR art. 15): asked for, opened, deleted after a week."""

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Channel, Resource, acting_as
from agencies.errors import Refusal, RuleRefused
from agencies.models import Agency, AgencyKind, JobState
from agencies.operations.access_log import log_access, log_read
from agencies.operations.base import operation, require
from agencies.operations.jobs import enqueue_job
from integration.models import ExportState, SubjectExport
from integration.sealed_files import SUBJECT_ACCESS, delete_sealed, read_sealed, sweep_sealed
from participants.models import Participant
from participants.models.participant import ParticipantQuerySet
from participants.operations.cases import note_event

MAKE = "subject_access.make"
KEPT = dt.timedelta(days=7)
"""How long a copy lies ready; whoever has not fetched it asks again."""


class CopyKind(StrEnum):
    """The two files of a copy, by their endings."""

    JSON = "json"
    PDF = "pdf"


def subjects_for(actor: Actor) -> ParticipantQuerySet:
    """The people for whom the actor may ask: a privacy officer asks without seeing the case."""
    return Participant.objects.visible_as(actor, Resource.SUBJECT_ACCESS).current()


@operation
def ask_for_copy(
    actor: Actor, participant_id: UUID, *, includes_access_log: bool = False, includes_internal: bool = False
) -> SubjectExport:
    """Have a copy made in the background. A case that has moved on still owes its person one.

    Raises ``Participant.DoesNotExist`` when the actor may not know of the person, ``RuleRefused`` while one is made.
    """
    require(actor, Action.CREATE, Resource.SUBJECT_ACCESS)
    person = subjects_for(actor).select_for_update(of=("self",), no_key=True).get(pk=participant_id)
    mine = SubjectExport.objects.visible_to(actor).filter(participant=person, state=ExportState.WAITING)
    mine.filter(job__state=JobState.FAILED).update(state=ExportState.FAILED)
    if mine.exists():
        raise RuleRefused(Refusal("copy_is_made", _("En kopi er allerede bestilt og blir laget nå.")))
    export = SubjectExport.objects.create(
        participant=person,
        municipality_id=person.municipality_id,
        requested_by_id=actor.user_id,
        includes_access_log=includes_access_log,
        includes_internal=includes_internal,
    )
    export.job = enqueue_job(actor, MAKE, person.municipality_id, export_id=str(export.pk))
    export.save(update_fields=["job"])
    # A privacy officer writes into the history of a case that they do not open.
    with acting_as(actor.as_system()):
        note_event(actor, person, "subject_access_asked", timezone.localdate())
    log_access(
        actor,
        Resource.SUBJECT_ACCESS,
        Action.CREATE,
        participant_id=person.pk,
        municipality_id=person.municipality_id,
    )
    return export


@operation
def open_copy(actor: Actor, export_id: UUID, kind: CopyKind) -> tuple[SubjectExport, Iterator[bytes]]:
    """A file of a copy that is ready, block by block; for those only who may open the whole case, and logged.

    Raises ``SubjectExport.DoesNotExist`` when the copy is not there for the actor, or no longer.
    """
    require(actor, Action.VIEW, Resource.SUBJECT_COPY)
    cases = Participant.objects.visible_to(actor).values("pk")
    export = SubjectExport.objects.visible_to(actor).openable().get(pk=export_id, participant__in=cases)
    log_read(
        actor,
        Resource.SUBJECT_COPY,
        participant_id=export.participant_id,
        municipality_id=export.municipality_id,
    )
    return export, read_sealed(export.json_path if kind is CopyKind.JSON else export.pdf_path)


def purge_copies() -> int:
    """Delete the files of copies that are past their week; answers how many copies that were."""
    homes = Agency.objects.filter(kind__in=(AgencyKind.MUNICIPALITY, AgencyKind.DISTRICT))
    everywhere = frozenset(homes.values_list("pk", flat=True))
    with acting_as(Actor(name="Fotfeste", municipality_ids=everywhere, is_system=True, channel=Channel.WORKER)):
        old = list(SubjectExport.objects.filter(state=ExportState.READY, expires_at__lte=timezone.now()))
        SubjectExport.objects.filter(pk__in=[export.pk for export in old]).update(
            state=ExportState.DELETED, deleted_at=timezone.now(), json_path="", pdf_path=""
        )
        kept = SubjectExport.objects.filter(state=ExportState.READY).values_list("json_path", "pdf_path")
        known = {path for paths in kept for path in paths}
    # Only when the rows say so for good: a row that points at nothing would be worse than a file too many.
    for export in old:
        delete_sealed(export.json_path)
        delete_sealed(export.pdf_path)
    sweep_sealed(known, SUBJECT_ACCESS)
    return len(old)
