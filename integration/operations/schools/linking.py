"""A person says who a pupil is, or that it is nobody of ours."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from integration.models import MatchKind, SchoolPerson, SchoolSource, UnmatchedPerson
from integration.operations.schools.matching import material_of
from participants.operations.cases import lock_case, note_event


@operation
def link_pupil(actor: Actor, unmatched_id: UUID, *, participant_id: UUID) -> SchoolPerson:
    """The pupil is this participant; the next run brings the places and results that waited for it.

    Raises ``UnmatchedPerson.DoesNotExist`` and ``Participant.DoesNotExist`` for what the actor may not see, and
    ``RuleRefused`` when the matter is settled or what was kept of it has been deleted.
    """
    require(actor, Action.CHANGE, Resource.SCHOOL_SOURCE)
    row = _open_row(actor, unmatched_id)
    material = material_of(row)
    if material is None:
        raise RuleRefused(Refusal("expired", _("Opplysningene er slettet. Kjør skolesystemet på nytt.")))
    person = lock_case(actor, participant_id)
    if person.municipality_id != row.municipality_id:
        raise RuleRefused(Refusal("other_municipality", _("Velg en deltaker i kommunen som skolesystemet leses for.")))
    link, _is_new = SchoolPerson.objects.update_or_create(
        source_id=row.source_id,
        sourced_id=material.sourced_id,
        defaults={
            "participant": person,
            "municipality_id": row.municipality_id,
            "matched_as": MatchKind.PERSON,
            "matched_by_id": actor.user_id,
        },
    )
    _close(actor, row)
    # What was told of the pupil before is asked for again.
    SchoolSource.objects.filter(pk=row.source_id).update(cursor={})
    note_event(actor, person, "school_linked", timezone.localdate(), school=str(row.source))
    return link


@operation
def dismiss_pupil(actor: Actor, unmatched_id: UUID) -> None:
    """The pupil is none of our participants; the pupil is not asked about again, and nothing about it is kept."""
    require(actor, Action.CHANGE, Resource.SCHOOL_SOURCE)
    _close(actor, _open_row(actor, unmatched_id))


def _open_row(actor: Actor, unmatched_id: UUID) -> UnmatchedPerson:
    visible = UnmatchedPerson.objects.visible_to(actor).select_related("source")
    row = visible.select_for_update(of=("self",)).get(pk=unmatched_id)
    if row.settled_at is not None:
        raise RuleRefused(Refusal("settled", _("Noen har avgjort dette allerede.")))
    return row


def _close(actor: Actor, row: UnmatchedPerson) -> None:
    row.settled_at, row.settled_by_id, row.material = timezone.now(), actor.user_id, None
    row.save(update_fields=["settled_at", "settled_by", "material"])
