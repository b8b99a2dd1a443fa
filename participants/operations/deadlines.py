"""Writes, moves, meets and closes deadlines. Operations that create a duty call these in their own transaction."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils import timezone

from participants.duties import PAST_DUE, duty
from participants.models import STANDING_FLAGS, Deadline, DeadlineThreshold, Flag, FlagState, Participant

# One statement, so that two writers of the same duty cannot cross: the second sees what the first has written. A row
# that says the same already is left alone, with its version.
_WRITE = """
INSERT INTO participants_deadline AS d
    (participant_id, municipality_id, responsible_agency_id, kind, subject_id, due_on, paragraph, next_flag_on,
     version, created_at, changed_at)
SELECT n.participant_id, n.municipality_id, n.responsible_id, n.kind, n.subject_id, n.due_on, n.paragraph,
       n.next_flag_on, 1, now(), now()
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::uuid[], %s::date[], %s::text[], %s::date[],
            %s::uuid[])
    AS n (participant_id, municipality_id, kind, subject_id, due_on, paragraph, next_flag_on, responsible_id)
ON CONFLICT (kind, subject_id) DO UPDATE SET
    due_on = EXCLUDED.due_on, paragraph = EXCLUDED.paragraph, changed_at = now(),
    responsible_agency_id = EXCLUDED.responsible_agency_id,
    met_on = CASE WHEN d.due_on = EXCLUDED.due_on THEN d.met_on END,
    closed_on = CASE WHEN d.due_on = EXCLUDED.due_on THEN d.closed_on END,
    next_flag_on = CASE WHEN d.due_on = EXCLUDED.due_on THEN d.next_flag_on ELSE EXCLUDED.next_flag_on END
WHERE (d.due_on, d.paragraph, d.responsible_agency_id)
    IS DISTINCT FROM (EXCLUDED.due_on, EXCLUDED.paragraph, EXCLUDED.responsible_agency_id)
"""


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty to be written: of which kind, for whom, about which row, when, by which paragraph, and whose.

    It is the municipality's unless ``responsible_id`` names another agency.
    """

    kind: str
    participant: Participant
    subject_id: UUID
    due_on: dt.date
    paragraph: str
    responsible_id: UUID | None = None


def write_deadlines(duties: Sequence[Duty]) -> None:
    """Write or move the deadlines of these duties, set-based; of two for the same duty the last one counts.

    A duty that was met or closed stays so unless its due date moves; a moved date closes the flags raised for the old
    one and arms the deadline again (design decision 9).
    """
    if not duties:
        return
    thresholds = _thresholds({item.kind for item in duties})
    # In one order for all writers, so that two of them never wait for each other.
    items = [item for _key, item in sorted({(item.kind, item.subject_id): item for item in duties}.items())]
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            [
                [item.participant.pk for item in items],
                [item.participant.municipality_id for item in items],
                [item.kind for item in items],
                [item.subject_id for item in items],
                [item.due_on for item in items],
                [item.paragraph for item in items],
                [next_flag_day(item.due_on, thresholds[item.kind]) for item in items],
                [item.responsible_id or item.participant.municipality_id for item in items],
            ],
        )
    _lapse_flags_of_moved([item.subject_id for item in items])


def meet_deadline(kind: str, subject_id: UUID, met_on: dt.date) -> None:
    """Note that the duty was done on ``met_on``; whoever acted on its flag has thereby followed it up."""
    meet_deadlines(kind, [subject_id], met_on)


def meet_deadlines(kind: str, subject_ids: Sequence[UUID], met_on: dt.date) -> None:
    """``meet_deadline`` for many rows, set-based."""
    Deadline.objects.filter(kind=kind, subject_id__in=subject_ids).update(
        met_on=met_on, closed_on=None, next_flag_on=None, changed_at=timezone.now()
    )
    _close_flags(kind, subject_ids, FlagState.ACTED_ON)


def close_deadlines(kinds: Iterable[str], subject_ids: Sequence[UUID], on: dt.date) -> None:
    """Close duties that no longer stand (the programme ended, the person was registered in error)."""
    for kind in kinds:
        open_rows = Deadline.objects.filter(kind=kind, subject_id__in=subject_ids).open()
        open_rows.update(closed_on=on, next_flag_on=None, changed_at=timezone.now())
        _close_flags(kind, subject_ids, FlagState.LAPSED)


def close_all_deadlines(participant: Participant, on: dt.date, *, but: Collection[str] = ()) -> None:
    """Close what is due for a person whom nothing is owed any more, ``but`` these kinds; the flags lapse."""
    now = timezone.now()
    due = Deadline.objects.filter(participant=participant).exclude(kind__in=but)
    due.open().update(closed_on=on, next_flag_on=None, changed_at=now)
    standing = Flag.objects.standing().filter(participant=participant).exclude(deadline__kind__in=but)
    standing.update(state=FlagState.LAPSED, closed_at=now, changed_at=now)


def reopen_deadlines(participant: Participant, closed_on: dt.date) -> None:
    """Let what was closed on the day stand again."""
    closed = Deadline.objects.filter(participant=participant, closed_on=closed_on, met_on__isnull=True)
    closed.update(closed_on=None, next_flag_on=F("due_on"), changed_at=timezone.now())


def next_flag_day(due_on: dt.date, thresholds: Iterable[int]) -> dt.date:
    """The first day on which a deadline that was never flagged is to be looked at."""
    return due_on - dt.timedelta(days=max(thresholds))


def _thresholds(kinds: set[str]) -> dict[str, list[int]]:
    stored = DeadlineThreshold.objects.filter(kind__in=kinds).order_by("kind", "-days").values_list("kind", "days")
    found: dict[str, list[int]] = {}
    for kind, days in stored:
        found.setdefault(kind, []).append(days)
    return {kind: found.get(kind) or [*duty(kind).thresholds, PAST_DUE] for kind in kinds}


def _lapse_flags_of_moved(subject_ids: Sequence[UUID]) -> None:
    # The deadlines first, by themselves: joined to the flags, two tables that were never counted cost their product.
    due = dict(Deadline.objects.filter(subject_id__in=subject_ids).values_list("pk", "due_on"))
    standing = Flag.objects.standing().filter(deadline__in=due).values_list("pk", "deadline_id", "due_on")
    moved = [pk for pk, deadline_id, due_on in standing if due_on != due[deadline_id]]
    if moved:
        now = timezone.now()
        Flag.objects.standing().filter(pk__in=moved).update(state=FlagState.LAPSED, closed_at=now, changed_at=now)


def _close_flags(kind: str, subject_ids: Sequence[UUID], state: FlagState) -> None:
    now = timezone.now()
    standing = Flag.objects.filter(deadline__kind=kind, deadline__subject_id__in=subject_ids, state__in=STANDING_FLAGS)
    standing.update(state=state, closed_at=now, changed_at=now)
