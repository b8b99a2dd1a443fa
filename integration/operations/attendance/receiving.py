"""Takes in a batch of attendance: sealed on disk before anybody reads it, then read in the background."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.models import Agency, AgencyKind
from agencies.operations.base import operation, require
from agencies.operations.jobs import enqueue_job
from integration.models import AttendanceBatch
from integration.operations.schools.sources import schools_of
from integration.sealed_files import SealedFile, TooLarge, delete_sealed, write_sealed

MAX_BODY = 100 * 1024 * 1024
READ = "attendance.read"


@operation
def place_of_batch(
    actor: Actor, *, municipality_id: UUID | None = None, school_id: UUID | None = None
) -> tuple[UUID, UUID]:
    """Which municipality and school a batch is for; each may be left out where the actor has one only."""
    require(actor, Action.CREATE, Resource.SCHOOL_REPORT)
    home = _one_of(
        actor.municipality_ids, municipality_id, "municipality_id", _("Oppgi hvilken kommune listen gjelder.")
    )
    if actor.agency_kind == AgencyKind.SCHOOL:
        own = frozenset({actor.agency_id}) if actor.agency_id else frozenset()
        return home, _one_of(own, school_id, "school_id", _("Oppgi hvilken skole listen gjelder."))
    schools = frozenset(school.pk for school in schools_of(home))
    return home, _one_of(schools, school_id, "school_id", _("Oppgi hvilken skole listen gjelder."))


def seal_body(municipality_id: UUID, chunks: Iterable[bytes]) -> SealedFile:
    """Seal a body as it comes. ``RuleRefused`` when it is empty or larger than ``MAX_BODY``."""
    try:
        sealed = write_sealed(municipality_id, chunks, MAX_BODY)
    except TooLarge as error:
        text = _("Listen kan være høyst 100 MB. Del den i flere.")
        raise RuleRefused(Refusal("body_too_large", text, "file")) from error
    if not sealed.size:
        delete_sealed(sealed.path)
        raise RuleRefused(Refusal("body_empty", _("Listen er tom."), "file"))
    return sealed


@operation
def receive_batch(
    actor: Actor, municipality_id: UUID, school_id: UUID, *, media_type: str, sealed: SealedFile, filename: str = ""
) -> AttendanceBatch:
    """Register a batch whose body has been sealed, and have it read."""
    require(actor, Action.CREATE, Resource.SCHOOL_REPORT)
    if municipality_id not in actor.municipality_ids:
        raise NotPermitted("municipality")
    batch = AttendanceBatch.objects.create(
        municipality_id=municipality_id,
        school=Agency.objects.get(pk=school_id),
        filename=filename[-255:],
        media_type=media_type,
        size=sealed.size,
        checksum=sealed.checksum,
        raw_path=sealed.path,
        requested_by_id=actor.user_id,
    )
    batch.job = enqueue_job(actor, READ, municipality_id, batch_id=str(batch.pk))
    batch.save(update_fields=["job", "changed_at"])
    return batch


def _one_of(known: frozenset[UUID], wanted: UUID | None, field: str, text: str) -> UUID:
    if wanted is not None and wanted in known:
        return wanted
    if wanted is None and len(known) == 1:
        return next(iter(known))
    raise RuleRefused(Refusal("required" if wanted is None else "unknown", text, field))
