"""One truth with absence and leave on the case: what each session that somebody missed counts as (law.md 5.1-5.3).

A registered absence covers the sessions in it: the whole day, or as many minutes of the day's missed sessions as it has
hours. Uncovered sessions count as the municipality has assessed them, else as the school has said. Both sides call
``cover_sessions`` in the transaction of their change, so correcting an absence uncovers what it covered.
"""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db import connection

from programmes.models.classes import AWAY
from programmes.models.participation import LEAVE_KINDS

_LEAVE = (*LEAVE_KINDS, "stop")
_ROUNDING_MINUTES = 1
"""Hours are kept with two decimals: 50 minutes are 0.83 hours, which are 49.8 minutes."""

# Missed sessions and absences in hours are both laid along the day, each where the one before it ends; a session is
# covered by the absence within whose minutes it ends.
_COVER = """
WITH missed AS (
    SELECT a.id, a.participant_id, a.day, a.category,
           sum(a.absent_minutes) OVER (PARTITION BY a.participant_id, a.day ORDER BY a.starts_at, a.id) AS through
    FROM programmes_attendance a
    WHERE a.participant_id = ANY(%(people)s::uuid[]) AND a.day BETWEEN %(first)s AND %(last)s
      AND a.category = ANY(%(away)s)
), standing AS (
    SELECT b.id, b.participant_id, b.kind, b.first_day, b.last_day, b.hours,
           sum(b.hours) OVER (PARTITION BY b.participant_id, b.first_day, b.hours IS NULL ORDER BY b.created_at, b.id)
               * 60 AS through
    FROM programmes_absence b
    WHERE b.participant_id = ANY(%(people)s::uuid[]) AND b.voided_at IS NULL
      AND b.first_day <= %(last)s AND b.last_day >= %(first)s
), covered AS (
    SELECT DISTINCT ON (m.id) m.id, s.id AS absence_id,
           CASE WHEN s.kind = 'unauthorised' THEN 'absent_invalid' WHEN s.kind = 'holiday' THEN 'holiday'
                WHEN s.kind = ANY(%(leave)s) THEN 'leave' ELSE 'absent_valid' END AS counts
    FROM missed m
    JOIN standing s ON s.participant_id = m.participant_id AND m.day BETWEEN s.first_day AND s.last_day
        AND (s.hours IS NULL OR m.through <= s.through + %(rounding)s)
    ORDER BY m.id, s.hours IS NOT NULL, s.through, s.id
), wanted AS (
    SELECT a.id, c.absence_id,
           coalesce(c.counts, CASE WHEN a.category = ANY(%(away)s) THEN nullif(a.assessed_as, '') END, a.category)
               AS counts
    FROM programmes_attendance a LEFT JOIN covered c ON c.id = a.id
    WHERE a.participant_id = ANY(%(people)s::uuid[]) AND a.day BETWEEN %(first)s AND %(last)s
)
UPDATE programmes_attendance a SET covered_by_id = w.absence_id, counted_as = w.counts, changed_at = now()
FROM wanted w
WHERE w.id = a.id AND (a.covered_by_id, a.counted_as) IS DISTINCT FROM (w.absence_id, w.counts)
"""


def cover_sessions(
    participant_ids: Collection[UUID], first_day: dt.date = dt.date.min, last_day: dt.date = dt.date.max
) -> int:
    """Write what the sessions of these people in the period (inclusive) count as; answers how many changed.

    The actor must see the people's absences, or the sessions would be taken for uncovered.
    """
    if not participant_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _COVER,
            {
                "people": list(participant_ids),
                "first": first_day,
                "last": last_day,
                "away": [str(category) for category in AWAY],
                "leave": list(_LEAVE),
                "rounding": _ROUNDING_MINUTES,
            },
        )
        changed: int = cursor.rowcount
        return changed
