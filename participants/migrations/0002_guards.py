"""Row-level security, versions, change records and the hidden list of the tables that hold people."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from agencies.database import (
    append_only,
    change_trigger,
    log_policy,
    person_policy,
    same_municipality,
    version_trigger,
)

# The protected people of the actor's municipalities whom the actor may not know of (law.md 7.3). It runs as the owner,
# because it must see what it hides; it answers with ids only, and a municipality has few of them.
_HIDDEN = """
CREATE FUNCTION fot_hidden() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(p.id), '{}') FROM participants_participant p
    WHERE p.confidentiality > 0 AND NOT fot_is_system() AND p.municipality_id = ANY (fot_agencies())
      AND NOT (p.confidentiality = 7 AND fot_is_cleared())
      AND NOT EXISTS (
          SELECT FROM participants_namedaccess n WHERE n.participant_id = p.id AND n.user_id = fot_user()
      )
$$;
"""

# Search by part of a name or by a number. Operators that are not leakproof lose their index under row-level security,
# so the function runs as the owner and applies the same two conditions as the policy itself.
_SEARCH = """
CREATE FUNCTION fot_search_people(words text, most integer) RETURNS TABLE (id uuid, likeness real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.id, word_similarity(words, p.search_key) FROM participants_participant p
    WHERE p.municipality_id = ANY (fot_agencies()) AND p.id NOT IN (SELECT unnest(fot_hidden()))
      AND p.registered_in_error_on IS NULL AND p.merged_into_id IS NULL
      AND (p.search_key LIKE '%' || replace(replace(words, '%', ''), '_', '') || '%' OR words <% p.search_key)
    ORDER BY 2 DESC, p.sort_key, p.id LIMIT most
$$;
"""

_CHILDREN = (
    "participants_namedaccess",
    "participants_identitynumber",
    "participants_residencepermit",
    "participants_assignment",
    "participants_deadline",
    "participants_flag",
    "participants_document",
)
_VERSIONED = (
    "participants_participant",
    "participants_residencepermit",
    "participants_deadline",
    "participants_flag",
    "participants_importbatch",
    "participants_importrow",
)


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("participants", "0001_initial"),
        ("agencies", "0002_guards"),
    ]

    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(_HIDDEN, "DROP FUNCTION fot_hidden()"),
        migrations.RunSQL(_SEARCH, "DROP FUNCTION fot_search_people(text, integer)"),
        person_policy("participants_participant", participant="id"),
        person_policy("participants_importbatch", participant="NULL::uuid"),
        person_policy("participants_importrow"),
        person_policy("participants_caseevent"),
        *[person_policy(table) for table in _CHILDREN],
        *[same_municipality(table) for table in (*_CHILDREN, "participants_caseevent", "participants_importrow")],
        *[version_trigger(table) for table in _VERSIONED],
        change_trigger("participants_participant", participant="id"),
        *[change_trigger(table) for table in _CHILDREN],
        append_only("participants_caseevent"),
        log_policy("agencies_accesslogentry", hides_protected=False),
        log_policy("agencies_changerecord", hides_protected=True),
    ]
