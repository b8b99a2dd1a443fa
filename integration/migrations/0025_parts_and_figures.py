"""Removing a part takes with it whatever the figures hold of the person, in every table that they have."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

# As before; the tables of the figures are found in the catalogue, so that a new one is emptied too.
_REMOVE_PART = """
CREATE OR REPLACE FUNCTION fot_remove_part(retention uuid) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    item record;
    children text[];
    emptied text[];
    rows_of_part uuid[];
    tables text[];
    resting text[];
    name text;
    gone integer;
    total integer := 0;
BEGIN
    SELECT r.* INTO item FROM integration_retentioncase r JOIN integration_retentionbatch b ON b.id = r.batch_id
    WHERE r.id = retention AND r.part <> '' AND r.state = 'restricted' AND r.remove_on <= current_date
      AND b.state = 'ready' AND r.municipality_id = ANY (fot_agencies()) AND fot_is_system()
    FOR UPDATE OF r;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the part is not packed, restricted and past its day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    rows_of_part := ARRAY(SELECT w.row_id FROM integration_retentionrow w WHERE w.retention_id = retention);
    tables := ARRAY(
        SELECT DISTINCT w.table_name::text FROM integration_retentionrow w WHERE w.retention_id = retention ORDER BY 1
    );
    -- The same order in both, so that the one's place is the other's.
    SELECT array_agg(k.conrelid::regclass::text ORDER BY k.oid), array_agg(a.attname::text ORDER BY k.oid)
    INTO children, emptied
    FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    WHERE k.contype = 'f' AND array_length(k.conkey, 1) = 1 AND NOT a.attnotnull
      AND k.confrelid::regclass::text = ANY (tables);
    resting := ARRAY(
        SELECT DISTINCT unnest(tables || children || ARRAY[
            'agencies_changerecord', 'integration_retentioncase', 'integration_retentionrow'
        ]) ORDER BY 1
    );
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    FOREACH name IN ARRAY resting LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', name);
    END LOOP;
    FOREACH name IN ARRAY tables LOOP
        EXECUTE format('DELETE FROM %I WHERE id = ANY ($1) AND participant_id = $2', name)
        USING rows_of_part, item.participant_id;
        GET DIAGNOSTICS gone = ROW_COUNT;
        total := total + gone;
    END LOOP;
    FOR place IN 1 .. coalesce(array_length(children, 1), 0) LOOP
        EXECUTE format('UPDATE %I SET %I = NULL WHERE %I = ANY ($1)', children[place], emptied[place], emptied[place])
        USING rows_of_part;
    END LOOP;
    DELETE FROM agencies_changerecord
    WHERE participant_id = item.participant_id AND row_id = ANY (rows_of_part || retention);
    FOR name IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'integration\\_outcome%'
          AND a.attname = 'participant_id' AND NOT a.attisdropped
    LOOP
        EXECUTE format('DELETE FROM %I WHERE participant_id = $1', name) USING item.participant_id;
    END LOOP;
    DELETE FROM integration_retentionrow WHERE retention_id = retention;
    UPDATE integration_retentioncase SET state = 'removed', removed_at = now(), reasons = '[]', roots = '{}'
    WHERE id = retention;
    SET CONSTRAINTS ALL IMMEDIATE;
    FOREACH name IN ARRAY resting LOOP
        EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', name);
    END LOOP;
    SET CONSTRAINTS ALL DEFERRED;
    RETURN total;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("integration", "0024_sent_entities")]

    operations: ClassVar[list[Operation]] = [RunSQL(_REMOVE_PART, RunSQL.noop)]
