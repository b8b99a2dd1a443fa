"""Grading a case's address and shielding it, and who may open it; in force everywhere from the next statement on."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, acting_as
from agencies.errors import Refusal, RuleRefused
from agencies.hooks import hides_until_proved
from agencies.operations.base import operation, require, require_version
from participants.models import Assignment, Confidentiality, NamedAccess, Participant
from participants.models.participant import ParticipantQuerySet
from participants.operations.cases import lock_case, note_event
from participants.operations.naming import deputy_faults, refuse_others_than_staff


@operation
def change_protection(
    actor: Actor,
    participant_id: UUID,
    *,
    confidentiality: int,
    is_shielded: bool,
    named_user_ids: Collection[UUID],
    expected_version: int | None = None,
) -> Participant:
    """Grade or shield the case, or take it back, and say who may open it.

    Whoever does it is always named, and a protected case needs a deputy, so that its deadlines reach somebody.
    Sessions, lists, counts, search and the API follow at once: all ask the row itself. Raises ``RuleRefused``.
    """
    require(actor, Action.CHANGE, Resource.PARTICIPANT)
    person = lock_case(actor, participant_id)
    require_version(person, expected_version)
    named = set(named_user_ids) | ({actor.user_id} if actor.user_id else set())
    is_protected = confidentiality != Confidentiality.OPEN or is_shielded
    if refusals := _faults(person, confidentiality, named if is_protected else None):
        raise RuleRefused(*refusals)
    refuse_others_than_staff(person.municipality_id, set(named_user_ids) - _named_now(person), "named")
    with acting_as(actor.as_system()):
        _name(person, named if is_protected else set())
        person.confidentiality, person.is_shielded = confidentiality, is_shielded
        person.save()
    note_event(actor, person, "protection_changed", timezone.localdate(), grade=confidentiality, shielded=is_shielded)
    return person


def protected_cases_of(actor: Actor) -> ParticipantQuerySet:
    """The protected cases that the actor meets once it is proved who acts."""
    return Participant.objects.visible_to(replace(actor, must_prove=False)).protected()


@hides_until_proved
def has_protected_cases(actor: Actor) -> bool:
    """Whether the actor meets protected cases once it is proved who acts."""
    return protected_cases_of(actor).exists()


def named_on(person: Participant) -> set[UUID]:
    """Who is named on the case now, and who works with it today."""
    working = Assignment.objects.on(timezone.localdate()).filter(participant=person)
    return _named_now(person) | set(working.values_list("user_id", flat=True))


def _named_now(person: Participant) -> set[UUID]:
    return set(NamedAccess.objects.filter(participant=person).values_list("user_id", flat=True))


def _faults(person: Participant, confidentiality: int, named: set[UUID] | None) -> list[Refusal]:
    faults: list[Refusal] = []
    if confidentiality not in Confidentiality.values:
        faults.append(Refusal("unknown_grade", _("Velg en adressesperre fra listen."), "confidentiality"))
    if named is not None:
        faults.extend(deputy_faults(person.municipality_id, named, "named"))
    return faults


def _name(person: Participant, users: set[UUID]) -> None:
    NamedAccess.objects.filter(participant=person).exclude(user__in=users).delete()
    NamedAccess.objects.bulk_create(
        [
            NamedAccess(participant=person, municipality_id=person.municipality_id, user_id=user)
            for user in sorted(users)
        ],
        ignore_conflicts=True,
    )
