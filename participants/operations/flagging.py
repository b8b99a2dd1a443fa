"""Raises flags: for every deadline that is near or past, once per deadline, due date and threshold.

The scan is three statements for each thousand deadlines of a municipality, in one transaction. It reads only deadlines
whose ``next_flag_on`` has come, so a missed night is caught up by the next run, and it may be run by any number of
workers at once and be killed at any line: whoever locks a row raises its flag and arms it again, or neither.
"""

import datetime as dt
import logging
import time
from typing import Any
from uuid import UUID

from django.db import connection

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, AgencyKind
from participants.duties import PAST_DUE, duties
from participants.models import DeadlineThreshold

logger = logging.getLogger(__name__)

CHUNK = 1000
_PAUSES = (0.1, 1, 3)
"""Seconds to wait for deadlines that somebody else is changing just now, before they are left to the next run."""

# 1. Lock what is due; rows that somebody else holds are skipped. The tightest threshold reached is the flag's; the
# loosest not reached yet gives the day to look again.
_TAKE = """
WITH due AS MATERIALIZED (
    SELECT id, due_on, kind FROM participants_deadline
    WHERE municipality_id = %(municipality)s AND next_flag_on <= %(today)s AND met_on IS NULL AND closed_on IS NULL
    ORDER BY next_flag_on, id LIMIT %(chunk)s FOR NO KEY UPDATE SKIP LOCKED
), reached AS (
    SELECT due.id, min(t.days) FILTER (WHERE due.due_on - t.days <= %(today)s) AS threshold,
           max(t.days) FILTER (WHERE due.due_on - t.days > %(today)s) AS next_threshold
    FROM due LEFT JOIN participants_deadlinethreshold t ON t.kind = due.kind
    GROUP BY due.id
)
UPDATE participants_deadline d SET next_flag_on = d.due_on - r.next_threshold
FROM reached r WHERE d.id = r.id
RETURNING d.id, r.threshold
"""
# 2. A flag for another day, or a looser one, gives way before the new one comes: the unique index on standing flags
# looks at each row as it is written.
_GIVE_WAY = """
UPDATE participants_flag f
SET state = CASE WHEN f.due_on = d.due_on THEN 'superseded' ELSE 'lapsed' END, closed_at = now(), changed_at = now()
FROM unnest(%(deadlines)s::uuid[], %(thresholds)s::int[]) AS n (id, threshold)
JOIN participants_deadline d ON d.id = n.id
WHERE f.deadline_id = n.id AND f.state IN ('open', 'taken') AND (f.due_on <> d.due_on OR f.threshold > n.threshold)
"""
# 3. The flag comes once. It inherits from the one that it relieved: who had taken it, or that nobody did in time. One
# that lapsed because the due date moved away stands again when the date has moved back.
_RAISE = """
INSERT INTO participants_flag AS f
    (deadline_id, participant_id, municipality_id, due_on, threshold, raised_on, state, taken_by_id, taken_at,
     escalated_at, reason, version, created_at, changed_at)
SELECT d.id, d.participant_id, d.municipality_id, d.due_on, n.threshold, %(today)s,
       CASE WHEN last.taken_by_id IS NULL THEN 'open' ELSE 'taken' END, last.taken_by_id, last.taken_at,
       last.escalated_at, '', 1, now(), now()
FROM unnest(%(deadlines)s::uuid[], %(thresholds)s::int[]) AS n (id, threshold)
JOIN participants_deadline d ON d.id = n.id
LEFT JOIN LATERAL (
    SELECT taken_by_id, taken_at, escalated_at, state FROM participants_flag
    WHERE deadline_id = d.id AND due_on = d.due_on AND threshold > n.threshold
    ORDER BY threshold LIMIT 1
) last ON last.state = 'superseded'
WHERE NOT EXISTS (SELECT FROM participants_flag s WHERE s.deadline_id = d.id AND s.state IN ('open', 'taken'))
ON CONFLICT (deadline_id, due_on, threshold) DO UPDATE
SET state = 'open', raised_on = EXCLUDED.raised_on, taken_by_id = NULL, taken_at = NULL, escalated_at = NULL,
    closed_at = NULL, changed_at = now()
WHERE f.state = 'lapsed'
"""
_WAITING = """
SELECT EXISTS (
    SELECT FROM participants_deadline
    WHERE municipality_id = %s AND next_flag_on <= %s AND met_on IS NULL AND closed_on IS NULL
)
"""


def flag_municipality(municipality_id: UUID, today: dt.date) -> int:
    """Raise what is to be raised in one municipality on ``today``; answers how many flags are new.

    Deadlines that somebody else holds are tried again for a few seconds; the next run finds those that were not freed.
    """
    raised = _flag_all_free(municipality_id, today)
    for pause in _PAUSES:
        if not _is_waiting(municipality_id, today):
            return raised
        time.sleep(pause)
        raised += _flag_all_free(municipality_id, today)
    if _is_waiting(municipality_id, today):
        logger.warning("deadlines_held_by_others", extra={"municipality_id": str(municipality_id)})
    return raised


def municipalities_to_flag() -> list[UUID]:
    """The municipalities and districts that use Fotfeste; the nightly work is split by them."""
    with_cases = Agency.objects.filter(kind__in=(AgencyKind.MUNICIPALITY, AgencyKind.DISTRICT))
    return list(with_cases.order_by("number").values_list("pk", flat=True))


def seed_thresholds() -> None:
    """Write the registered kinds' thresholds where the table has none for the kind; an administrator's rows stand."""
    known = set(DeadlineThreshold.objects.values_list("kind", flat=True))
    DeadlineThreshold.objects.bulk_create(
        [
            DeadlineThreshold(kind=kind.code, days=days)
            for kind in duties()
            if kind.code not in known
            for days in (*kind.thresholds, PAST_DUE)
        ],
        ignore_conflicts=True,
    )


def _flag_all_free(municipality_id: UUID, today: dt.date) -> int:
    raised = 0
    while True:
        seen, new = _flag_chunk(municipality_id, today)
        raised += new
        if seen == 0:
            return raised


def _flag_chunk(municipality_id: UUID, today: dt.date) -> tuple[int, int]:
    with acting_as(system_actor(municipality_id)), connection.cursor() as cursor:
        cursor.execute(_TAKE, {"municipality": municipality_id, "today": today, "chunk": CHUNK})
        rows = cursor.fetchall()
        reached = [(pk, threshold) for pk, threshold in rows if threshold is not None]
        if not reached:
            return len(rows), 0
        values: dict[str, Any] = {
            "deadlines": [pk for pk, _threshold in reached],
            "thresholds": [threshold for _pk, threshold in reached],
            "today": today,
        }
        cursor.execute(_GIVE_WAY, values)
        cursor.execute(_RAISE, values)
        return len(rows), cursor.rowcount


def _is_waiting(municipality_id: UUID, today: dt.date) -> bool:
    with acting_as(system_actor(municipality_id)), connection.cursor() as cursor:
        cursor.execute(_WAITING, [municipality_id, today])
        return bool(cursor.fetchone()[0])
