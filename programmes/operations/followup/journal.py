"""Writes the journal: private drafts, published entries with attachments, follow-up, and taking back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.document_files import Upload
from participants.models import Document, Participant
from participants.operations.cases import lock_case, note_event
from participants.operations.deadlines import meet_deadline
from participants.operations.documents import store_document
from programmes.models.followup import Appointment, EntryKind, JournalAttachment, JournalDraft, JournalEntry
from programmes.operations.followup.duties import NOTE_FOLLOW_UP, forget_follow_up, owe_follow_up


@dataclass(frozen=True, slots=True)
class Note:
    """What is written: the kind, the day it is about, the text, and when to look at it again."""

    kind: str
    happened_on: dt.date
    text: str
    follow_up_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with an entry."""

    filename: str
    content: Upload
    title: str = ""


@operation
def save_draft(
    actor: Actor,
    participant_id: UUID,
    note: Note,
    *,
    draft_id: UUID | None = None,
    appointment_id: UUID | None = None,
    expected_version: int | None = None,
) -> JournalDraft:
    """Keep a text that only the author sees; a draft may be unfinished, so nothing but the kind is judged."""
    require(actor, Action.CREATE, Resource.JOURNAL)
    person = lock_case(actor, participant_id)
    if note.kind not in EntryKind.values:
        raise RuleRefused(_unknown_kind())
    draft = _draft(actor, person, draft_id, appointment_id, expected_version)
    draft.kind, draft.happened_on = note.kind, note.happened_on
    draft.text, draft.follow_up_on = note.text, note.follow_up_on
    draft.save()
    return draft


@operation
def discard_draft(actor: Actor, draft_id: UUID) -> None:
    """Throw away a draft of the actor's own."""
    require(actor, Action.CHANGE, Resource.JOURNAL)
    draft = JournalDraft.objects.visible_to(actor).get(pk=draft_id)
    lock_case(actor, draft.participant_id)
    draft.delete()


@operation
def publish_entry(
    actor: Actor,
    participant_id: UUID,
    note: Note,
    *,
    draft_id: UUID | None = None,
    appointment_id: UUID | None = None,
    attachments: Sequence[Attachment] = (),
) -> JournalEntry:
    """Write an entry that the municipality sees, from a draft or at once; the draft is gone afterwards.

    Raises ``RuleRefused`` for an empty text, a day to come, or a follow-up before what happened.
    """
    require(actor, Action.CREATE, Resource.JOURNAL)
    person = lock_case(actor, participant_id)
    if refusals := _faults(note):
        raise RuleRefused(*refusals)
    draft = JournalDraft.objects.visible_to(actor).get(pk=draft_id, participant=person) if draft_id else None
    if draft is not None:
        appointment_id = appointment_id or draft.appointment_id
    entry = JournalEntry.objects.create(
        participant=person,
        municipality_id=person.municipality_id,
        author_id=actor.user_id,
        appointment=_appointment(actor, person, appointment_id),
        kind=note.kind,
        happened_on=note.happened_on,
        text=note.text.strip(),
        follow_up_on=note.follow_up_on,
    )
    for attachment in attachments:
        _attach(actor, entry, attachment)
    owe_follow_up(entry)
    if draft is not None:
        draft.delete()
    note_event(actor, person, "note_published", note.happened_on, entry_kind=note.kind)
    return entry


@operation
def attach(actor: Actor, entry_id: UUID, attachment: Attachment) -> Document:
    """Put a file with a published entry; type and size are judged as for every document."""
    require(actor, Action.CHANGE, Resource.JOURNAL)
    entry = _lock_entry(actor, entry_id, None)
    return _attach(actor, entry, attachment)


@operation
def follow_up_entry(
    actor: Actor, entry_id: UUID, *, followed_up_on: dt.date, expected_version: int | None = None
) -> JournalEntry:
    """Note that what an entry asked for was done."""
    require(actor, Action.CHANGE, Resource.JOURNAL)
    entry = _lock_entry(actor, entry_id, expected_version)
    if entry.follow_up_on is None:
        raise RuleRefused(Refusal("nothing_to_follow_up", _("Notatet har ingen dato for oppfølging.")))
    if followed_up_on > timezone.localdate():
        raise RuleRefused(Refusal("in_future", _("Datoen er fram i tid."), "followed_up_on"))
    entry.followed_up_on = followed_up_on
    entry.save()
    meet_deadline(NOTE_FOLLOW_UP, entry.pk, followed_up_on)
    note_event(actor, entry.participant, "note_followed_up", followed_up_on)
    return entry


@operation
def void_entry(actor: Actor, entry_id: UUID, *, why: str, expected_version: int | None = None) -> JournalEntry:
    """Take back an entry that should not stand; it is kept with the reason (law.md 7.5: errors are added to)."""
    require(actor, Action.CHANGE, Resource.JOURNAL)
    entry = _lock_entry(actor, entry_id, expected_version)
    if not why.strip():
        raise RuleRefused(Refusal("reason_missing", _("Skriv hvorfor notatet trekkes tilbake."), "why"))
    entry.voided_at, entry.voided_by_id, entry.void_reason = timezone.now(), actor.user_id, why.strip()
    entry.save()
    forget_follow_up(entry)
    note_event(actor, entry.participant, "note_voided", timezone.localdate(), entry_kind=entry.kind)
    return entry


def _draft(
    actor: Actor, person: Participant, draft_id: UUID | None, appointment_id: UUID | None, version: int | None
) -> JournalDraft:
    if actor.user_id is None:
        raise NotPermitted("user")
    if draft_id is None:
        return JournalDraft(
            participant=person,
            municipality_id=person.municipality_id,
            author_id=actor.user_id,
            appointment=_appointment(actor, person, appointment_id),
        )
    draft = JournalDraft.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=draft_id, participant=person)
    require_version(draft, version)
    return draft


def _appointment(actor: Actor, person: Participant, appointment_id: UUID | None) -> Appointment | None:
    if appointment_id is None:
        return None
    return Appointment.objects.visible_to(actor).get(pk=appointment_id, participant=person)


def _lock_entry(actor: Actor, entry_id: UUID, version: int | None) -> JournalEntry:
    """The standing entry under the lock of its case."""
    participant_id = JournalEntry.objects.visible_to(actor).values_list("participant_id", flat=True).get(pk=entry_id)
    person = lock_case(actor, participant_id)
    entry = JournalEntry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    entry.participant = person
    require_version(entry, version)
    if entry.voided_at is not None:
        raise RuleRefused(Refusal("entry_voided", _("Notatet er allerede trukket tilbake.")))
    return entry


def _attach(actor: Actor, entry: JournalEntry, attachment: Attachment) -> Document:
    document = store_document(
        actor, entry.participant_id, title=attachment.title, filename=attachment.filename, content=attachment.content
    )
    JournalAttachment.objects.create(
        participant_id=entry.participant_id, municipality_id=entry.municipality_id, entry=entry, document=document
    )
    return document


def _faults(note: Note) -> list[Refusal]:
    faults: list[Refusal] = []
    if note.kind not in EntryKind.values:
        faults.append(_unknown_kind())
    if not note.text.strip():
        faults.append(Refusal("text_missing", _("Skriv hva notatet handler om."), "text"))
    if note.happened_on > timezone.localdate():
        faults.append(Refusal("in_future", _("Datoen er fram i tid."), "happened_on"))
    if note.follow_up_on and note.follow_up_on < note.happened_on:
        text = _("Oppfølgingen kan ikke være før det som skjedde.")
        faults.append(Refusal("follow_up_too_early", text, "follow_up_on"))
    return faults


def _unknown_kind() -> Refusal:
    return Refusal("kind_unknown", _("Velg hva slags notat det er."), "kind")
