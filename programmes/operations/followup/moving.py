"""What becomes of follow-up when two registrations are one person, and what goes along to another municipality."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from participants.models import Participant
from participants.transfers import Line, Packed, TransferPart
from programmes.models.followup import (
    Appointment,
    AppointmentState,
    JournalAttachment,
    JournalDraft,
    JournalEntry,
    Review,
)

_MOVING = (Appointment, Review, JournalEntry, JournalAttachment)
_LAST = 3


def merge_follow_up(_actor: Actor, kept: Participant, merged: Participant) -> None:
    """Move everything of ``merged``; drafts too, which only the system can move since they are their authors' alone."""
    for model in _MOVING:
        model.objects.filter(participant=merged).update(participant=kept)
    with acting_as(system_actor(merged.municipality_id)):
        JournalDraft.objects.filter(participant=merged).update(participant=kept)


def pack_agreements(_actor: Actor, person: Participant, last_day: dt.date) -> Packed:
    """What was agreed at the last reviews. Minutes, journal and appointments stay: only what is needed (law.md 5.6)."""
    held = Review.objects.filter(participant=person, held_on__lte=last_day).order_by("-held_on", "-id")
    return {"agreements": list(held.values("held_on", "agreed")[:_LAST])}


def agreement_lines(packed: Packed) -> Iterator[Line]:
    """Each agreement with its day."""
    for row in packed["agreements"]:
        yield Line(_("Avtalt %(day)s") % {"day": f"{row['held_on']:%d.%m.%Y}"}, row["agreed"])


def unpack_agreements(actor: Actor, person: Participant, packed: Packed) -> None:
    """Write them as one entry of the new case's journal: the new municipality holds reviews of its own plan."""
    lines = [f"{line.label}: {line.value}" for line in agreement_lines(packed)]
    if lines:
        JournalEntry.objects.create(
            participant=person,
            municipality_id=person.municipality_id,
            author_id=actor.user_id,
            happened_on=max(row["held_on"] for row in packed["agreements"]),
            text="\n".join([_("Avtalt ved gjennomganger av planen i forrige kommune:"), *lines]),
        )


def call_off(_actor: Actor, person: Participant, _last_day: dt.date, _stated: str) -> None:
    """Call off the appointments of the municipality that the person leaves."""
    Appointment.objects.filter(participant=person).planned().update(state=AppointmentState.CANCELLED)


REVIEW_AGREEMENTS = TransferPart(
    code="review_agreements",
    title=gettext_lazy("Gjennomganger av planen"),
    order=27,
    pack=pack_agreements,
    lines=lambda packed: list(agreement_lines(packed)),
    unpack=unpack_agreements,
    leave=call_off,
)
