"""Who is the same person: the cases that a move links, from the first municipality to the last.

Each municipality has a case of its own of somebody who moves, settled there on a day that the receiver chooses. For the
figures they are one person, settled on the first day: until the day before the receiver's settlement the person is the
sender's, from then on the receiver's, so that nobody is counted twice on a day and nobody is missed between.
"""

from dataclasses import replace
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, AgencyKind

# A case that the receiver had already may be settled there long before the move; then it takes over the day after the
# sender's last. Protected people do not count, wherever they have moved (law.md 7.3). The number of links is bounded,
# so that a fault in the data cannot keep the night from ending.
_CASES = """
CREATE TEMPORARY TABLE outcome_cases ON COMMIT DROP AS
WITH RECURSIVE move AS (
    SELECT t.participant_id AS sender, coalesce(r.merged_into_id, r.id) AS receiver
    FROM participants_transferrequest t
    JOIN participants_participant r ON r.id = t.received_as_id
    JOIN participants_participant s ON s.id = t.participant_id
    WHERE t.state = 'accepted' AND s.registered_in_error_on IS NULL AND s.merged_into_id IS NULL
), chain AS (
    SELECT p.id, p.id AS lineage, 0 AS step, p.municipality_id, p.settled_on, p.arrived_on, p.settled_on AS here_from,
           p.moved_on, p.confidentiality > 0 OR p.is_shielded AS is_hidden, p.settled_on IS NOT NULL AS is_settled
    FROM participants_participant p
    WHERE p.id IN (SELECT sender FROM move) AND p.id NOT IN (SELECT receiver FROM move)
    UNION ALL
    SELECT r.id, c.lineage, c.step + 1, r.municipality_id, coalesce(c.settled_on, r.settled_on),
           coalesce(c.arrived_on, r.arrived_on),
           CASE WHEN c.here_from IS NULL OR r.settled_on > c.here_from THEN r.settled_on ELSE c.moved_on + 1 END,
           r.moved_on, r.confidentiality > 0 OR r.is_shielded, true
    FROM chain c JOIN move m ON m.sender = c.id JOIN participants_participant r ON r.id = m.receiver
    WHERE r.registered_in_error_on IS NULL AND r.settled_on IS NOT NULL AND c.step < 30
), linked AS (
    SELECT *, bool_or(is_hidden) OVER (PARTITION BY lineage) AS is_protected, row_number() OVER steps - 1 AS link,
           lead(here_from) OVER steps AS left_on
    FROM chain WHERE is_settled WINDOW steps AS (PARTITION BY lineage ORDER BY step)
), planned AS (
    SELECT DISTINCT ON (l.lineage) l.lineage, n.strategy
    FROM linked l JOIN programmes_plan n ON n.participant_id = l.id
    WHERE n.finalised_on IS NOT NULL AND n.strategy <> '' ORDER BY l.lineage, n.finalised_on, n.id
), begun AS (
    SELECT DISTINCT ON (l.lineage) l.lineage, n.protection
    FROM linked l JOIN programmes_participation n ON n.participant_id = l.id ORDER BY l.lineage, n.first_day
)
SELECT p.id AS participant_id, coalesce(l.lineage, p.id) AS lineage, coalesce(l.link, 0) AS link,
       l.left_on IS NOT NULL AS was_taken_over, coalesce(l.settled_on, p.settled_on) AS settled_on,
       coalesce(l.arrived_on, p.arrived_on) AS arrived_on, coalesce(l.here_from, p.settled_on) AS here_from,
       least(coalesce(l.left_on, p.moved_on + 1), p.left_norway_on, p.died_on) AS left_on,
       planned.strategy, begun.protection
FROM participants_participant p
LEFT JOIN linked l ON l.id = p.id
LEFT JOIN planned ON planned.lineage = l.lineage
LEFT JOIN begun ON begun.lineage = l.lineage
WHERE p.municipality_id = %s AND p.settled_on IS NOT NULL AND p.confidentiality = 0 AND NOT p.is_shielded
  AND p.registered_in_error_on IS NULL AND p.merged_into_id IS NULL AND NOT coalesce(l.is_protected, false)
"""


def municipalities() -> list[UUID]:
    """Those whose figures are kept: whoever has cases of its own."""
    kinds = (AgencyKind.MUNICIPALITY, AgencyKind.DISTRICT)
    return list(Agency.objects.filter(kind__in=kinds).order_by("number").values_list("pk", flat=True))


def find_cases(cursor: CursorWrapper, municipality_id: UUID) -> None:
    """Write the cases of the municipality that count into the temporary table ``outcome_cases``, linked to others.

    The system looks into all municipalities for it, and takes along when people settled and left, nothing else of the
    other case than what splits the figures.
    """
    everywhere = replace(system_actor(municipality_id), municipality_ids=frozenset(municipalities()))
    cursor.execute("DROP TABLE IF EXISTS outcome_cases")
    with acting_as(everywhere):
        cursor.execute(_CASES, [municipality_id])
    cursor.execute("ANALYZE outcome_cases")
