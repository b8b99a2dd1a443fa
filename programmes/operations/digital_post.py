"""Delivers letters by digital post, and notes what became of them."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import OutboxEvent
from agencies.operations.outbox import outbox_sender
from participants.operations.documents import open_document
from programmes.law.procedure_states import DecisionAct, may_be_done
from programmes.models import DecisionStep, Letter, LetterKind
from programmes.operations.delivering import DIGITAL_POST, DeliveryOutcome, OutgoingLetter, digital_post
from programmes.operations.procedure import StepFacts, lock_decision, procedure_roles
from programmes.operations.steps import record_failed_delivery, record_receipt


@outbox_sender(DIGITAL_POST)
def deliver(event: OutboxEvent) -> None:
    """Send the letter of a notification, as the system working for the municipality.

    What has happened to the decision in the meantime counts: a letter that was handed over is not noted once more.
    """
    actor, today = system_actor(UUID(event.payload["municipality"])), timezone.localdate()
    with acting_as(actor):
        step = DecisionStep.objects.get(pk=event.payload["step"])
        letter = (
            Letter.objects.visible_to(actor)
            .select_related("document")
            .get(decision=step.decision_id, kind=LetterKind.DECISION)
        )
        _document, file = open_document(actor, letter.document_id)
        with file:
            pdf = file.read()
        outcome = digital_post().send(
            OutgoingLetter(
                message_id=str(step.pk), participant_id=step.participant_id, title=letter.document.title, pdf=pdf
            )
        )
        decision = lock_decision(actor, step.decision_id, None, DecisionAct.RECEIVE)
        roles, happened = procedure_roles(actor), decision.happened()
        if outcome is DeliveryOutcome.DELIVERED and may_be_done(DecisionAct.RECEIVE, happened, today, roles):
            record_receipt(actor, decision, today)
        note = _returned(outcome)
        if note and may_be_done(DecisionAct.DELIVERY_FAILED, happened, today, roles):
            record_failed_delivery(actor, decision, StepFacts(happened_on=today, note=note))


def _returned(outcome: DeliveryOutcome) -> str:
    """Why the letter came back; nothing when it did not."""
    if outcome is DeliveryOutcome.UNDELIVERABLE:
        return _("Mottakeren har ikke digital postkasse, eller har reservert seg.")
    return _("Kommunen har ikke digital post.") if outcome is DeliveryOutcome.NO_CARRIER else ""
