"""Whoever is removed also leaves the tables that only name people: lists, jobs, messages, kept answers, likenesses."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

# What was read from others' files and found to be this person goes with the person. What merely counts the person among
# several loses the id. A file of a list with the person in it cannot be opened any more, and is swept away. It runs as
# whoever calls it: as the owner from the removal, and with nothing but the own privileges from elsewhere.
_FORGET = """
CREATE FUNCTION fot_forget_people(people uuid[]) RETURNS void LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    named text[] := ARRAY(SELECT '%' || p || '%' FROM unnest(people) p);
BEGIN
    DELETE FROM participants_importrow WHERE matched_id = ANY (people);
    UPDATE participants_importrow SET candidate_ids = ARRAY(
        SELECT c FROM unnest(candidate_ids) c WHERE c <> ALL (people)
    ) WHERE candidate_ids && people;
    UPDATE integration_unmatchedperson SET material = NULL, candidate_ids = ARRAY(
        SELECT c FROM unnest(candidate_ids) c WHERE c <> ALL (people)
    ) WHERE candidate_ids && people;
    DELETE FROM participants_casereversal WHERE other_id = ANY (people);
    UPDATE integration_listexport l SET state = 'deleted', path = '', people = '{}'
    WHERE l.people && fot_forget_people.people;
    DELETE FROM agencies_idempotencyrecord
    WHERE participant_ids && people OR path LIKE ANY (named)
       OR EXISTS (SELECT FROM unnest(people) p WHERE position(convert_to(p::text, 'UTF8') IN body) > 0);
    UPDATE agencies_job SET arguments = '{}' WHERE arguments::text LIKE ANY (named);
    DELETE FROM agencies_outboxevent WHERE payload::text LIKE ANY (named) OR dedupe_key LIKE ANY (named);
END $$;
"""

# As before, and with it what only names the person.
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
    PERFORM fot_forget_people(people);
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


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("integration", "0022_outcome_programme_guards"),
        ("agencies", "0017_own_entries"),
    ]

    operations: ClassVar[list[Operation]] = [
        RunSQL(_FORGET, "DROP FUNCTION fot_forget_people(uuid[])"),
        RunSQL(_REMOVE_CASE, RunSQL.noop),
    ]
