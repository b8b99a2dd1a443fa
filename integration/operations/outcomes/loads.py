"""How many running programmes each adviser has, written down every night: a past day is never counted again."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from agencies.access import Actor, acting_as
from integration.operations.outcomes.questions import statistician

# Whoever is protected, has moved, left Norway or died is nobody's load. A case with two advisers is a load of both.
_FRESH = """
CREATE TEMPORARY TABLE outcome_loads ON COMMIT DROP AS
SELECT a.user_id, count(DISTINCT n.participant_id)::int AS people
FROM programmes_participation n
JOIN participants_participant p ON p.id = n.participant_id AND p.confidentiality = 0 AND NOT p.is_shielded
 AND p.registered_in_error_on IS NULL AND p.merged_into_id IS NULL
 AND (p.moved_on < %(day)s) IS NOT TRUE AND (p.left_norway_on <= %(day)s) IS NOT TRUE
 AND (p.died_on <= %(day)s) IS NOT TRUE
LEFT JOIN participants_assignment a ON a.participant_id = n.participant_id AND a.kind = 'adviser'
 AND a.first_day <= %(day)s AND (a.last_day IS NULL OR a.last_day >= %(day)s)
WHERE n.municipality_id = %(municipality)s AND n.first_day <= %(day)s AND coalesce(n.ended_on, n.last_day) >= %(day)s
GROUP BY 1
"""
_IS_STALE = """
NOT EXISTS (SELECT FROM outcome_loads f WHERE f.user_id IS NOT DISTINCT FROM o.user_id AND f.people = o.people)
"""
_STATEMENTS = (
    """
DELETE FROM integration_outcomeload o
WHERE o.municipality_id = %(municipality)s AND o.known_from = %(day)s AND {is_stale}
""",
    """
UPDATE integration_outcomeload o SET known_until = %(day)s
WHERE o.municipality_id = %(municipality)s AND o.known_until IS NULL AND o.known_from < %(day)s AND {is_stale}
""",
    """
INSERT INTO integration_outcomeload (municipality_id, user_id, known_from, people)
SELECT %(municipality)s, f.user_id, %(day)s, f.people FROM outcome_loads f
WHERE NOT EXISTS (
    SELECT FROM integration_outcomeload o
    WHERE o.municipality_id = %(municipality)s AND o.user_id IS NOT DISTINCT FROM f.user_id AND o.known_until IS NULL
)
""",
)
_ON_THE_DAY = """
SELECT o.user_id, coalesce(u.name, ''), sum(o.people)::int
FROM integration_outcomeload o LEFT JOIN agencies_user u ON u.id = o.user_id
WHERE o.known_from <= %(day)s AND (o.known_until IS NULL OR o.known_until > %(day)s)
GROUP BY 1, 2 ORDER BY 2, 1
"""


@dataclass(frozen=True, slots=True)
class Load:
    """An adviser's running programmes; those without an adviser have no ``user_id``."""

    user_id: UUID | None
    name: str
    people: int


def write_loads(cursor: CursorWrapper, municipality_id: UUID, day: dt.date) -> None:
    """Write down the loads of ``day``; the caller acts as the system in the municipality."""
    facts: dict[str, Any] = {"municipality": municipality_id, "day": day}
    cursor.execute("DROP TABLE IF EXISTS outcome_loads")
    cursor.execute(_FRESH, facts)
    for statement in _STATEMENTS:
        cursor.execute(statement.format(is_stale=_IS_STALE), facts)


def loads_on(actor: Actor, day: dt.date) -> Sequence[Load]:
    """The loads of the actor's municipalities as they were counted on ``day``, nothing hidden; by name.

    None are there for a day before the first night. What of it may be shown is for the caller to say.
    """
    with acting_as(statistician(actor)), connection.cursor() as cursor:
        cursor.execute(_ON_THE_DAY, {"day": day})
        return [Load(*row) for row in cursor.fetchall()]
