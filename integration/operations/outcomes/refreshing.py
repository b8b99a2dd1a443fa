"""Brings the people and spans behind the figures up to date, for one municipality at a time.

One statement makes everybody's facts anew; who has changed since last time is closed on the day and written again. A
second run on the same day replaces the day's rows, so a run may be repeated or killed at any point.
"""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, AgencyKind
from integration.models import OutcomeRefresh

FULL_TIME_HOURS = Decimal(30)
"""From so many hours a week on, work is full time here: the Act's own line for a near-full job (§ 8(4))."""
SHORTEST_WORK_HOURS = Decimal(1)
"""Work is at least one hour in the week of the day (law.md 9.1)."""
FULL_WEEK = Decimal("37.5")
"""Hours a week of a position of 100 percent."""
_WORK_FORMS = ["permanent", "temporary", "apprenticeship", "wage_subsidy", "summer_job"]
_MEASURE_FORMS = ["work_training"]

# Periods at work become a staircase of hours, so that two half jobs make one full one. A window is the time in which
# somebody counts: settled, not gone, from 18 (young) or 20 (adult) and before 67. The day of a move is the last one
# with the sender, and a programme's end its last day: both are counted through.
_FRESH = """
CREATE TEMPORARY TABLE outcome_fresh ON COMMIT DROP AS
WITH who AS MATERIALIZED (
    SELECT p.id, p.arrived_on, p.settled_on, p.birth_date, p.sex, p.education, p.moved_on + 1 AS moved_away
    FROM participants_participant p
    WHERE p.municipality_id = %(municipality)s AND p.settled_on IS NOT NULL AND p.confidentiality = 0
      AND NOT p.is_shielded AND p.registered_in_error_on IS NULL AND p.merged_into_id IS NULL
), programme AS (
    SELECT DISTINCT ON (participant_id) participant_id, protection, goal, first_day, ended_on, end_reason, main_activity
    FROM programmes_participation WHERE municipality_id = %(municipality)s
    ORDER BY participant_id, first_day
), gone AS (
    SELECT participant_id, min(ended_on) + 1 AS from_day FROM programmes_participation
    WHERE municipality_id = %(municipality)s AND end_reason IN ('emigrated', 'deceased') GROUP BY participant_id
), permit AS (
    SELECT DISTINCT ON (participant_id) participant_id, basis FROM participants_residencepermit
    WHERE municipality_id = %(municipality)s ORDER BY participant_id, granted_on
), tracked AS (
    SELECT DISTINCT ON (m.participant_id) m.participant_id, coalesce(nullif(t.code, ''), 'own') AS track
    FROM employers_trackmembership m
    JOIN employers_trackcohort c ON c.id = m.cohort_id JOIN employers_qualificationtrack t ON t.id = c.track_id
    WHERE m.municipality_id = %(municipality)s AND m.joined_on <= %(day)s
    ORDER BY m.participant_id, m.joined_on DESC, m.id DESC
), planned AS (
    SELECT DISTINCT ON (participant_id) participant_id, strategy FROM programmes_plan
    WHERE municipality_id = %(municipality)s AND finalised_on IS NOT NULL AND strategy <> ''
    ORDER BY participant_id, finalised_on, id
), edge AS (
    SELECT participant_id, first_day AS day, coalesce(hours_per_week, percent * %(week)s / 100) AS hours
    FROM employers_placement
    WHERE municipality_id = %(municipality)s AND form = ANY (%(work)s)
    UNION ALL
    SELECT participant_id, last_day + 1, -coalesce(hours_per_week, percent * %(week)s / 100) FROM employers_placement
    WHERE municipality_id = %(municipality)s AND form = ANY (%(work)s) AND last_day IS NOT NULL
), staircase AS (
    SELECT participant_id, day, sum(sum(hours)) OVER person AS hours, lead(day) OVER person AS next_day
    FROM edge GROUP BY participant_id, day WINDOW person AS (PARTITION BY participant_id ORDER BY day)
), worked AS (
    SELECT participant_id,
           range_agg(daterange(day, next_day)) FILTER (WHERE hours >= %(shortest)s) AS work,
           range_agg(daterange(day, next_day)) FILTER (WHERE hours >= %(full)s) AS full_time
    FROM staircase GROUP BY participant_id
), trained AS (
    SELECT participant_id, range_agg(daterange(first_day, last_day + 1)) AS measure
    FROM (
        SELECT participant_id, first_day, last_day FROM employers_placement
        WHERE municipality_id = %(municipality)s AND form = ANY (%(measures)s)
        UNION ALL
        SELECT participant_id, first_day, last_day FROM programmes_workmeasure
        WHERE municipality_id = %(municipality)s AND entered_at IS NOT NULL AND cancelled_on IS NULL
    ) periods
    GROUP BY participant_id
), bounds AS (
    SELECT who.*, programme.protection, programme.goal, programme.first_day, programme.ended_on, programme.end_reason,
           programme.main_activity, permit.basis, planned.strategy, worked.work, worked.full_time, trained.measure,
           coalesce(tracked.track, 'none') AS track,
           least(who.moved_away, gone.from_day) AS left_on,
           greatest(who.settled_on, (who.birth_date + interval '18 years')::date) AS young_from,
           greatest(who.settled_on, (who.birth_date + interval '20 years')::date) AS adult_from,
           least(who.moved_away, gone.from_day, (who.birth_date + interval '67 years')::date) AS until
    FROM who
    LEFT JOIN programme ON programme.participant_id = who.id
    LEFT JOIN gone ON gone.participant_id = who.id
    LEFT JOIN permit ON permit.participant_id = who.id
    LEFT JOIN planned ON planned.participant_id = who.id
    LEFT JOIN worked ON worked.participant_id = who.id
    LEFT JOIN trained ON trained.participant_id = who.id
    LEFT JOIN tracked ON tracked.participant_id = who.id
), windows AS (
    SELECT *,
           CASE WHEN adult_from < until THEN datemultirange(daterange(adult_from, until)) ELSE '{}' END AS adult,
           CASE WHEN young_from < least(adult_from, until)
                THEN datemultirange(daterange(young_from, least(adult_from, until))) ELSE '{}' END AS young,
           coalesce(work, '{}') AS at_work, coalesce(full_time, '{}') AS at_full_time,
           coalesce(measure, '{}') - coalesce(work, '{}') AS on_measure
    FROM bounds
)
SELECT id AS participant_id, (extract(year FROM settled_on) * 12 + extract(month FROM settled_on) - 1)::int
           AS settled_index,
       to_char(coalesce(arrived_on, settled_on), 'YYYY"Q"Q') AS arrival_quarter,
       CASE width_bucket(date_part('year', age(settled_on, birth_date)), ARRAY[18, 25, 35, 45, 55, 67]::float8[])
           WHEN 0 THEN '0-17' WHEN 1 THEN '18-24' WHEN 2 THEN '25-34' WHEN 3 THEN '35-44' WHEN 4 THEN '45-54'
           WHEN 5 THEN '55-66' ELSE '67+' END AS age_band,
       coalesce(strategy, 'none') AS strategy, track,
       arrived_on, settled_on, birth_date, left_on, sex, education,
       coalesce(protection, CASE WHEN basis = 'collective' THEN 'collective' ELSE 'ordinary' END) AS protection,
       coalesce(goal, '') AS goal, first_day AS programme_first_day, ended_on AS programme_ended_on,
       coalesce(end_reason, '') AS end_reason,
       coalesce(main_activity, '') AS main_activity,
       lower(at_work * datemultirange(daterange(settled_on, NULL))) AS work_from,
       adult, young, at_work, at_full_time, on_measure, ''::text AS digest
FROM windows
"""
_SIGN = """
UPDATE outcome_fresh f SET digest = md5(concat_ws('|', arrived_on, settled_on, birth_date, left_on, sex, education,
    protection, strategy, track, goal, programme_first_day, programme_ended_on, end_reason, main_activity, adult, young,
    at_work, at_full_time, on_measure))
"""
_FORGET_TODAYS_SPANS = """
DELETE FROM integration_outcomespan s USING integration_outcomeperson o
WHERE o.id = s.person_id AND o.municipality_id = %(municipality)s AND o.known_from = %(day)s
  AND s.municipality_id = %(municipality)s
  AND NOT EXISTS (SELECT FROM outcome_fresh f WHERE f.participant_id = o.participant_id AND f.digest = o.digest)
"""
_FORGET_TODAY = """
DELETE FROM integration_outcomeperson o WHERE o.municipality_id = %(municipality)s AND o.known_from = %(day)s
  AND NOT EXISTS (SELECT FROM outcome_fresh f WHERE f.participant_id = o.participant_id AND f.digest = o.digest)
"""
_CLOSE = """
UPDATE integration_outcomeperson o SET known_until = %(day)s
WHERE o.municipality_id = %(municipality)s AND o.known_until IS NULL AND o.known_from < %(day)s
  AND NOT EXISTS (SELECT FROM outcome_fresh f WHERE f.participant_id = o.participant_id AND f.digest = o.digest)
"""
_CLOSE_SPANS = """
UPDATE integration_outcomespan s SET known_until = %(day)s
FROM integration_outcomeperson o
WHERE o.id = s.person_id AND o.municipality_id = %(municipality)s AND o.known_until = %(day)s
  AND s.municipality_id = %(municipality)s AND s.known_until IS NULL
"""
_WRITE = """
INSERT INTO integration_outcomeperson
    (participant_id, municipality_id, known_from, arrived_on, settled_on, settled_index, arrival_quarter, birth_date,
     age_band, left_on, sex, education, protection, strategy, track, goal, programme_first_day, programme_ended_on,
     end_reason, main_activity, work_from, digest)
SELECT f.participant_id, %(municipality)s, %(day)s, f.arrived_on, f.settled_on, f.settled_index, f.arrival_quarter,
       f.birth_date, f.age_band, f.left_on, f.sex, f.education, f.protection, f.strategy, f.track, f.goal,
       f.programme_first_day, f.programme_ended_on, f.end_reason, f.main_activity, f.work_from, f.digest
FROM outcome_fresh f
WHERE NOT EXISTS (
    SELECT FROM integration_outcomeperson o WHERE o.participant_id = f.participant_id AND o.known_until IS NULL
)
"""
# The same months as in ``integration.outcomes.months``: a date plus m months is clamped to the month's last day.
_SPANS = """
INSERT INTO integration_outcomespan
    (person_id, participant_id, municipality_id, known_from, settled_on, settled_index, arrival_quarter, sex, age_band,
     education, protection, strategy, track, kind, ages, first_day, last_day, calendar_from, calendar_to, since_from,
     since_to)
SELECT person_id, participant_id, %(municipality)s, %(day)s, settled_on, settled_index, arrival_quarter, sex, age_band,
       education, protection, strategy, track, kind, ages, first_day, last_day,
       first_index,
       last_index - (extract(month FROM last_day) = extract(month FROM last_day + 1))::int,
       first_index - settled_index
           + (settled_on + make_interval(months => first_index - settled_index) < first_day)::int,
       last_index - settled_index
           - (settled_on + make_interval(months => last_index - settled_index) > last_day)::int
FROM (
    SELECT o.id AS person_id, f.*, part.kind, part.ages,
           lower(span) AS first_day, upper(span) - 1 AS last_day,
           (extract(year FROM lower(span)) * 12 + extract(month FROM lower(span)) - 1)::int AS first_index,
           (extract(year FROM upper(span) - 1) * 12 + extract(month FROM upper(span) - 1) - 1)::int AS last_index
    FROM outcome_fresh f
    JOIN integration_outcomeperson o
      ON o.participant_id = f.participant_id AND o.known_from = %(day)s AND o.known_until IS NULL
     AND NOT EXISTS (SELECT FROM integration_outcomespan s WHERE s.person_id = o.id)
    CROSS JOIN LATERAL (VALUES
        ('at_risk', 'adult', f.adult), ('at_risk', 'young', f.young),
        ('work', 'adult', f.adult * f.at_work), ('work', 'young', f.young * f.at_work),
        ('full_time', 'adult', f.adult * f.at_full_time), ('full_time', 'young', f.young * f.at_full_time),
        ('measure', 'adult', f.adult * f.on_measure), ('measure', 'young', f.young * f.on_measure)
    ) AS part (kind, ages, days)
    CROSS JOIN LATERAL unnest(part.days) AS span
) spans
"""


def refresh_everywhere(day: dt.date) -> int:
    """Refresh all municipalities, one after another; answers how many people's facts had changed."""
    return sum(refresh_outcomes(municipality_id, day) for municipality_id in municipalities())


def municipalities() -> list[UUID]:
    """Those whose figures are kept: whoever has cases of its own."""
    kinds = (AgencyKind.MUNICIPALITY, AgencyKind.DISTRICT)
    return list(Agency.objects.filter(kind__in=kinds).order_by("number").values_list("pk", flat=True))


def refresh_outcomes(municipality_id: UUID, day: dt.date) -> int:
    """Make one municipality's figures as known at the end of ``day``; answers how many people's facts had changed."""
    facts: dict[str, Any] = {
        "municipality": municipality_id,
        "day": day,
        "week": FULL_WEEK,
        "full": FULL_TIME_HOURS,
        "shortest": SHORTEST_WORK_HOURS,
        "work": _WORK_FORMS,
        "measures": _MEASURE_FORMS,
    }
    with transaction.atomic(), acting_as(system_actor(municipality_id)), connection.cursor() as cursor:
        _one_run_at_a_time(municipality_id)
        cursor.execute("DROP TABLE IF EXISTS outcome_fresh")
        cursor.execute(_FRESH, facts)
        people = cursor.rowcount
        cursor.execute(_SIGN)
        cursor.execute("ANALYZE outcome_fresh")
        cursor.execute(_FORGET_TODAYS_SPANS, facts)
        cursor.execute(_FORGET_TODAY, facts)
        cursor.execute(_CLOSE, facts)
        cursor.execute(_CLOSE_SPANS, facts)
        cursor.execute(_WRITE, facts)
        changed: int = cursor.rowcount
        cursor.execute(_SPANS, facts)
        OutcomeRefresh.objects.update_or_create(
            municipality_id=municipality_id,
            day=day,
            defaults={"finished_at": timezone.now(), "people": people, "changed": changed},
        )
    return changed


def _one_run_at_a_time(municipality_id: UUID) -> None:
    """Two workers on one municipality take turns until the transaction ends."""
    Agency.objects.select_for_update(no_key=True).get(pk=municipality_id)
