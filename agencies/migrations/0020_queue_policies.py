"""Row-level security of jobs and outgoing messages: whoever asked, and the worker that belongs to nobody."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

# The worker is the system without a municipality and in nobody's name: it meets the queues, and no person's data.
_ACTORS = """
CREATE FUNCTION fot_agency() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('fot.agency', true), '')::uuid $$;
CREATE FUNCTION fot_is_worker() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT fot_is_system() AND fot_user() IS NULL AND fot_agencies() = '{}' $$;
"""
_NO_ACTORS = "DROP FUNCTION fot_is_worker(); DROP FUNCTION fot_agency();"
# A job says to colleagues how far their list has come. Only a worker says how far it is.
_JOBS = """
ALTER TABLE agencies_job ENABLE ROW LEVEL SECURITY;
CREATE POLICY agencies_job_read ON agencies_job FOR SELECT USING (
    requested_by_id = (SELECT fot_user()) OR agency_id = ANY ((SELECT fot_agencies())::uuid[])
    OR (SELECT fot_is_worker())
);
CREATE POLICY agencies_job_ask ON agencies_job FOR INSERT WITH CHECK (
    requested_by_id IS NOT DISTINCT FROM (SELECT fot_user())
    AND (agency_id = (SELECT fot_agency()) OR agency_id = ANY ((SELECT fot_agencies())::uuid[]))
);
CREATE POLICY agencies_job_work ON agencies_job FOR UPDATE USING ((SELECT fot_is_worker()));
CREATE POLICY agencies_job_purge ON agencies_job FOR DELETE USING ((SELECT fot_is_worker()));
"""
_NO_JOBS = """
DROP POLICY agencies_job_purge ON agencies_job;
DROP POLICY agencies_job_work ON agencies_job;
DROP POLICY agencies_job_ask ON agencies_job;
DROP POLICY agencies_job_read ON agencies_job;
ALTER TABLE agencies_job DISABLE ROW LEVEL SECURITY;
"""
# Whoever causes a message need not see those of others, which «the same cause is no second message» would ask of a
# statement of their own; so a function writes.
_MESSAGES = """
CREATE FUNCTION fot_put_in_outbox(kinds text[], keys text[], recipients uuid[], payloads jsonb[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    added integer;
BEGIN
    INSERT INTO agencies_outboxevent
        (kind, dedupe_key, recipient_id, payload, state, attempts, next_attempt_at, last_error, created_at)
    SELECT n.kind, n.dedupe_key, n.recipient_id, n.payload, 'pending', 0, now(), '', now()
    FROM unnest(kinds, keys, recipients, payloads) AS n (kind, dedupe_key, recipient_id, payload)
    ON CONFLICT (dedupe_key) DO NOTHING;
    GET DIAGNOSTICS added = ROW_COUNT;
    RETURN added;
END $$;
ALTER TABLE agencies_outboxevent ENABLE ROW LEVEL SECURITY;
CREATE POLICY agencies_outboxevent_deliver ON agencies_outboxevent
    USING ((SELECT fot_is_worker())) WITH CHECK ((SELECT fot_is_worker()));
"""
_NO_MESSAGES = """
DROP POLICY agencies_outboxevent_deliver ON agencies_outboxevent;
ALTER TABLE agencies_outboxevent DISABLE ROW LEVEL SECURITY;
DROP FUNCTION fot_put_in_outbox(text[], text[], uuid[], jsonb[]);
"""
# Answers kept for others are the worker's to delete, and for no act of a person's that the system carries out.
_ANSWERS = """
ALTER POLICY agencies_idempotencyrecord_own ON agencies_idempotencyrecord
    USING (user_id = (SELECT fot_user()) OR (SELECT {}()));
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("agencies", "0019_own_refusals")]

    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(_ACTORS, _NO_ACTORS),
        migrations.RunSQL(_JOBS, _NO_JOBS),
        migrations.RunSQL(_MESSAGES, _NO_MESSAGES),
        migrations.RunSQL(_ANSWERS.format("fot_is_worker"), _ANSWERS.format("fot_is_system")),
    ]
