"""The SQL of the people behind the figures, and of the spans of days in which they are in work."""

from decimal import Decimal
from typing import Any

from integration.operations.outcomes.keeping import Kept

FULL_TIME_HOURS = Decimal(30)
"""From so many hours a week on, work is full time here: the Act's own line for a near-full job (§ 8(4))."""
SHORTEST_WORK_HOURS = Decimal(1)
"""Work is at least one hour in the week of the day (law.md 9.1)."""
FULL_WEEK = Decimal("37.5")
"""Hours a week of a position of 100 percent."""
PARAMETERS: dict[str, Any] = {
    "week": FULL_WEEK,
    "full": FULL_TIME_HOURS,
    "shortest": SHORTEST_WORK_HOURS,
    "work": ["permanent", "temporary", "apprenticeship", "wage_subsidy", "summer_job"],
    "measures": ["work_training"],
}
PEOPLE = Kept(
    "integration_outcomeperson",
    "participant_id",
    (
        "participant_id", "lineage", "link", "was_taken_over", "here_from", "arrived_on", "settled_on", "settled_index",
        "arrival_quarter", "birth_date", "age_band", "left_on", "sex", "education", "protection", "strategy", "track",
        "work_from",
    ),
)  # fmt: skip

# Periods at work become a staircase of hours, so that two half jobs make one full one. A window is the time in which
# somebody counts: settled here, not gone, from 18 (young) or 20 (adult) and before 67. The day of a move is the last
# one with the sender, and a programme's end its last day: both are counted through. Whoever left Norway or died is gone
# from that day on.
FRESH_PEOPLE = """
WITH who AS MATERIALIZED (
    SELECT p.id, p.birth_date, p.sex, p.education, c.*
    FROM outcome_cases c JOIN participants_participant p ON p.id = c.participant_id
), programme AS (
    SELECT DISTINCT ON (participant_id) participant_id, protection
    FROM programmes_participation WHERE municipality_id = %(municipality)s
    ORDER BY participant_id, first_day
), gone AS (
    SELECT participant_id, ended_on + 1 AS from_day
    FROM (
        SELECT DISTINCT ON (participant_id) participant_id, ended_on, end_reason
        FROM programmes_participation WHERE municipality_id = %(municipality)s
        ORDER BY participant_id, first_day DESC
    ) newest
    WHERE end_reason IN ('emigrated', 'deceased')
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
    SELECT who.id, who.lineage, who.link, who.was_taken_over, who.arrived_on, who.settled_on, who.here_from,
           who.birth_date, who.sex, who.education, least(who.left_on, gone.from_day) AS left_on,
           coalesce(who.protection, programme.protection,
                    CASE WHEN permit.basis = 'collective' THEN 'collective' ELSE 'ordinary' END) AS protection,
           coalesce(who.strategy, planned.strategy, 'none') AS strategy, coalesce(tracked.track, 'none') AS track,
           worked.work, worked.full_time, trained.measure,
           greatest(who.here_from, (who.birth_date + interval '18 years')::date) AS young_from,
           greatest(who.here_from, (who.birth_date + interval '20 years')::date) AS adult_from,
           least(who.left_on, gone.from_day, (who.birth_date + interval '67 years')::date) AS until
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
SELECT id AS participant_id, lineage, link, was_taken_over, here_from, arrived_on, settled_on,
       (extract(year FROM settled_on) * 12 + extract(month FROM settled_on) - 1)::int AS settled_index,
       to_char(coalesce(arrived_on, settled_on), 'YYYY"Q"Q') AS arrival_quarter, birth_date,
       CASE width_bucket(date_part('year', age(settled_on, birth_date)), ARRAY[18, 25, 35, 45, 55, 67]::float8[])
           WHEN 0 THEN '0-17' WHEN 1 THEN '18-24' WHEN 2 THEN '25-34' WHEN 3 THEN '35-44' WHEN 4 THEN '45-54'
           WHEN 5 THEN '55-66' ELSE '67+' END AS age_band,
       left_on, sex, education, protection, strategy, track,
       lower(at_work * datemultirange(daterange(settled_on, NULL))) AS work_from,
       adult, young, at_work, at_full_time, on_measure
FROM windows
"""
# The same months as in ``integration.outcomes.months``: a date plus m months is clamped to the month's last day.
WRITE_SPANS = """
INSERT INTO integration_outcomespan
    (person_id, lineage, participant_id, municipality_id, known_from, settled_on, settled_index, arrival_quarter, sex,
     age_band, education, protection, strategy, track, kind, ages, first_day, last_day, calendar_from, calendar_to,
     since_from, since_to)
SELECT person_id, lineage, participant_id, %(municipality)s, %(day)s, settled_on, settled_index, arrival_quarter, sex,
       age_band, education, protection, strategy, track, kind, ages, first_day, last_day,
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
    FROM integration_outcomeperson_fresh f
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
FORGET_TODAYS_SPANS = """
DELETE FROM integration_outcomespan s USING integration_outcomeperson o
WHERE o.id = s.person_id AND o.municipality_id = %(municipality)s AND o.known_from = %(day)s
  AND s.municipality_id = %(municipality)s
  AND NOT EXISTS (
      SELECT FROM integration_outcomeperson_fresh f WHERE f.participant_id = o.participant_id AND f.digest = o.digest
  )
"""
CLOSE_SPANS = """
UPDATE integration_outcomespan s SET known_until = %(day)s
FROM integration_outcomeperson o
WHERE o.id = s.person_id AND o.municipality_id = %(municipality)s AND o.known_until = %(day)s
  AND s.municipality_id = %(municipality)s AND s.known_until IS NULL
"""
