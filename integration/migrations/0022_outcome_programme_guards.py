"""Row-level security of programmes and loads; protected people leave them, and those they once were elsewhere, at once."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

from agencies.database import person_policy, same_municipality

# What was counted before says nothing of moves: everybody is the first of a line of their own until the next night. The
# facts without days cannot be dated afterwards; they are made anew.
_LINES = """
UPDATE integration_outcomeperson SET lineage = participant_id, here_from = settled_on;
UPDATE integration_outcomespan SET lineage = participant_id;
DELETE FROM integration_outcometraits;
"""
_FORGET = """
CREATE OR REPLACE FUNCTION fot_forget_protected() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    cases uuid[] := ARRAY(
        SELECT NEW.id UNION
        SELECT o.participant_id FROM integration_outcomeperson o
        WHERE o.lineage IN (SELECT m.lineage FROM integration_outcomeperson m WHERE m.participant_id = NEW.id)
    );
BEGIN
    DELETE FROM integration_outcomeprogramme WHERE participant_id = ANY (cases);
    DELETE FROM integration_outcometraits WHERE participant_id = ANY (cases);
    DELETE FROM integration_outcomespan WHERE participant_id = ANY (cases);
    DELETE FROM integration_outcomeperson WHERE participant_id = ANY (cases);
    RETURN NULL;
END $$;
"""
# As for the people and spans: with all municipalities in view no row is looked up in the list of them.
_NATION = """
ALTER POLICY integration_outcomeprogramme_people ON integration_outcomeprogramme
    USING (CASE WHEN (SELECT fot_counts_the_nation()) THEN true ELSE municipality_id = ANY ((SELECT fot_agencies())::uuid[])
        AND participant_id NOT IN (SELECT unnest(fot_hidden())) END);
"""
# What is derived of a part leaves with it; the function is otherwise that of the migration it came with.
_REMOVE_PART: str = import_module("integration.migrations.0018_remove_parts")._REMOVE_PART  # noqa: SLF001
_TRAITS = "DELETE FROM integration_outcometraits"
_WITH_PROGRAMMES = "DELETE FROM integration_outcomeprogramme WHERE participant_id = item.participant_id;"
_REMOVE_ALL = _REMOVE_PART.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
    _TRAITS, f"{_WITH_PROGRAMMES}\n    {_TRAITS}"
)


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("integration", "0021_outcome_programmes")]

    operations: ClassVar[list[Operation]] = [
        RunSQL(_LINES, RunSQL.noop),
        person_policy("integration_outcomeprogramme"),
        same_municipality("integration_outcomeprogramme"),
        person_policy("integration_outcomeload", participant="NULL::uuid"),
        RunSQL(_FORGET, RunSQL.noop),
        RunSQL(_NATION, RunSQL.noop),
        RunSQL(_REMOVE_ALL, RunSQL.noop),
    ]
