"""The SQL of what became of each person's qualification: certificates of a trade, and jobs against the education."""

from typing import Any

from employers.matching.sectors import Sector, occupation_prefixes
from employers.models import EmploymentForm, TrackResult
from integration.operations.outcomes.keeping import Kept
from participants.models import Education

_LOWEST_BELOW = {Education.HIGHER: "4", Education.UPPER_SECONDARY: "9", Education.UPPER_SECONDARY_UA: "9"}
"""The lowest major group of STYRK-08 that does not ask for the education: professionals and technicians for higher,
skilled work for upper secondary."""
OTHER_SECTOR = "other"
PARAMETERS: dict[str, Any] = {
    "work_training": EmploymentForm.WORK_TRAINING.value,
    "diplomas": [TrackResult.CERTIFICATE.value, TrackResult.CERTIFICATE_AND_JOB.value],
    "educations": [education.value for education in _LOWEST_BELOW],
    "lowest": list(_LOWEST_BELOW.values()),
    "sectors": [sector.value for sector in Sector],
    "codes": [f"^({'|'.join(occupation_prefixes(sector))})" for sector in Sector],
    "other": OTHER_SECTOR,
}
TRAITS = Kept(
    "integration_outcometraits",
    "participant_id",
    (
        "participant_id", "track_left_on", "trade_on", "first_job_below", "upgraded_on", "job_days", "job_sectors",
    ),
)  # fmt: skip


# Every job has an occupation, so its sector is never that of the employer's industry.
FRESH_TRAITS = """
WITH lowest AS (
    SELECT * FROM unnest(%(educations)s::text[], %(lowest)s::text[]) AS lowest (education, major_group)
), sector AS (
    SELECT * FROM unnest(%(sectors)s::text[], %(codes)s::text[]) WITH ORDINALITY AS sector (name, codes, number)
), occupation AS (
    SELECT o.code, coalesce((
        SELECT s.name FROM sector s WHERE o.code ~ s.codes ORDER BY s.number LIMIT 1
    ), %(other)s) AS sector
    FROM employers_occupation o
), job AS (
    SELECT j.participant_id, j.id, j.first_day, occupation.sector,
           left(j.occupation_id, 1) >= lowest.major_group AS is_below,
           row_number() OVER (PARTITION BY j.participant_id ORDER BY j.first_day, j.id) AS number
    FROM employers_placement j
    JOIN occupation ON occupation.code = j.occupation_id
    JOIN participants_participant p ON p.id = j.participant_id
    LEFT JOIN lowest ON lowest.education = p.education
    WHERE j.municipality_id = %(municipality)s AND j.form <> %(work_training)s
), worked AS (
    SELECT participant_id, bool_or(is_below) FILTER (WHERE number = 1) AS first_job_below,
           min(first_day) FILTER (WHERE number > 1 AND NOT is_below) AS upgraded_on,
           array_agg(first_day ORDER BY first_day, id) AS job_days,
           array_agg(sector ORDER BY first_day, id) AS job_sectors
    FROM job GROUP BY participant_id
), tracked AS (
    SELECT participant_id, min(coalesce(finished_on, dropped_on)) AS track_left_on,
           min(coalesce(finished_on, dropped_on)) FILTER (WHERE result = ANY (%(diplomas)s)) AS trade_on
    FROM employers_trackmembership WHERE municipality_id = %(municipality)s GROUP BY participant_id
)
SELECT p.participant_id, tracked.track_left_on, tracked.trade_on, worked.first_job_below,
       CASE WHEN worked.first_job_below THEN worked.upgraded_on END AS upgraded_on,
       coalesce(worked.job_days, '{}') AS job_days, coalesce(worked.job_sectors, '{}') AS job_sectors
FROM outcome_cases p
LEFT JOIN worked ON worked.participant_id = p.participant_id
LEFT JOIN tracked ON tracked.participant_id = p.participant_id
"""
