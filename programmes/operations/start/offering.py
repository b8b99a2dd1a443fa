"""Offers of start: made, answered, taken back. The date chooses the rule set; a no ends the municipality's duties."""

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.models import Participant
from participants.operations.cases import lock_case, note_event
from participants.operations.deadlines import Duty, close_deadlines, meet_deadline, write_deadlines
from programmes.models import OfferAnswer, Participation, StartOffer
from programmes.operations.duties import OFFER_ANSWER, follow_start

PARAGRAPH = "integreringsloven § 12"
REJECTED_PARAGRAPH = "integreringsloven § 3 tredje ledd"
DAYS_TO_ANSWER = 14
"""What a person is given to answer unless the caseworker writes another day; the law has no number."""


@operation
def make_offer(
    actor: Actor,
    participant_id: UUID,
    *,
    offered_on: dt.date,
    answer_by: dt.date | None = None,
    expected_version: int | None = None,
) -> StartOffer:
    """Offer a start. Raises ``RuleRefused`` while another offer waits for its answer or a programme runs."""
    require(actor, Action.CREATE, Resource.START)
    person = lock_case(actor, participant_id)
    require_version(person, expected_version)
    answer_by = answer_by or offered_on + dt.timedelta(days=DAYS_TO_ANSWER)
    faults = _faults_of_offer(person, offered_on, answer_by)
    if faults:
        raise RuleRefused(*faults)
    offer = StartOffer(
        participant=person,
        municipality_id=person.municipality_id,
        offered_on=offered_on,
        answer_by=answer_by,
        offered_by_id=actor.user_id,
    )
    try:
        with transaction.atomic():
            offer.save()
    except IntegrityError as error:
        if "one_open_offer" not in str(error):
            raise
        raise RuleRefused(_already_open()) from error
    write_deadlines([Duty(OFFER_ANSWER, person, offer.pk, answer_by, PARAGRAPH)])
    note_event(actor, person, "start_offered", offered_on)
    follow_start(actor, person)
    return offer


@operation
def answer_offer(
    actor: Actor,
    offer_id: UUID,
    *,
    answer: str,
    answered_on: dt.date,
    note: str = "",
    expected_version: int | None = None,
) -> StartOffer:
    """Note what the person answered.

    A no (``rejected``) must say what was said: the municipality's duties do not apply to somebody who rejects (§ 3(3)),
    so the deadline for the start falls away. Not to answer, or to have moved before the offer, is no rejection.
    """
    require(actor, Action.CHANGE, Resource.START)
    person, offer = _lock(actor, offer_id, expected_version)
    faults = _faults_of_answer(offer, answer, answered_on, note)
    if faults:
        raise RuleRefused(*faults)
    offer.answer, offer.answered_on, offer.answer_note = answer, answered_on, note.strip()
    offer.save()
    meet_deadline(OFFER_ANSWER, offer.pk, answered_on)
    note_event(actor, person, "start_offer_answered", answered_on, answer=answer)
    follow_start(actor, person)
    return offer


@operation
def withdraw_offer(
    actor: Actor, offer_id: UUID, *, withdrawn_on: dt.date, reason: str, expected_version: int | None = None
) -> StartOffer:
    """Take back an offer, also one that was answered by mistake; the row stays, and a new one can be made."""
    require(actor, Action.CHANGE, Resource.START)
    person, offer = _lock(actor, offer_id, expected_version)
    faults = []
    if offer.withdrawn_on is not None:
        faults.append(Refusal("offer_withdrawn", _("Tilbudet er alt trukket."), "", PARAGRAPH))
    if not offer.offered_on <= withdrawn_on <= timezone.localdate():
        text = _("Velg en dag fra tilbudet ble gitt og til i dag.")
        faults.append(Refusal("withdrawn_outside", text, "withdrawn_on", PARAGRAPH))
    if not reason.strip():
        faults.append(Refusal("reason_required", _("Skriv hvorfor tilbudet er trukket."), "reason"))
    if faults:
        raise RuleRefused(*faults)
    offer.withdrawn_on, offer.withdrawn_reason = withdrawn_on, reason.strip()
    offer.save()
    close_deadlines([OFFER_ANSWER], [offer.pk], withdrawn_on)
    note_event(actor, person, "start_offer_withdrawn", withdrawn_on)
    follow_start(actor, person)
    return offer


def _lock(actor: Actor, offer_id: UUID, expected_version: int | None) -> tuple[Participant, StartOffer]:
    found = StartOffer.objects.visible_to(actor).get(pk=offer_id)
    person = lock_case(actor, found.participant_id)
    offer = StartOffer.objects.select_for_update(of=("self",)).get(pk=offer_id)
    require_version(offer, expected_version)
    return person, offer


def _faults_of_offer(person: Participant, offered_on: dt.date, answer_by: dt.date) -> list[Refusal]:
    faults = []
    if offered_on > timezone.localdate():
        faults.append(Refusal("in_future", _("Datoen er fram i tid."), "offered_on", PARAGRAPH))
    if answer_by < offered_on:
        text = _("Svarfristen kan ikke være før tilbudet.")
        faults.append(Refusal("answer_before_offer", text, "answer_by", PARAGRAPH))
    if StartOffer.objects.filter(participant=person, answer="", withdrawn_on__isnull=True).exists():
        faults.append(_already_open())
    if Participation.objects.filter(participant=person).standing().exists():
        faults.append(Refusal("programme_stands", _("Personen har allerede et program."), "", PARAGRAPH))
    return faults


def _faults_of_answer(offer: StartOffer, answer: str, answered_on: dt.date, note: str) -> list[Refusal]:
    if not offer.is_open:
        return [Refusal("offer_closed", _("Tilbudet er alt besvart eller trukket."), "", PARAGRAPH)]
    faults = []
    if answer not in OfferAnswer.values:
        faults.append(Refusal("answer_missing", _("Velg hva personen svarte."), "answer", PARAGRAPH))
    if not offer.offered_on <= answered_on <= timezone.localdate():
        text = _("Velg en dag fra tilbudet ble gitt og til i dag.")
        faults.append(Refusal("answered_outside", text, "answered_on", PARAGRAPH))
    if answer == OfferAnswer.REJECTED and not note.strip():
        text = _("Skriv hva personen sa. Den som avviser tilbudet, mister retten.")
        faults.append(Refusal("note_missing", text, "note", REJECTED_PARAGRAPH))
    return faults


def _already_open() -> Refusal:
    return Refusal("offer_open", _("Det er allerede gitt et tilbud som venter på svar."), "offered_on", PARAGRAPH)
