"""Hands letters to digital post, through the outbox: the message says which letter, and nothing about a person."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from agencies.operations.outbox import put_in_outbox
from programmes.models import Decision, DecisionStep

DIGITAL_POST = "digital_post"


class DeliveryOutcome(StrEnum):
    """What digital post says at once."""

    DELIVERED = "delivered"  # it lies in the mailbox, and the person has been told
    ACCEPTED = "accepted"  # on its way; the receipt is recorded when it comes
    UNDELIVERABLE = "undeliverable"  # no mailbox, or the person has reserved themselves
    NO_CARRIER = "no_carrier"  # the installation has no digital post


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingLetter:
    """A letter on its way; ``message_id`` is the same when it is sent again, so that the receiver can tell."""

    message_id: str
    participant_id: UUID
    title: str
    pdf: bytes


class DigitalPost(Protocol):
    """A carrier of digital post; raises when it cannot be reached, and is then tried again."""

    def send(self, letter: OutgoingLetter) -> DeliveryOutcome:
        """Send one letter."""


class RecordingDigitalPost:
    """Sends nothing: remembers what it was given, for demonstration and tests.

    Letters to the ids in ``without_mailbox`` come back.
    """

    sent: list[OutgoingLetter] = []
    without_mailbox: set[UUID] = set()

    def send(self, letter: OutgoingLetter) -> DeliveryOutcome:
        """Remember the letter."""
        if letter.participant_id in self.without_mailbox:
            return DeliveryOutcome.UNDELIVERABLE
        self.sent.append(letter)
        return DeliveryOutcome.DELIVERED


class NoDigitalPost:
    """No carrier at all: every letter comes back, so that somebody sends it in another way."""

    def send(self, _letter: OutgoingLetter) -> DeliveryOutcome:
        """Send nothing."""
        return DeliveryOutcome.NO_CARRIER


def digital_post() -> DigitalPost:
    """The carrier that the installation has chosen (``DIGITAL_POST``)."""
    carrier: DigitalPost = import_string(settings.DIGITAL_POST)()
    return carrier


def send_digitally(decision: Decision, step: DecisionStep) -> None:
    """Put the decision's letter into the outbox, in the transaction that notes the notification."""
    put_in_outbox(
        DIGITAL_POST,
        f"{DIGITAL_POST}:{step.pk}",
        recipient_id=None,
        payload={"step": str(step.pk), "municipality": str(decision.municipality_id)},
    )
