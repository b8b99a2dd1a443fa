"""Takes a packed case, or a packed part of one, out of the live system."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

# As before, and with it whatever notice stands about a part of the case: the case is packed whole.
_REMOVE_CASE = """
CREATE OR REPLACE FUNCTION fot_remove_case(retention uuid) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    item record;
    people uuid[];
    tables text[];
    name text;
    gone integer;
    total integer := 0;
BEGIN
    SELECT r.* INTO item FROM integration_retentioncase r JOIN integration_retentionbatch b ON b.id = r.batch_id
    WHERE r.id = retention AND r.part = '' AND r.state = 'restricted' AND r.remove_on <= current_date AND b.state = 'ready'
      AND r.municipality_id = ANY (fot_agencies()) AND fot_is_system()
      AND EXISTS (
          SELECT FROM participants_participant p WHERE p.id = r.participant_id AND p.restricted_on IS NOT NULL
      )
    FOR UPDATE OF r;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the case is not packed, restricted and past its day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    people := ARRAY(
        SELECT p.id FROM participants_participant p
        WHERE p.id = item.participant_id OR p.merged_into_id = item.participant_id
    );
    tables := ARRAY(
        SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind = 'r' AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
          AND a.attname = 'participant_id' AND NOT a.attisdropped
          AND c.relname NOT IN ('integration_retentioncase', 'agencies_accesslogentry') ORDER BY c.relname
    );
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    FOREACH name IN ARRAY tables || ARRAY['integration_retentioncase', 'participants_participant'] LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', name);
    END LOOP;
    FOREACH name IN ARRAY tables LOOP
        EXECUTE format('DELETE FROM %I WHERE participant_id = ANY ($1)', name) USING people;
        GET DIAGNOSTICS gone = ROW_COUNT;
        total := total + gone;
    END LOOP;
    UPDATE integration_retentioncase SET participant_id = NULL, state = 'removed',
        removed_at = coalesce(removed_at, now()), reasons = '[]', roots = '{}'
    WHERE id = retention OR participant_id = ANY (people);
    BEGIN
        UPDATE participants_familymember SET related_id = NULL WHERE related_id = ANY (people);
        SET CONSTRAINTS ALL IMMEDIATE;
        DELETE FROM participants_participant WHERE id = ANY (people) AND id <> item.participant_id;
        DELETE FROM participants_participant WHERE id = item.participant_id;
    EXCEPTION WHEN foreign_key_violation OR check_violation OR restrict_violation THEN
        UPDATE participants_participant
        SET given_name = '', family_name = '–', birth_date = '1900-01-01', sex = 'unknown', citizenship = '',
            mother_tongue = '', interpreter_language = '', education = 'unknown', phone = '', email = '', remark = '',
            arrived_on = NULL, settled_on = NULL, claimed_on = NULL, search_key = ''
        WHERE id = ANY (people);
    END;
    SET CONSTRAINTS ALL IMMEDIATE;
    FOREACH name IN ARRAY tables || ARRAY['integration_retentioncase', 'participants_participant'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', name);
    END LOOP;
    SET CONSTRAINTS ALL DEFERRED;
    RETURN total;
END $$;
"""

# Of one person and one part, and only when it is packed, restricted and past its day. Which rows they are was written
# when they were packed: what has come to hang on them since stops the removal, for it is in no package. What may stand
# without them is left, with its reference emptied. The figures about the person are made anew by night.
_REMOVE_PART = """
CREATE FUNCTION fot_remove_part(retention uuid) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
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
    DELETE FROM integration_outcometraits WHERE participant_id = item.participant_id;
    DELETE FROM integration_outcomespan WHERE participant_id = item.participant_id;
    DELETE FROM integration_outcomeperson WHERE participant_id = item.participant_id;
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
    dependencies: ClassVar[list[tuple[str, str]]] = [("integration", "0017_retention_part_guards")]

    operations: ClassVar[list[Operation]] = [
        RunSQL(_REMOVE_CASE, RunSQL.noop),
        RunSQL(_REMOVE_PART, "DROP FUNCTION fot_remove_part(uuid)"),
    ]
