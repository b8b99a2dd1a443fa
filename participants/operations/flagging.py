"""Raises flags: for every deadline that is near or past, once per deadline, due date and threshold.

The scan is one set of statements per municipality. It reads only deadlines whose ``next_flag_on`` has come, so a missed
night is caught up by the next run, and it may be run by any number of workers at once: the first locks the rows, the
unique constraints hold the rest.
"""

import datetime as dt
from uuid import UUID

from django.db import connection, transaction

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, AgencyKind
from participants.duties import PAST_DUE, duties
from participants.models import DeadlineThreshold

CHUNK = 1000

# 1. Lock what is due; another worker's rows are skipped. 2. The tightest threshold reached is the flag's; the loosest
# not reached yet gives the day to look again. 3. A looser standing flag gives way to the tighter one and hands over
# who had taken it. 4. The flag comes once. The steps are statements of one transaction, in this order, because the
# unique index on standing flags looks at each row as it is written.
_LOCK = """
CREATE TEMPORARY TABLE due_now ON COMMIT DROP AS
SELECT d.id, d.participant_id, d.municipality_id, d.due_on, t.threshold, t.next_threshold
FROM (
    SELECT id, participant_id, municipality_id, due_on, kind FROM participants_deadline
    WHERE municipality_id = %(municipality)s AND next_flag_on <= %(today)s AND met_on IS NULL AND closed_on IS NULL
    ORDER BY next_flag_on, id LIMIT %(chunk)s FOR UPDATE SKIP LOCKED
) d
CROSS JOIN LATERAL (
    SELECT min(days) FILTER (WHERE d.due_on - days <= %(today)s) AS threshold,
           max(days) FILTER (WHERE d.due_on - days > %(today)s) AS next_threshold
    FROM participants_deadlinethreshold WHERE kind = d.kind
) t
"""
_GIVE_WAY = """
UPDATE participants_flag f SET state = 'superseded', closed_at = now()
FROM due_now n
WHERE f.deadline_id = n.id AND f.state IN ('open', 'taken')
  AND (f.due_on <> n.due_on OR f.threshold > n.threshold)
"""
_RAISE = """
INSERT INTO participants_flag
    (deadline_id, participant_id, municipality_id, due_on, threshold, raised_on, state, taken_by_id, taken_at, reason,
     version, created_at, changed_at)
SELECT n.id, n.participant_id, n.municipality_id, n.due_on, n.threshold, %(today)s,
       CASE WHEN last.taken_by_id IS NULL THEN 'open' ELSE 'taken' END, last.taken_by_id, last.taken_at, '',
       1, now(), now()
FROM due_now n
LEFT JOIN LATERAL (
    SELECT f.taken_by_id, f.taken_at FROM participants_flag f
    WHERE f.deadline_id = n.id AND f.due_on = n.due_on AND f.state = 'superseded'
    ORDER BY f.threshold LIMIT 1
) last ON true
WHERE n.threshold IS NOT NULL
ON CONFLICT DO NOTHING
"""
_ARM = """
UPDATE participants_deadline d
SET next_flag_on = CASE WHEN n.next_threshold IS NULL THEN NULL ELSE n.due_on - n.next_threshold END
FROM due_now n WHERE d.id = n.id
"""


def flag_municipality(municipality_id: UUID, today: dt.date) -> int:
    """Raise what is to be raised in one municipality on ``today``; answers how many flags are new."""
    raised = 0
    while True:
        seen, new = _flag_chunk(municipality_id, today)
        raised += new
        if seen < CHUNK:
            return raised


def municipalities_to_flag() -> list[UUID]:
    """The municipalities that use Fotfeste; the nightly work is split by them."""
    return list(Agency.objects.filter(kind=AgencyKind.MUNICIPALITY).order_by("number").values_list("pk", flat=True))


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


def _flag_chunk(municipality_id: UUID, today: dt.date) -> tuple[int, int]:
    values = {"municipality": municipality_id, "today": today, "chunk": CHUNK}
    with acting_as(system_actor(municipality_id)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK, values)
        seen = cursor.rowcount
        cursor.execute(_GIVE_WAY)
        cursor.execute(_RAISE, values)
        new = cursor.rowcount
        cursor.execute(_ARM)
        cursor.execute("DROP TABLE due_now")
    return seen, new
