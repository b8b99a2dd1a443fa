"""Registers a person's own claim for a programme, and takes it back (Act § 12(2))."""

import datetime as dt
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.models import Participant
from participants.operations.cases import lock_case, note_event
from participants.operations.correction import correct_participant
from programmes.models import Claim

PARAGRAPH = "integreringsloven § 12 annet ledd"


@operation
def register_claim(
    actor: Actor, participant_id: UUID, *, claimed_on: dt.date, note: str = "", expected_version: int | None = None
) -> Claim:
    """Note that the person claimed a programme; decision and start are due three months later.

    The first claim that stands counts: one more does not push the deadline. ``expected_version`` is the participant's.
    """
    require(actor, Action.CREATE, Resource.START)
    person = lock_case(actor, participant_id)
    require_version(person, expected_version)
    if claimed_on > timezone.localdate():
        raise RuleRefused(Refusal("in_future", _("Datoen er fram i tid."), "claimed_on", PARAGRAPH))
    _keep_known(person)
    claim = Claim.objects.create(
        participant=person,
        municipality_id=person.municipality_id,
        claimed_on=claimed_on,
        note=note.strip(),
        registered_by_id=actor.user_id,
    )
    note_event(actor, person, "claim_registered", claimed_on)
    _count_from_first(actor, person.pk)
    return claim


@operation
def withdraw_claim(
    actor: Actor, claim_id: UUID, *, withdrawn_on: dt.date, reason: str, expected_version: int | None = None
) -> Claim:
    """Take a claim back; the deadline is counted from what is left."""
    require(actor, Action.CHANGE, Resource.START)
    found = Claim.objects.visible_to(actor).get(pk=claim_id)
    person = lock_case(actor, found.participant_id)
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim_id)
    require_version(claim, expected_version)
    faults = []
    if claim.withdrawn_on is not None:
        faults.append(Refusal("claim_withdrawn", _("Kravet er alt trukket."), "", PARAGRAPH))
    if not claim.claimed_on <= withdrawn_on <= timezone.localdate():
        text = _("Velg en dag fra kravet ble framsatt og til i dag.")
        faults.append(Refusal("withdrawn_outside", text, "withdrawn_on", PARAGRAPH))
    if not reason.strip():
        faults.append(Refusal("reason_required", _("Skriv hvorfor kravet er trukket."), "reason"))
    if faults:
        raise RuleRefused(*faults)
    claim.withdrawn_on, claim.withdrawn_reason = withdrawn_on, reason.strip()
    claim.save()
    note_event(actor, person, "claim_withdrawn", withdrawn_on)
    _count_from_first(actor, person.pk)
    return claim


def _keep_known(person: Participant) -> None:
    """A claim that was told at enrolment is the first of the rows."""
    if person.claimed_on and not Claim.objects.filter(participant=person).exists():
        Claim.objects.create(participant=person, municipality_id=person.municipality_id, claimed_on=person.claimed_on)


def _count_from_first(actor: Actor, participant_id: UUID) -> None:
    """The fact that the deadline is counted from is the first claim that stands."""
    claims = Claim.objects.filter(participant=participant_id).standing().order_by("claimed_on")
    first = claims.values_list("claimed_on", flat=True).first()
    correct_participant(actor.as_system(), participant_id, claimed_on=first)
