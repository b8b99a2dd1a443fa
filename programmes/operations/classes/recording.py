"""Writes attendance, set-based: a teacher's taps, a correction, and batches of a hundred thousand rows of a school.

Rows are laid in a temporary table and judged there; what is right is written by one statement each for sessions,
changed rows and new rows. A row with a ``sourced_id`` is the source's own: the later ``modified_at`` wins, an older or
equal one changes nothing, so that a replay is harmless.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from agencies.access import Action, Actor, Resource, acting_as
from agencies.operations.base import operation, require
from participants.models import Participant
from programmes.models.classes import AWAY, Category, teaches_only
from programmes.operations.classes.covering import cover_sessions
from programmes.operations.classes.deciding_duties import follow_reports

FAULTS = ("unknown_class", "not_enrolled", "month_locked", "minutes_invalid", "category_invalid", "same_session")
"""Why a row is refused: the class is not there, the person is not in it on the day, …, another row has the session."""

UNKNOWN_TIME = dt.time(0, 0)
"""The beginning of a session when the source does not say: the class's only one on the day, else one of the day."""


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """How one person met at one session, as somebody reports it.

    ``planned_minutes`` None means the session's own; ``absent_minutes`` None means none for somebody who was there, and
    all for somebody who was not. ``is_deleted`` takes the row with this ``sourced_id`` away.
    """

    participant_id: UUID
    school_class_id: UUID
    day: dt.date
    category: str
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    planned_minutes: int | None = None
    absent_minutes: int | None = None
    sourced_id: str = ""
    modified_at: dt.datetime | None = None
    reason_code: str = ""
    comment: str = ""
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """What became of the rows: numbers, and for each refused row its place in the sequence and one of ``FAULTS``."""

    applied: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


@operation
def record_attendance(
    actor: Actor, rows: Sequence[AttendanceRow], *, system: str = "", reason: str = ""
) -> RecordOutcome:
    """Write these rows, each as new or as a change of the one that is known; a faulty row stops no other.

    ``system`` names the source, whose ids they carry. ``reason`` is written on rows that change what was recorded. A
    person who is protected or shielded, or of the actor's own family, is never matched: the row is refused as if the
    person were not in the class.
    """
    require(actor, Action.CREATE, Resource.ATTENDANCE)
    if not rows:
        return RecordOutcome()
    people = {row.participant_id for row in rows}
    _lock_people(actor, people)
    guarded = {"named": _guarded_in_sight(actor, people), "kin": _own_family(actor, people)}
    with connection.cursor() as cursor:
        _lay_out(cursor, rows, system)
        # Classes, enrolments and locks are judged by the system: who may write for whom is for row-level security,
        # which guards the two statements that write attendance.
        with acting_as(actor.as_system()):
            for statement in (_KNOWN, _NOT_KNOWN, _SESSION_OF_DAY, _NEW_SESSIONS, _SESSIONS, _MINUTES, _TWICE):
                cursor.execute(statement, guarded)
        facts = {"system": system, "user": actor.user_id, "reason": reason}
        cursor.execute(_DELETE, facts)
        applied = cursor.rowcount
        cursor.execute(_CHANGE, facts)
        applied += cursor.rowcount
        cursor.execute(_WRITE, facts)
        applied += cursor.rowcount
        cursor.execute("SELECT place, fault FROM incoming_attendance WHERE fault <> '' ORDER BY place")
        refused = [(place, fault) for place, fault in cursor.fetchall()]
        cursor.execute("SELECT DISTINCT participant_id, municipality_id FROM incoming_attendance WHERE fault = ''")
        met = [person for person, _home in cursor.fetchall()]
    _follow(actor, met, [row.day for row in rows])
    return RecordOutcome(applied, len(rows) - applied - len(refused), refused)


def _lock_people(actor: Actor, people: set[UUID]) -> None:
    """The lock that every operation on a case takes, in the order of ids; the teacher's own rights reach no person."""
    with acting_as(actor.as_system()):
        rows = Participant.objects.visible_to(actor.as_system()).filter(pk__in=people).order_by("pk")
        list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))


def _guarded_in_sight(actor: Actor, people: set[UUID]) -> list[UUID]:
    """Guarded people whose attendance this actor keeps: those whose case is open to the actor, by name or clearance."""
    if actor.is_system or teaches_only(actor):
        return []
    guarded = Participant.objects.visible_to(actor).filter(pk__in=people, is_guarded=True)
    return list(guarded.values_list("pk", flat=True))


def _own_family(actor: Actor, people: set[UUID]) -> list[UUID]:
    """Those of them whom the actor has declared as family, or is; a system has none."""
    if actor.is_system:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT person FROM unnest(%s::uuid[]) person WHERE fot_kinship(person) <> ''", [list(people)])
        return [person for (person,) in cursor.fetchall()]


def _follow(actor: Actor, people: list[UUID], days: list[dt.date]) -> None:
    """What the absences on the cases make of the rows, and whether somebody has to decide."""
    with acting_as(actor.as_system()):
        cover_sessions(people, min(days), max(days))
        follow_reports(people)


def _lay_out(cursor: Any, rows: Sequence[AttendanceRow], system: str) -> None:
    now = timezone.now()
    cursor.execute(_TABLE)
    cursor.execute(
        _FILL,
        [
            list(range(len(rows))),
            [row.participant_id for row in rows],
            [row.school_class_id for row in rows],
            [row.day for row in rows],
            [row.starts_at for row in rows],
            [row.ends_at for row in rows],
            [row.planned_minutes for row in rows],
            [row.absent_minutes for row in rows],
            [row.category for row in rows],
            [row.sourced_id for row in rows],
            [row.modified_at or now for row in rows],
            [row.reason_code for row in rows],
            [row.comment for row in rows],
            [row.is_deleted for row in rows],
            [str(category) for category in Category],
            system,
        ],
    )


_TABLE = """
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_attendance (
    place integer PRIMARY KEY, participant_id uuid, school_class_id uuid, day date, starts_at time, ends_at time,
    planned_minutes integer, absent_minutes integer, category text, sourced_id text, modified_at timestamptz,
    reason_code text, comment text, is_deleted boolean, system text, municipality_id uuid, session_id uuid,
    known_id uuid, is_stale boolean NOT NULL DEFAULT false, fault text NOT NULL DEFAULT ''
) ON COMMIT DROP;
TRUNCATE incoming_attendance
"""

# Of several rows with one id the last said counts; the others are told as unchanged, since they say nothing new.
_FILL = """
INSERT INTO incoming_attendance (place, participant_id, school_class_id, day, starts_at, ends_at, planned_minutes,
    absent_minutes, category, sourced_id, modified_at, reason_code, comment, is_deleted, system, fault, is_stale)
SELECT n.*, s.system,
       CASE WHEN n.category <> ALL(s.categories) AND NOT n.is_deleted THEN 'category_invalid' ELSE '' END,
       n.sourced_id <> ''
           AND row_number() OVER (PARTITION BY n.sourced_id ORDER BY n.modified_at DESC, n.place DESC) > 1
FROM unnest(%s::int[], %s::uuid[], %s::uuid[], %s::date[], %s::time[], %s::time[], %s::int[], %s::int[], %s::text[],
            %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::boolean[])
    AS n (place, participant_id, school_class_id, day, starts_at, ends_at, planned_minutes, absent_minutes, category,
          sourced_id, modified_at, reason_code, comment, is_deleted),
    (SELECT %s::text[] AS categories, %s::text AS system) s
"""

_KNOWN = """
ANALYZE incoming_attendance;
UPDATE incoming_attendance i SET known_id = a.id, is_stale = i.is_stale OR a.modified_at >= i.modified_at,
    municipality_id = a.municipality_id
FROM programmes_attendance a
WHERE i.sourced_id <> '' AND a.sourced_id = i.sourced_id AND a.system = i.system
"""

_NOT_KNOWN = """
UPDATE incoming_attendance i SET fault = CASE
        WHEN i.is_stale OR (i.is_deleted AND i.known_id IS NULL) THEN ''
        WHEN c.id IS NULL THEN 'unknown_class'
        WHEN i.fault <> '' THEN i.fault
        WHEN e.municipality_id IS NULL THEN 'not_enrolled'
        WHEN l.id IS NOT NULL THEN 'month_locked'
        ELSE '' END,
    is_stale = i.is_stale OR (i.is_deleted AND i.known_id IS NULL),
    municipality_id = e.municipality_id
FROM incoming_attendance j
LEFT JOIN programmes_schoolclass c ON c.id = j.school_class_id
LEFT JOIN LATERAL (
    SELECT e.municipality_id FROM programmes_classenrolment e
    JOIN participants_participant p ON p.id = e.participant_id
        AND (NOT p.is_guarded OR p.id = ANY(%(named)s::uuid[])
             OR p.confidentiality = 0 AND NOT p.is_shielded AND p.id <> ALL(%(kin)s::uuid[]))
    WHERE e.participant_id = j.participant_id AND e.school_class_id = j.school_class_id AND e.state = 'enrolled'
      AND e.first_day <= j.day AND (e.last_day IS NULL OR e.last_day >= j.day) LIMIT 1
) e ON true
LEFT JOIN programmes_attendance k ON k.id = j.known_id
LEFT JOIN programmes_attendancelock l ON l.municipality_id = e.municipality_id AND l.reopened_at IS NULL
    AND l.month IN (date_trunc('month', j.day)::date, date_trunc('month', k.day)::date)
WHERE j.place = i.place
"""

_SESSION_OF_DAY = """
UPDATE incoming_attendance i SET starts_at = coalesce((
    SELECT min(s.starts_at) FROM programmes_classsession s
    WHERE s.school_class_id = i.school_class_id AND s.day = i.day HAVING count(*) = 1), '00:00')
WHERE i.starts_at IS NULL
"""

_NEW_SESSIONS = """
INSERT INTO programmes_classsession (school_class_id, day, starts_at, ends_at, planned_minutes, topic, room,
    is_from_timetable, cancel_reason, version, created_at, changed_at)
SELECT DISTINCT ON (i.school_class_id, i.day, i.starts_at) i.school_class_id, i.day, i.starts_at, i.ends_at,
       i.planned_minutes, k.topic, c.room, false, '', 1, now(), now()
FROM incoming_attendance i JOIN programmes_schoolclass c ON c.id = i.school_class_id
JOIN programmes_course k ON k.id = c.course_id
WHERE i.fault = '' AND NOT i.is_stale AND NOT i.is_deleted AND i.planned_minutes > 0
ORDER BY i.school_class_id, i.day, i.starts_at, i.place
ON CONFLICT (school_class_id, day, starts_at) DO NOTHING
"""

_SESSIONS = """
UPDATE incoming_attendance i SET session_id = s.id, planned_minutes = coalesce(i.planned_minutes, s.planned_minutes)
FROM programmes_classsession s
WHERE s.school_class_id = i.school_class_id AND s.day = i.day AND s.starts_at = i.starts_at
"""

_AWAY_LIST = ", ".join(f"'{category}'" for category in AWAY)
_MINUTES = f"""
UPDATE incoming_attendance i SET
    absent_minutes = coalesce(
        i.absent_minutes, CASE WHEN i.category IN ({_AWAY_LIST}) THEN i.planned_minutes ELSE 0 END)
WHERE NOT i.is_deleted;
UPDATE incoming_attendance i SET fault = 'minutes_invalid'
WHERE i.fault = '' AND NOT i.is_deleted AND NOT coalesce(
    i.session_id IS NOT NULL AND i.planned_minutes BETWEEN 1 AND 1440
    AND i.absent_minutes BETWEEN 0 AND i.planned_minutes, false)
"""  # noqa: S608 - the words of an enumeration

# One person meets once at a session: of two rows of the source for it the later said stands, unless the session already
# has a row with another id that the source has not taken back.
_TWICE = """
UPDATE incoming_attendance i SET fault = 'same_session'
FROM (
    SELECT place, row_number() OVER (
        PARTITION BY session_id, participant_id ORDER BY modified_at DESC, place DESC) AS number
    FROM incoming_attendance WHERE fault = '' AND NOT is_stale AND NOT is_deleted
) twice
WHERE twice.place = i.place AND twice.number > 1;
UPDATE incoming_attendance i SET fault = 'same_session'
FROM programmes_attendance a
WHERE i.fault = '' AND NOT i.is_stale AND NOT i.is_deleted AND a.session_id = i.session_id
  AND a.participant_id = i.participant_id AND a.id IS DISTINCT FROM i.known_id
  AND (i.known_id IS NOT NULL OR (i.sourced_id <> '' AND a.sourced_id NOT IN ('', i.sourced_id)
                                  AND a.system = i.system))
"""

_DELETE = """
DELETE FROM programmes_attendance a USING incoming_attendance i
WHERE i.known_id = a.id AND i.is_deleted AND i.fault = '' AND NOT i.is_stale
"""

_CHANGE = """
UPDATE programmes_attendance a SET session_id = i.session_id, school_class_id = i.school_class_id, day = i.day,
    starts_at = i.starts_at, planned_minutes = i.planned_minutes, absent_minutes = i.absent_minutes,
    category = i.category, counted_as = i.category, covered_by_id = NULL, reason_code = i.reason_code,
    comment = i.comment, modified_at = i.modified_at, recorded_by_id = %(user)s, correction_reason = %(reason)s,
    assessed_as = CASE WHEN a.category = i.category THEN a.assessed_as ELSE '' END, changed_at = now()
FROM incoming_attendance i
WHERE i.known_id = a.id AND i.participant_id = a.participant_id AND i.fault = '' AND NOT i.is_stale
  AND NOT i.is_deleted
"""

_WRITE = """
INSERT INTO programmes_attendance AS a (participant_id, municipality_id, school_class_id, session_id, day, starts_at,
    planned_minutes, absent_minutes, category, counted_as, assessed_as, assess_reason, reason_code, comment,
    recorded_by_id, correction_reason, system, sourced_id, modified_at, version, created_at, changed_at)
SELECT i.participant_id, i.municipality_id, i.school_class_id, i.session_id, i.day, i.starts_at, i.planned_minutes,
       i.absent_minutes, i.category, i.category, '', '', i.reason_code, i.comment, %(user)s, '', %(system)s,
       i.sourced_id, i.modified_at, 1, now(), now()
FROM incoming_attendance i
WHERE i.known_id IS NULL AND i.fault = '' AND NOT i.is_stale AND NOT i.is_deleted
ON CONFLICT (session_id, participant_id) DO UPDATE SET
    planned_minutes = EXCLUDED.planned_minutes, absent_minutes = EXCLUDED.absent_minutes,
    category = EXCLUDED.category, counted_as = EXCLUDED.category, covered_by_id = NULL,
    assessed_as = CASE WHEN a.category = EXCLUDED.category THEN a.assessed_as ELSE '' END,
    reason_code = EXCLUDED.reason_code, comment = EXCLUDED.comment, recorded_by_id = EXCLUDED.recorded_by_id,
    correction_reason = %(reason)s, modified_at = EXCLUDED.modified_at, changed_at = now(),
    system = CASE WHEN EXCLUDED.sourced_id = '' THEN a.system ELSE EXCLUDED.system END,
    sourced_id = CASE WHEN EXCLUDED.sourced_id = '' THEN a.sourced_id ELSE EXCLUDED.sourced_id END
WHERE a.modified_at < EXCLUDED.modified_at AND (
    EXCLUDED.sourced_id <> a.sourced_id AND EXCLUDED.sourced_id <> ''
    OR (a.category, a.absent_minutes, a.planned_minutes)
        IS DISTINCT FROM (EXCLUDED.category, EXCLUDED.absent_minutes, EXCLUDED.planned_minutes))
"""
