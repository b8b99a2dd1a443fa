"""Moves a case to another municipality: asked for by the sender, answered by the receiver (law.md 5.6).

The two sides never see each other's cases. What must be done on the other side is done by the system for that one
municipality (``_side_of``), in the transaction and the name of whoever acts. All acts lock the sender's case first and
the request after it, so that an answer and a withdrawal never cross.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, acting_as
from agencies.access.rules import STEP_UP
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.models import Agency, AgencyKind, User
from agencies.operations.base import operation, require, require_version
from agencies.operations.protection_alerts import alert_of_opening
from participants.models import NamedAccess, Participant, TransferRequest, TransferState
from participants.operations.cases import lock_case, note_event, refuse_anothers
from participants.operations.leaving import leave_case
from participants.operations.naming import may_be_named, refuse_others_than_staff
from participants.operations.receiving import receive_case
from participants.transfers import Line, Packed, Text, questions_for, transfer_parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where a case is to move: to which municipality, to whom there, when, and what the parts ask the sender for."""

    to_municipality_id: UUID
    contact_email: str = ""
    moves_on: dt.date | None = None
    stated: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of the package as the receiver sees it before answering."""

    code: str
    title: Text
    lines: Sequence[Line]


def receivers(municipality_id: UUID) -> QuerySet[Agency]:
    """The municipalities and districts that a case of this one can move to, by name."""
    kinds = (AgencyKind.MUNICIPALITY, AgencyKind.DISTRICT)
    return Agency.objects.filter(kind__in=kinds).exclude(pk=municipality_id).order_by("name", "number")


@operation
def request_transfer(
    actor: Actor, participant_id: UUID, move: Move, *, expected_version: int | None = None
) -> TransferRequest:
    """Ask another municipality to take over the case; nothing changes on it until they have answered.

    For a protected person only somebody who is named on the case may ask, and must say whom (law.md 7.3).
    """
    require(actor, Action.CREATE, Resource.TRANSFER)
    person = lock_case(actor, participant_id)
    require_version(person, expected_version)
    if person.is_protected and not NamedAccess.objects.filter(participant=person, user=actor.user_id).exists():
        raise NotPermitted("not_named")
    receiver = receivers(person.municipality_id).filter(pk=move.to_municipality_id).first()
    contact, refusals = _contact_of(person, receiver, move.contact_email)
    stated = dict(move.stated or {})
    refusals += [*_standing_request(person), *_unstated(person, stated), *_hindrances(person)]
    if receiver is None:
        refusals.append(Refusal("unknown_municipality", _("Velg en kommune som bruker Fotfeste."), "to_municipality"))
    if receiver is None or refusals:
        raise RuleRefused(*refusals)
    transfer = TransferRequest.objects.create(
        participant=person,
        municipality_id=person.municipality_id,
        to_municipality=receiver,
        contact=contact,
        moves_on=move.moves_on,
        is_protected=person.is_protected,
        stated=stated,
        requested_on=timezone.localdate(),
        requested_by_id=actor.user_id,
    )
    note_event(actor, person, "transfer_requested", transfer.requested_on, to=receiver.name)
    return transfer


@operation
def withdraw_transfer(actor: Actor, transfer_id: UUID, *, expected_version: int | None = None) -> TransferRequest:
    """Take the request back; the receiver no longer sees it."""
    require(actor, Action.CHANGE, Resource.TRANSFER)
    found = TransferRequest.objects.visible_to(actor).get(pk=transfer_id)
    if found.municipality_id not in actor.municipality_ids:
        raise NotPermitted("not_the_sender")
    person = _lock_sent_case(found)
    refuse_anothers(actor, person)
    transfer = _lock_waiting(found, expected_version)
    _close(actor, transfer, TransferState.WITHDRAWN)
    note_event(actor, person, "transfer_withdrawn", timezone.localdate(), to=transfer.to_municipality.name)
    return transfer


@operation
def decline_transfer(
    actor: Actor, transfer_id: UUID, *, reason: str, expected_version: int | None = None
) -> TransferRequest:
    """Say no, with a reason that the sender reads; the case stays where it is."""
    found = _asked(actor, transfer_id)
    if not reason.strip():
        text = _("Skriv hvorfor kommunen ikke tar over saken.")
        raise RuleRefused(Refusal("reason_required", text, "reason"))
    sender = _side_of(actor, found)
    with acting_as(sender):
        person = _lock_sent_case(found)
        transfer = _lock_waiting(found, expected_version)
        note_event(
            sender, person, "transfer_declined", timezone.localdate(),
            to=transfer.to_municipality.name, reason=reason.strip(),
        )  # fmt: skip
    transfer.decline_reason = reason.strip()
    _close(actor, transfer, TransferState.DECLINED)
    return transfer


@operation
def accept_transfer(
    actor: Actor,
    transfer_id: UUID,
    *,
    settled_on: dt.date,
    named_user_ids: Sequence[UUID] = (),
    expected_version: int | None = None,
) -> TransferRequest:
    """Take over: a new case here with everything that goes along, and the sender's case closed as moved.

    Today is the last day with the sender. ``settled_on`` is the day the person is settled here, from which the
    decision of § 12 is due. A protected case needs a deputy among ``named_user_ids``, besides whoever accepts.
    """
    found = _asked(actor, transfer_id)
    today, sender = timezone.localdate(), _side_of(actor, found)
    with acting_as(sender):
        person = _lock_sent_case(found)
        transfer = _lock_waiting(found, expected_version)
        if _hindrances(person):
            text = _("Avsenderkommunen må gjøre ferdig noe i saken før den kan flyttes. Ta kontakt med dem.")
            raise RuleRefused(Refusal("sender_not_ready", text))
        leave_case(sender, person, transfer, today)
        packed = _packed(sender, person, today)
    refuse_others_than_staff(transfer.to_municipality_id, named_user_ids, "named_user_ids")
    received = receive_case(actor, transfer, packed, settled_on, named_user_ids)
    transfer.received_as = received
    _close(actor, transfer, TransferState.ACCEPTED)
    return transfer


@operation
def package_of(actor: Actor, transfer_id: UUID) -> list[ShownPart]:
    """What the receiver may know of the case while the request waits for an answer; nothing is kept of it.

    ``TransferRequest.DoesNotExist`` when the actor does not see the request, or it does not wait any more. That of a
    protected person is opened as such a case is: after a fresh proof, and those who watch over it are told.
    """
    found = _asked(actor, transfer_id)
    if found.state != TransferState.REQUESTED:
        raise TransferRequest.DoesNotExist
    if found.is_protected:
        _open_protected(actor, found)
    sender = _side_of(actor, found)
    with acting_as(sender):
        person = Participant.objects.visible_to(sender).select_related("municipality").get(pk=found.participant_id)
        packed = _packed(sender, person, timezone.localdate())
    return [ShownPart(part.code, part.title, list(part.lines(packed[part.code]))) for part in transfer_parts()]


def _asked(actor: Actor, transfer_id: UUID) -> TransferRequest:
    """The request, for the side that answers it."""
    require(actor, Action.DECIDE, Resource.TRANSFER)
    found = TransferRequest.objects.visible_to(actor).get(pk=transfer_id)
    if found.to_municipality_id not in actor.municipality_ids:
        raise NotPermitted("not_the_receiver")
    return found


def _open_protected(actor: Actor, transfer: TransferRequest) -> None:
    """Ask for the proof and tell here: to the receiver's access log the person is nobody whom it knows as protected.

    The letters go to the sender's watchers. It is their case, and the entry of the opening stands in their log.
    """
    if actor.must_prove:
        raise NotPermitted(STEP_UP)
    if not actor.is_system:
        alert_of_opening(actor, transfer.participant_id, transfer.municipality_id)


def _side_of(actor: Actor, transfer: TransferRequest) -> Actor:
    """The same person's act on the sender's side: by the system, in that municipality and no other.

    What is signed there is signed by whoever asked for the move; the history says who acted.
    """
    signer = transfer.requested_by.name if transfer.requested_by else ""
    return replace(actor.as_system(), municipality_ids=frozenset({transfer.municipality_id}), name=signer)


def _lock_sent_case(transfer: TransferRequest) -> Participant:
    cases = Participant.objects.current().select_related("municipality")
    found = cases.select_for_update(of=("self",), no_key=True).filter(pk=transfer.participant_id).first()
    if found is None:
        raise RuleRefused(Refusal("case_gone", _("Saken finnes ikke lenger hos avsenderkommunen.")))
    return found


def _lock_waiting(found: TransferRequest, expected_version: int | None) -> TransferRequest:
    rows = TransferRequest.objects.select_related("municipality", "to_municipality", "contact")
    transfer = rows.select_for_update(of=("self",), no_key=True).get(pk=found.pk)
    if transfer.state != TransferState.REQUESTED:
        text = _("Forespørselen er allerede %(state)s.") % {"state": transfer.get_state_display()}
        raise RuleRefused(Refusal("transfer_answered", text))
    require_version(transfer, expected_version)
    return transfer


def _close(actor: Actor, transfer: TransferRequest, state: TransferState) -> None:
    transfer.state, transfer.answered_on, transfer.answered_by_id = state, timezone.localdate(), actor.user_id
    transfer.save()


def _packed(sender: Actor, person: Participant, last_day: dt.date) -> dict[str, Packed]:
    return {part.code: part.pack(sender, person, last_day) for part in transfer_parts()}


def _standing_request(person: Participant) -> list[Refusal]:
    if not TransferRequest.objects.waiting().filter(participant=person).exists():
        return []
    return [Refusal("transfer_waiting", _("En forespørsel om flytting venter allerede på svar."))]


def _unstated(person: Participant, stated: Mapping[str, str]) -> list[Refusal]:
    questions = questions_for(person)
    faults: list[Refusal] = []
    if stated.keys() - questions.keys():
        faults.append(Refusal("unknown_statement", _("Dette spørres det ikke om her."), "stated"))
    for code, question in questions.items():
        if stated.get(code) not in dict(question.choices):
            faults.append(Refusal("not_stated", _("Velg: %(what)s.") % {"what": question.label}, f"stated_{code}"))
    return faults


def _hindrances(person: Participant) -> list[Refusal]:
    return [refusal for part in transfer_parts() for refusal in part.hindrances(person, timezone.localdate())]


def _contact_of(person: Participant, receiver: Agency | None, email: str) -> tuple[User | None, list[Refusal]]:
    if not email.strip():
        if not person.is_protected:
            return None, []
        text = _("Personen har adressesperre. Skriv hvem hos mottakeren som skal se forespørselen.")
        return None, [Refusal("contact_required", text, "contact_email")]
    staff = may_be_named(receiver.pk) if receiver else []
    contact = next((user for user in staff if user.email == email.strip().lower()), None)
    if contact is None:
        text = _("Ingen saksbehandler hos mottakeren har denne e-posten.")
        return None, [Refusal("unknown_contact", text, "contact_email")]
    return contact, []
