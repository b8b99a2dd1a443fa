"""Row-level security of traits; whoever becomes protected leaves them with the rest of the figures (law.md 7.3)."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

from agencies.database import person_policy, same_municipality

_FORGET = """
CREATE OR REPLACE FUNCTION fot_forget_protected() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM integration_outcometraits WHERE participant_id = NEW.id;
    DELETE FROM integration_outcomespan WHERE participant_id = NEW.id;
    DELETE FROM integration_outcomeperson WHERE participant_id = NEW.id;
    RETURN NULL;
END $$;
"""
# As for the people and spans: with all municipalities in view no row is looked up in the list of them.
_NATION = """
ALTER POLICY integration_outcometraits_people ON integration_outcometraits
    USING (CASE WHEN (SELECT fot_counts_the_nation()) THEN true ELSE municipality_id = ANY ((SELECT fot_agencies())::uuid[])
        AND participant_id NOT IN (SELECT unnest(fot_hidden())) END);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("integration", "0011_outcome_traits")]

    operations: ClassVar[list[Operation]] = [
        person_policy("integration_outcometraits"),
        same_municipality("integration_outcometraits"),
        RunSQL(_FORGET, RunSQL.noop),
        RunSQL(_NATION, RunSQL.noop),
    ]
