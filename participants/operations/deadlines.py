"""Writes, moves, meets and closes deadlines. Operations that create a duty call these in their own transaction."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from participants.duties import PAST_DUE, duty
from participants.models import STANDING_FLAGS, Deadline, DeadlineThreshold, Flag, FlagState, Participant


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty to be written: of which kind, for whom, about which row, when, and by which paragraph."""

    kind: str
    participant: Participant
    subject_id: UUID
    due_on: dt.date
    paragraph: str


def write_deadlines(duties: Sequence[Duty]) -> None:
    """Write or move the deadlines of these duties, set-based.

    A duty that was met stays met unless its due date moves; a moved date closes the flags raised for the old one and
    arms the deadline again (design decision 9).
    """
    if not duties:
        return
    armed = _thresholds({item.kind for item in duties})
    Deadline.objects.bulk_create(
        [_row(item, armed[item.kind]) for item in duties],
        update_conflicts=True,
        unique_fields=["kind", "subject_id"],
        update_fields=["due_on", "paragraph", "next_flag_on", "met_on", "closed_on", "responsible_agency"],
    )
    _lapse_flags_of_moved([item.subject_id for item in duties])


def meet_deadline(kind: str, subject_id: UUID, met_on: dt.date) -> None:
    """Note that the duty was done on ``met_on``; whoever acted on its flag has thereby followed it up."""
    Deadline.objects.filter(kind=kind, subject_id=subject_id).update(met_on=met_on, closed_on=None, next_flag_on=None)
    _close_flags(kind, [subject_id], FlagState.ACTED_ON)


def close_deadlines(kinds: Iterable[str], subject_ids: Sequence[UUID], on: dt.date) -> None:
    """Close duties that no longer stand (the programme ended, the person was registered in error)."""
    for kind in kinds:
        open_rows = Deadline.objects.filter(kind=kind, subject_id__in=subject_ids).open()
        open_rows.update(closed_on=on, next_flag_on=None)
        _close_flags(kind, subject_ids, FlagState.LAPSED)


def next_flag_day(due_on: dt.date, thresholds: Iterable[int]) -> dt.date:
    """The first day on which a deadline that was never flagged is to be looked at."""
    return due_on - dt.timedelta(days=max(thresholds))


def _thresholds(kinds: set[str]) -> dict[str, list[int]]:
    stored = DeadlineThreshold.objects.filter(kind__in=kinds).order_by("kind", "-days").values_list("kind", "days")
    found: dict[str, list[int]] = {}
    for kind, days in stored:
        found.setdefault(kind, []).append(days)
    return {kind: found.get(kind) or [*duty(kind).thresholds, PAST_DUE] for kind in kinds}


def _row(item: Duty, thresholds: Sequence[int]) -> Deadline:
    return Deadline(
        participant=item.participant,
        municipality_id=item.participant.municipality_id,
        responsible_agency_id=item.participant.municipality_id,
        kind=item.kind,
        subject_id=item.subject_id,
        due_on=item.due_on,
        paragraph=item.paragraph,
        next_flag_on=next_flag_day(item.due_on, thresholds),
    )


def _lapse_flags_of_moved(subject_ids: Sequence[UUID]) -> None:
    moved = [
        flag.pk
        for flag in Flag.objects.filter(deadline__subject_id__in=subject_ids, state__in=STANDING_FLAGS).select_related(
            "deadline"
        )
        if flag.due_on != flag.deadline.due_on
    ]
    Flag.objects.filter(pk__in=moved).update(state=FlagState.LAPSED, closed_at=timezone.now())


def _close_flags(kind: str, subject_ids: Sequence[UUID], state: FlagState) -> None:
    standing = Flag.objects.filter(
        deadline__kind=kind, deadline__subject_id__in=subject_ids, state__in=STANDING_FLAGS
    )
    standing.update(state=state, closed_at=timezone.now())
