"""The SQL of what became of each programme: every fact with its day, one row a programme."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from integration.operations.outcomes.keeping import Kept
from integration.operations.outcomes.statutory import STATUTORY_KINDS
from programmes.law.deadlines import DEADLINE_RULES
from programmes.law.enums import DeadlineKind
from programmes.law.fifteen_hours import WorkHours
from programmes.law.procedure import NOTICE_PARAGRAPH
from programmes.models import DecisionType, LetterKind
from programmes.models.classes import Level
from programmes.models.classes.words import IN_DENOMINATOR
from programmes.operations.decision_duties import DECISION_DRAFT
from programmes.operations.duties import PROGRAMME_START

GOOD_ATTENDANCE = 90
"""Percent of what was planned."""
PARAMETERS: dict[str, Any] = {
    "start_months": DEADLINE_RULES[DeadlineKind.START_OF_PROGRAMME].months,
    "start": PROGRAMME_START,
    "extension": DecisionType.EXTENSION.value,
    "certificate": LetterKind.CERTIFICATE.value,
    "counting": [each.value for each in IN_DENOMINATOR],
    "good": GOOD_ATTENDANCE,
    "levels": list(Level.values),
    "statutory": list(STATUTORY_KINDS),
    "draft": DECISION_DRAFT,
    "notice": NOTICE_PARAGRAPH,
}
PROGRAMMES = Kept(
    "integration_outcomeprogramme",
    "participation_id",
    (
        "participation_id", "participant_id", "lineage", "first_day", "ended_on", "end_reason", "main_activity",
        "start_due_on", "extended_on", "work_hours_from", "work_hours_reached", "attendance", "norwegian_goal_from",
        "norwegian_on", "certificate_on", "duties_due", "duties_met",
    ),
)  # fmt: skip

# A programme that was to begin after the person had moved never began. A deadline belongs to the programme that had
# begun on its day, one before the first to the first. One that fell away on its day or before was never due.
FRESH_PROGRAMMES = """
WITH programme AS MATERIALIZED (
    SELECT n.id, n.participant_id, c.lineage, n.first_day, n.ended_on, n.end_reason, n.main_activity, n.months,
           n.extension_months, p.settled_on, p.claimed_on, p.intake, row_number() OVER person AS number,
           lead(n.first_day) OVER person AS next_first_day
    FROM outcome_cases c
    JOIN participants_participant p ON p.id = c.participant_id
    JOIN programmes_participation n ON n.participant_id = p.id
    WHERE NOT (n.end_reason = 'moved' AND (n.first_day > p.moved_on) IS TRUE)
    WINDOW person AS (PARTITION BY n.participant_id ORDER BY n.first_day)
), started AS (
    SELECT n.id, coalesce(d.due_on, CASE WHEN n.intake = 'new' THEN
               (greatest(n.settled_on, n.claimed_on) + make_interval(months => %(start_months)s))::date END) AS due_on
    FROM programme n LEFT JOIN participants_deadline d ON d.kind = %(start)s AND d.subject_id = n.participant_id
    WHERE n.number = 1
), extended AS (
    SELECT participation_id, min(decided_on) AS decided_on FROM programmes_decision
    WHERE municipality_id = %(municipality)s AND decision_type = %(extension)s AND NOT is_refusal
    GROUP BY participation_id
), attended AS (
    SELECT n.id, sum(a.planned_minutes - a.absent_minutes) * 100 / sum(a.planned_minutes) >= %(good)s AS is_good
    FROM programme n JOIN programmes_attendance a ON a.participant_id = n.participant_id
     AND a.day BETWEEN n.first_day AND least(n.ended_on, %(day)s)
    WHERE a.municipality_id = %(municipality)s AND a.counted_as = ANY (%(counting)s)
    GROUP BY n.id
), goal AS (
    SELECT l.participation_id, l.participant_id, l.finalised_on, g.skill, g.level
    FROM programmes_plan l CROSS JOIN LATERAL (VALUES
        ('listening', l.norwegian_listening), ('reading', l.norwegian_reading), ('writing', l.norwegian_writing),
        ('oral', l.norwegian_oral)
    ) AS g (skill, level)
    WHERE l.municipality_id = %(municipality)s AND l.finalised_on IS NOT NULL AND g.level <> ''
), skilled AS (
    SELECT goal.participation_id, goal.finalised_on, goal.skill, min(r.taken_on) AS on_day
    FROM goal LEFT JOIN programmes_testresult r
      ON r.participant_id = goal.participant_id AND r.skill = goal.skill AND r.subject = 'norwegian'
     AND r.voided_at IS NULL
     AND array_position(%(levels)s, r.outcome::text) >= array_position(%(levels)s, goal.level::text)
    GROUP BY 1, 2, 3
), norwegian AS (
    SELECT participation_id, min(finalised_on) AS goal_from,
           CASE WHEN bool_and(on_day IS NOT NULL) THEN greatest(min(finalised_on), max(on_day)) END AS on_day
    FROM skilled GROUP BY participation_id
), certified AS (
    SELECT participation_id, min(issued_on) AS on_day FROM programmes_letter
    WHERE municipality_id = %(municipality)s AND kind = %(certificate)s GROUP BY participation_id
), owed AS (
    SELECT n.id, array_agg(d.due_on ORDER BY d.due_on) AS due,
           array_agg(d.due_on ORDER BY d.due_on) FILTER (WHERE d.met_on <= d.due_on) AS met
    FROM programme n JOIN participants_deadline d ON d.participant_id = n.participant_id
     AND (d.due_on >= n.first_day OR n.number = 1) AND (n.next_first_day IS NULL OR d.due_on < n.next_first_day)
    WHERE d.municipality_id = %(municipality)s AND d.kind = ANY (%(statutory)s)
      AND NOT (d.kind = %(draft)s AND d.paragraph = %(notice)s) AND (d.closed_on <= d.due_on) IS NOT TRUE
    GROUP BY n.id
)
SELECT n.id AS participation_id, n.participant_id, n.lineage, n.first_day, n.ended_on, n.end_reason, n.main_activity,
       started.due_on AS start_due_on,
       CASE WHEN n.extension_months > 0 THEN coalesce(
           extended.decided_on, (n.first_day + make_interval(months => n.months))::date) END AS extended_on,
       hours.from_day AS work_hours_from, hours.is_reached AS work_hours_reached, attended.is_good AS attendance,
       norwegian.goal_from AS norwegian_goal_from, norwegian.on_day AS norwegian_on,
       certified.on_day AS certificate_on,
       coalesce(owed.due, '{}') AS duties_due, coalesce(owed.met, '{}') AS duties_met
FROM programme n
LEFT JOIN started ON started.id = n.id
LEFT JOIN extended ON extended.participation_id = n.id
LEFT JOIN outcome_hours hours ON hours.participation_id = n.id
LEFT JOIN attended ON attended.id = n.id
LEFT JOIN norwegian ON norwegian.participation_id = n.id
LEFT JOIN certified ON certified.participation_id = n.id
LEFT JOIN owed ON owed.id = n.id
"""
_HOURS = """
CREATE TEMPORARY TABLE outcome_hours ON COMMIT DROP AS
SELECT * FROM unnest(%s::uuid[], %s::date[], %s::boolean[]) AS hours (participation_id, from_day, is_reached)
"""


def write_hours(cursor: CursorWrapper, found: Iterable[tuple[UUID, WorkHours]]) -> None:
    """Write the planned work-oriented hours, which the law counts, into the temporary table ``outcome_hours``."""
    rows = [(programme, hours.from_day, hours.is_reached) for programme, hours in found]
    cursor.execute("DROP TABLE IF EXISTS outcome_hours")
    cursor.execute(_HOURS, [list(column) for column in zip(*rows, strict=True)] or [[], [], []])
    cursor.execute("ANALYZE outcome_hours")
