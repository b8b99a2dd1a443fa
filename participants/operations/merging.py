"""Makes one person of two registrations. Nothing is deleted: the other row stays, and points at the kept one.

What can move moves: numbers, permits, deadlines and flags, assignments, documents; higher floors move theirs through
``participants.hooks.on_merge``. What was noted of each (events, access log, change records) cannot be changed and stays
where it is; ``history_ids`` tells whose histories are the person's.
"""

import datetime as dt
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, acting_as
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.hooks import people_merged
from participants.models import (
    Assignment,
    Confidentiality,
    Deadline,
    Document,
    Education,
    Flag,
    IdentityNumber,
    ImportRow,
    Intake,
    NamedAccess,
    Participant,
    ResidencePermit,
    ReversibleAct,
    Sex,
    TransferRequest,
)
from participants.operations.cases import note_event, refuse_anothers, refuse_moved
from participants.operations.deadlines import close_deadlines
from participants.operations.permits import PERMIT_EXPIRY
from participants.operations.reversing import remembered

_MOVING = (IdentityNumber, ResidencePermit, Deadline, Flag, Document, ImportRow, TransferRequest)
_FILLED = (
    "given_name", "family_name", "citizenship", "mother_tongue", "interpreter_language", "phone", "email", "remark",
    "arrived_on", "settled_on", "claimed_on", "left_norway_on", "died_on", "sex", "education",
    "intake",
)  # fmt: skip
_UNKNOWN = ("", None, Sex.UNKNOWN, Education.UNKNOWN, Intake.UNDECIDED)
_STRICTNESS = (
    Confidentiality.OPEN,
    Confidentiality.CONFIDENTIAL,
    Confidentiality.STRICTLY_CONFIDENTIAL,
    Confidentiality.STRICTLY_CONFIDENTIAL_ABROAD,
)


@operation
def merge_people(
    actor: Actor, kept_id: UUID, merged_id: UUID, *, reason: str, expected_version: int | None = None
) -> Participant:
    """Make ``merged`` part of ``kept``; answers with the kept person.

    What is known of the kept person stands; gaps are filled from the other, and the stricter address protection of the
    two holds. Raises ``Participant.DoesNotExist`` when the actor may not see both, ``RuleRefused`` when they cannot
    become one (two municipalities, two programmes at once), ``StaleVersion`` when the kept person has changed.
    """
    require(actor, Action.CHANGE, Resource.PARTICIPANT)
    if not reason.strip():
        raise RuleRefused(Refusal("reason_required", _("Skriv hvorfor de to er samme person."), "reason"))
    kept, merged = _lock_both(actor, kept_id, merged_id)
    require_version(kept, expected_version)
    with remembered(actor, ReversibleAct.MERGE, kept, reason.strip(), merged):
        filled = _make_one(actor, kept, merged)
    _note_on_both(actor, kept, merged, reason.strip(), filled)
    return kept


def _make_one(actor: Actor, kept: Participant, merged: Participant) -> list[str]:
    """Move everything of ``merged``; answers with the facts that ``kept`` took over."""
    _share_named_access(actor, kept, merged)
    _move_assignments(kept, merged, timezone.localdate())
    for model in _MOVING:
        model.objects.filter(participant=merged).update(participant=kept)
    ImportRow.objects.filter(matched=merged).update(matched=kept)
    _close_doubled_permit_deadlines(kept)
    filled = _take_over_facts(kept, merged)
    people_merged(actor, kept, merged)
    return filled


def history_ids(participant: Participant) -> list[UUID]:
    """The ids under which the person's history was written: the own, and those of the people merged into it."""
    return [participant.pk, *participant.merged_from.order_by("id").values_list("pk", flat=True)]


def _lock_both(actor: Actor, kept_id: UUID, merged_id: UUID) -> tuple[Participant, Participant]:
    if kept_id == merged_id:
        raise RuleRefused(Refusal("same_row", _("Velg to forskjellige registreringer."), "merged"))
    visible = Participant.objects.visible_to(actor).current().filter(pk__in=(kept_id, merged_id))
    # In the order of ids, so that two merges of the same pair wait for each other instead of locking each other out.
    found = {person.pk: person for person in visible.order_by("id").select_for_update(of=("self",), no_key=True)}
    if len(found) != 2:  # noqa: PLR2004 - both
        raise Participant.DoesNotExist
    kept, merged = found[kept_id], found[merged_id]
    if kept.municipality_id != merged.municipality_id:
        text = _("Personene er registrert i hver sin kommune og kan ikke slås sammen.")
        raise RuleRefused(Refusal("other_municipality", text, "merged"))
    refuse_anothers(actor, kept)
    refuse_anothers(actor, merged)
    _refuse_moving(kept, merged)
    return kept, merged


def _refuse_moving(kept: Participant, merged: Participant) -> None:
    """What another municipality has taken over, or is asked to, stays as it is."""
    refuse_moved(kept)
    refuse_moved(merged)
    if TransferRequest.objects.waiting().filter(participant__in=(kept, merged)).exists():
        text = _("En av dem venter på svar om flytting. Trekk forespørselen tilbake først.")
        raise RuleRefused(Refusal("transfer_waiting", text, "merged"))


def _share_named_access(actor: Actor, kept: Participant, merged: Participant) -> None:
    """Whoever may open one of the two may open what they become, and read both histories; the system writes it."""
    grades = (kept.confidentiality, merged.confidentiality)
    # Both rows take the stricter grade: what was written about the one is now about the other.
    kept.confidentiality = max(grades, key=lambda grade: _STRICTNESS.index(Confidentiality(grade)))
    merged.confidentiality = kept.confidentiality
    kept.is_shielded = merged.is_shielded = kept.is_shielded or merged.is_shielded
    # Said once is said of both, until the person takes it back.
    kept.is_reserved_against_research = kept.is_reserved_against_research or merged.is_reserved_against_research
    if not kept.is_protected:
        return
    with acting_as(actor.as_system()):
        named = set(NamedAccess.objects.filter(participant__in=(kept, merged)).values_list("user_id", flat=True))
        contacts = Assignment.objects.filter(participant__in=(kept, merged)).on(timezone.localdate())
        named |= set(contacts.values_list("user_id", flat=True))
        named |= {actor.user_id} if actor.user_id else set()
        NamedAccess.objects.bulk_create(
            [
                NamedAccess(participant=person, municipality_id=person.municipality_id, user_id=user_id)
                for person in (kept, merged)
                for user_id in sorted(named)
            ],
            ignore_conflicts=True,
        )


def _move_assignments(kept: Participant, merged: Participant, today: dt.date) -> None:
    """Move each period in which the kept person had nobody of the kind; the others end and stay as history."""
    for period in Assignment.objects.filter(participant=merged).order_by("first_day"):
        last_day = period.last_day or dt.date.max
        others = Assignment.objects.filter(participant=kept, kind=period.kind, first_day__lte=last_day)
        if not others.filter(Q(last_day__isnull=True) | Q(last_day__gte=period.first_day)).exists():
            period.participant = kept
        elif last_day >= today:
            period.last_day = max(period.first_day, today)
        period.save(update_fields=["participant", "last_day"])


def _close_doubled_permit_deadlines(kept: Participant) -> None:
    """Two rows of one permit give one warning: of open deadlines on the same day the oldest stands."""
    rows = Deadline.objects.filter(participant=kept, kind=PERMIT_EXPIRY).open().order_by("due_on", "id")
    seen: set[dt.date] = set()
    doubled = []
    for due_on, subject_id in rows.values_list("due_on", "subject_id"):
        if due_on in seen:
            doubled.append(subject_id)
        seen.add(due_on)
    close_deadlines([PERMIT_EXPIRY], doubled, timezone.localdate())


def _take_over_facts(kept: Participant, merged: Participant) -> list[str]:
    filled = [name for name in _FILLED if getattr(kept, name) in _UNKNOWN and getattr(merged, name) not in _UNKNOWN]
    for name in filled:
        setattr(kept, name, getattr(merged, name))
    kept.save()
    Participant.objects.filter(merged_into=merged).update(merged_into=kept)
    merged.merged_into = kept
    merged.save()
    return filled


def _note_on_both(actor: Actor, kept: Participant, merged: Participant, reason: str, filled: list[str]) -> None:
    today = timezone.localdate()
    note_event(actor, kept, "people_merged", today, merged=str(merged.pk), reason=reason, filled=filled)
    note_event(actor, merged, "merged_into", today, kept=str(kept.pk), reason=reason)
