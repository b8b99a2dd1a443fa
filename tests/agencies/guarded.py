"""The tables that hold people, found in PostgreSQL's own catalogue."""

from django.db import connection

WITHOUT_PEOPLE = {
    "agencies_cooperationagreement": "which NAV office a municipality has agreed to share with",
    "programmes_plantemplate": "a municipality's own templates for plans",
    "agencies_agencyservice": "which NAV office, school or county serves a municipality",
    "programmes_attendancelock": "which months of a municipality are settled",
    "programmes_approvalrule": "which decisions of a municipality need a second person",
    "integration_rosterclient": "which systems may read the classes of a municipality",
    "integration_nircode": "a municipality's own list of NIR's codes",
    "integration_nirsetting": "from which day a municipality delivers to NIR from here",
}
VIEWS = ("programmes_pupil", "programmes_pupilaway")
APPEND_ONLY = (
    "agencies_accesslogentry", "agencies_changerecord", "participants_caseevent", "participants_accessoverride",
    "participants_statement",
)  # fmt: skip

_GUARDED = """
SELECT c.relname, c.relrowsecurity OR (c.relkind = 'v' AND c.reloptions @> '{security_barrier=true}'),
       (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) AS policies
FROM pg_class c
WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND c.relnamespace = 'public'::regnamespace
  AND NOT c.relispartition  -- reached by their whole only; see test_access_months
  AND (c.relname = 'participants_participant' OR EXISTS (
      SELECT FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attname IN ('participant_id', 'municipality_id') AND NOT a.attisdropped
  ))
ORDER BY c.relname
"""


def guarded() -> list[tuple[str, bool, int]]:
    """Each table, whether row-level security is on, and how many policies it has."""
    with connection.cursor() as cursor:
        cursor.execute(_GUARDED)
        return [row for row in cursor.fetchall() if row[0] not in WITHOUT_PEOPLE]


def guarded_tables() -> list[str]:
    """Their names."""
    return [table for table, _is_on, _policies in guarded()]
