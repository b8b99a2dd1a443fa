"""Row-level security of the figures' people and spans; what they are made from has its own change records.

A person who becomes protected leaves the figures at once, those of past days too (law.md 7.3): by trigger, so that no way
of changing the protection forgets it.
"""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

from agencies.database import person_policy, same_municipality

# With all municipalities in view, looking each row's up in a list of 357 costs more than the counting itself.
_NATION = """
CREATE FUNCTION fot_counts_the_nation() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT fot_is_system() AND NOT EXISTS (
        SELECT FROM agencies_agency WHERE kind IN ('municipality', 'district') AND id <> ALL (fot_agencies())
    )
$$;
ALTER POLICY integration_outcomeperson_people ON integration_outcomeperson
    USING (CASE WHEN (SELECT fot_counts_the_nation()) THEN true ELSE municipality_id = ANY ((SELECT fot_agencies())::uuid[])
        AND participant_id NOT IN (SELECT unnest(fot_hidden())) END);
ALTER POLICY integration_outcomespan_people ON integration_outcomespan
    USING (CASE WHEN (SELECT fot_counts_the_nation()) THEN true ELSE municipality_id = ANY ((SELECT fot_agencies())::uuid[])
        AND participant_id NOT IN (SELECT unnest(fot_hidden())) END);
"""
_NO_NATION = """
DROP FUNCTION fot_counts_the_nation();
"""
_FORGET = """
CREATE FUNCTION fot_forget_protected() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM integration_outcomespan WHERE participant_id = NEW.id;
    DELETE FROM integration_outcomeperson WHERE participant_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER participants_participant_forget AFTER UPDATE OF confidentiality ON participants_participant
FOR EACH ROW WHEN (NEW.confidentiality > 0 AND OLD.confidentiality = 0) EXECUTE FUNCTION fot_forget_protected();
"""
_REMEMBER = """
DROP TRIGGER participants_participant_forget ON participants_participant;
DROP FUNCTION fot_forget_protected();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("integration", "0003_outcomes"),
        ("participants", "0002_guards"),
    ]

    operations: ClassVar[list[Operation]] = [
        person_policy("integration_outcomeperson"),
        same_municipality("integration_outcomeperson"),
        person_policy("integration_outcomespan"),
        same_municipality("integration_outcomespan"),
        person_policy("integration_outcomerefresh", participant="NULL::uuid"),
        RunSQL(_FORGET, _REMEMBER),
        RunSQL(_NATION, _NO_NATION),
    ]
