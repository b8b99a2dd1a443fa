"""The tables that hold people, found in PostgreSQL's own catalogue.

A table holds people when it names a person or a municipality, points by any chain of foreign keys at one that does, or
has a column in which ids of people stand without a foreign key.
"""

from django.db import connection

from tests.agencies.id_columns import HOLDING

WITHOUT_PEOPLE = {
    "agencies_cooperationagreement": "which NAV office a municipality has agreed to share with",
    "programmes_plantemplate": "a municipality's own templates for plans",
    "agencies_agencyservice": "which NAV office, school or county serves a municipality",
    "programmes_attendancelock": "which months of a municipality are settled",
    "programmes_approvalrule": "which decisions of a municipality need a second person",
    "integration_rosterclient": "which systems may read the classes of a municipality",
    "integration_rostertoken": "the tokens that such a system was given, as hashes",
    "integration_nircode": "a municipality's own list of NIR's codes",
    "integration_nirsetting": "from which day a municipality delivers to NIR from here",
}
VIEWS = ("programmes_pupil", "programmes_pupilaway")
APPEND_ONLY = (
    "agencies_accesslogentry", "agencies_changerecord", "participants_caseevent", "participants_accessoverride",
    "participants_statement",
)  # fmt: skip

_OURS = "c.relkind IN ('r', 'p', 'm', 'v', 'f') AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition"
_GUARDED = f"""
WITH RECURSIVE holding (oid) AS (
    SELECT c.oid FROM pg_class c
    WHERE {_OURS} AND c.relname <> ALL (%(free)s) AND (
        c.relname = ANY (%(listed)s) OR EXISTS (
            SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
            AND a.attname IN ('participant_id', 'municipality_id')
        )
    )
    UNION
    SELECT c.oid FROM holding h JOIN pg_constraint k ON k.confrelid = h.oid AND k.contype = 'f'
    JOIN pg_class c ON c.oid = k.conrelid WHERE {_OURS} AND c.relname <> ALL (%(free)s)
)
SELECT c.relname, c.relrowsecurity OR (c.relkind = 'v' AND c.reloptions @> '{{security_barrier=true}}'),
       (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) AS policies,
       EXISTS (
           SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped AND a.attname = 'municipality_id'
       )
FROM holding JOIN pg_class c ON c.oid = holding.oid ORDER BY c.relname
"""  # parts of a divided table are reached by their whole only; see test_access_months
_COULD_HOLD = f"""
SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE {_OURS} AND a.attnum > 0 AND NOT a.attisdropped AND (
    format_type(a.atttypid, NULL) IN ('uuid[]', 'jsonb', 'jsonb[]', 'json', 'json[]', 'bytea', 'bytea[]', 'hstore')
    OR (c.relkind IN ('r', 'p') AND format_type(a.atttypid, NULL) = 'uuid' AND a.attname <> 'id' AND NOT EXISTS (
        SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = c.oid AND a.attnum = ANY (k.conkey)
    ))
)
"""
_POINTING = f"""
SELECT c.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
WHERE k.contype = 'f' AND {_OURS} AND t.relname = ANY (%s)
"""


def guarded() -> list[tuple[str, bool, int]]:
    """Each table, whether row-level security is on, and how many policies it has."""
    return [(table, is_on, policies) for table, is_on, policies, _has_place in _found()]


def guarded_tables() -> list[str]:
    """The names of those that name a municipality."""
    return [table for table, _is_on, _policies, has_place in _found() if has_place]


def placeless_tables() -> list[str]:
    """The names of the others: somebody's own, or reached through one that names a municipality."""
    return sorted({table for table, *_facts in _found()}.difference(guarded_tables()))


def columns_that_could_hold_ids() -> set[str]:
    """Every ``table.column`` that could hold the id of a person without a foreign key."""
    with connection.cursor() as cursor:
        cursor.execute(_COULD_HOLD)
        return {name for (name,) in cursor.fetchall()}


def tables_that_point_at(*tables: str) -> set[str]:
    """The tables with a foreign key to one of ``tables``."""
    with connection.cursor() as cursor:
        cursor.execute(_POINTING, [list(tables)])
        return {name for (name,) in cursor.fetchall()}


def _found() -> list[tuple[str, bool, int, bool]]:
    listed = sorted({name.partition(".")[0] for name in HOLDING})
    with connection.cursor() as cursor:
        cursor.execute(_GUARDED, {"free": list(WITHOUT_PEOPLE), "listed": listed})
        return cursor.fetchall()
