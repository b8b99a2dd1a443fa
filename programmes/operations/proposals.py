"""Makes, answers and withdraws proposals. What a proposal is about is for its kind (``programmes.proposals``)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.operations.cases import lock_case, note_event
from programmes.models import Proposal, ProposalAddressee, ProposalState
from programmes.models.proposal import addressed_by
from programmes.proposals import ProposalKind, proposal_kind


@operation
def propose(
    actor: Actor,
    participant_id: UUID,
    kind: str,
    payload: Mapping[str, Any],
    *,
    note: str = "",
    replaces_id: UUID | None = None,
) -> Proposal:
    """Propose something for a person; ``RuleRefused`` when the kind is unknown or its payload cannot be.

    An own waiting proposal of the same thing, or the one that is named, is replaced.
    """
    require(actor, Action.CREATE, Resource.PROPOSAL)
    person = lock_case(actor, participant_id)
    known = proposal_kind(kind)
    if known is None:
        raise RuleRefused(Refusal("unknown_kind", _("Denne typen forslag finnes ikke."), "kind"))
    if known.addressee is ProposalAddressee.NAV and addressed_by(actor) is known.addressee:
        raise NotPermitted("addressee")
    faults = known.faults(person)
    if faults:
        raise RuleRefused(*faults)
    read = known.read(actor, person, payload)
    earlier = _earlier(actor, person.pk, known, read, replaces_id)
    if earlier is not None:
        earlier.state, earlier.answered_at = ProposalState.REPLACED, timezone.now()
        earlier.save()
    row = Proposal(
        participant=person,
        municipality_id=person.municipality_id,
        kind=known.code,
        payload=read,
        addressee=known.addressee,
        note=note.strip(),
        proposed_by_id=actor.user_id,
        proposed_from_id=actor.agency_id,
        replaces=earlier,
    )
    row.save()
    note_event(actor, person, "proposal_made", timezone.localdate(), proposal_kind=known.code)
    return row


@operation
def accept_proposal(
    actor: Actor, proposal_id: UUID, *, reason: str = "", expected_version: int | None = None
) -> Proposal:
    """Accept a proposal: what it proposes is done, by the one who accepts."""
    row, known = _open(actor, proposal_id, expected_version)
    result_id = known.accept(actor, row, reason.strip())
    return _answer(actor, row, ProposalState.ACCEPTED, reason, result_id)


@operation
def decline_proposal(actor: Actor, proposal_id: UUID, *, reason: str, expected_version: int | None = None) -> Proposal:
    """Decline a proposal; whoever made it reads the reason."""
    row, _known = _open(actor, proposal_id, expected_version)
    if not reason.strip():
        raise RuleRefused(Refusal("reason_required", _("Skriv hvorfor forslaget avslås."), "reason"))
    return _answer(actor, row, ProposalState.DECLINED, reason)


@operation
def withdraw_proposal(actor: Actor, proposal_id: UUID, *, expected_version: int | None = None) -> Proposal:
    """Take back a proposal that nobody has answered; the agency that made it may."""
    require(actor, Action.CHANGE, Resource.PROPOSAL)
    row = _lock(actor, proposal_id, expected_version)
    if row.proposed_from_id != actor.agency_id and not actor.is_system:
        raise NotPermitted("proposer")
    row.state, row.answered_at, row.answered_by_id = ProposalState.WITHDRAWN, timezone.now(), actor.user_id
    row.save()
    return row


def _open(actor: Actor, proposal_id: UUID, expected_version: int | None) -> tuple[Proposal, ProposalKind]:
    require(actor, Action.DECIDE, Resource.PROPOSAL)
    row = _lock(actor, proposal_id, expected_version)
    if not actor.is_system and row.addressee != addressed_by(actor):
        raise NotPermitted("addressee")
    known = proposal_kind(row.kind)
    if known is None:
        raise RuleRefused(Refusal("unknown_kind", _("Denne typen forslag finnes ikke."), "kind"))
    require(actor, known.action, known.resource)
    return row, known


def _lock(actor: Actor, proposal_id: UUID, expected_version: int | None) -> Proposal:
    found = Proposal.objects.visible_to(actor).only("participant_id").get(pk=proposal_id)
    person = lock_case(actor, found.participant_id)
    row = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal_id)
    row.participant = person
    require_version(row, expected_version)
    if row.state != ProposalState.WAITING:
        raise RuleRefused(Refusal("already_answered", _("Forslaget er allerede besvart eller trukket.")))
    return row


def _answer(actor: Actor, row: Proposal, state: ProposalState, reason: str, result_id: UUID | None = None) -> Proposal:
    row.state, row.answer_reason, row.result_id = state, reason.strip(), result_id
    row.answered_at, row.answered_by_id = timezone.now(), actor.user_id
    row.save()
    note_event(
        actor, row.participant, "proposal_answered", timezone.localdate(), proposal_kind=row.kind, state=state.value
    )
    return row


def _earlier(
    actor: Actor, participant_id: UUID, known: ProposalKind, read: dict[str, Any], replaces_id: UUID | None
) -> Proposal | None:
    mine = Proposal.objects.visible_to(actor).waiting().filter(participant=participant_id, kind=known.code)
    mine = mine.filter(proposed_from=actor.agency_id).order_by("created_at", "id")
    if replaces_id is not None:
        return mine.get(pk=replaces_id)
    return next((row for row in mine if known.replaces(read, row.payload)), None)
