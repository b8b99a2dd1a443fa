"""The database knows what the actor's roles open: the logs and the jobs ask it, and a table's gate may (``role_gate``)."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

_OPENS = """
CREATE FUNCTION fot_opens(VARIADIC resources text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT fot_is_system() OR string_to_array(coalesce(current_setting('fot.opens', true), ''), ',') && resources $$;
"""
# The log of readings is the privacy officer's, and each one's own.
_LOGS = """
ALTER POLICY agencies_accesslogentry_read ON agencies_accesslogentry USING (
    (user_id = (SELECT fot_user())
     OR (municipality_id = ANY ((SELECT fot_agencies())::uuid[]) AND (SELECT fot_opens('access_log'))))
    AND (granted OR user_id IS DISTINCT FROM (SELECT fot_user()) OR (SELECT fot_is_system()))
);
ALTER POLICY agencies_job_read ON agencies_job USING (
    requested_by_id = (SELECT fot_user()) OR (SELECT fot_is_worker())
    OR (agency_id = ANY ((SELECT fot_agencies())::uuid[])
        AND (SELECT fot_opens('job', 'retention', 'school_report', 'subject_access')))
);
"""
_LOGS_BEFORE = """
ALTER POLICY agencies_job_read ON agencies_job USING (
    requested_by_id = (SELECT fot_user()) OR agency_id = ANY ((SELECT fot_agencies())::uuid[])
    OR (SELECT fot_is_worker())
);
ALTER POLICY agencies_accesslogentry_read ON agencies_accesslogentry USING (
    (user_id = (SELECT fot_user()) OR municipality_id = ANY ((SELECT fot_agencies())::uuid[]))
    AND (granted OR user_id IS DISTINCT FROM (SELECT fot_user()) OR (SELECT fot_is_system()))
);
"""
# Whom a list showed stands in an array, which no index answers under a policy; so a function asks, with the policy's
# own condition.
_TELLING = """
CREATE FUNCTION fot_entries_telling_of(people uuid[]) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 200
SET search_path = public, pg_temp AS $$
    SELECT a.id FROM agencies_accesslogentry a
    WHERE (a.participant_id = ANY ($1) OR a.people && $1)
      AND (a.user_id = fot_user() OR (a.municipality_id = ANY (fot_agencies()) AND fot_opens('access_log')))
      AND (a.granted OR a.user_id IS DISTINCT FROM fot_user() OR fot_is_system())
$$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("agencies", "0020_queue_policies"),
        ("participants", "0011_guarded"),
    ]

    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(_OPENS, "DROP FUNCTION fot_opens(text[])"),
        migrations.RunSQL(_LOGS, _LOGS_BEFORE),
        migrations.RunSQL(_TELLING, "DROP FUNCTION fot_entries_telling_of(uuid[])"),
    ]
