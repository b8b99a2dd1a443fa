"""A refusal names the person whose row was asked for, whatever table the row stands in."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

from agencies.database import closed_function_sql

_before = import_module("participants.migrations.0015_own_refusals")

# Every table with a person is asked, whether or not an earlier one had the row: as much work for a hidden row as for a
# missing. The tables come from the catalogue, so that a new one is never left out. Only the other function may ask.
_WHOSE = """
CREATE FUNCTION fot_whose(asked uuid) RETURNS uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    place regclass;
    one uuid;
    found uuid;
BEGIN
    SELECT p.id INTO found FROM participants_participant p WHERE p.id = asked;
    FOR place IN
        SELECT c.conrelid::regclass FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum] AND a.attname = 'participant_id'
        JOIN pg_attribute i ON i.attrelid = c.conrelid AND i.attname = 'id' AND i.atttypid = 'uuid'::regtype
        WHERE c.contype = 'f' AND c.confrelid = 'participants_participant'::regclass
    LOOP
        EXECUTE format('SELECT participant_id FROM %s WHERE id = $1', place) INTO one USING asked;
        found := coalesce(found, one);
    END LOOP;
    RETURN found;
END $$;
"""
# Of several ids those count that the actor may not know of; where there are none, the role was refused, and all count.
_LOG_REFUSAL = """
CREATE FUNCTION fot_log_refusal(
    asked uuid[], place uuid, agency uuid, roles text, resource text, action text, rule text, channel text,
    client text, request text
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH people AS MATERIALIZED (
        SELECT DISTINCT p.id, p.municipality_id,
               p.municipality_id = ANY (fot_agencies()) AND NOT p.id = ANY (fot_hidden()) AS is_open
        FROM unnest(asked) AS one JOIN participants_participant p ON p.id = fot_whose(one)
    )
    INSERT INTO agencies_accesslogentry
        (created_at, user_id, agency_id, municipality_id, participant_id, role, resource, action, rule, granted,
         channel, client, request_id, row_count)
    SELECT clock_timestamp(), fot_user(), agency, coalesce(whose.municipality_id, place), whose.id, roles, resource,
           action, rule, false, channel, client, request, 0
    FROM (SELECT 1) AS once LEFT JOIN (
        SELECT * FROM people WHERE NOT is_open OR NOT EXISTS (SELECT FROM people WHERE NOT is_open)
    ) AS whose ON true
$$;
"""
_OLD = "DROP FUNCTION fot_log_refusal(uuid, uuid, uuid, text, text, text, text, text, text, text)"
_NEW = "DROP FUNCTION fot_log_refusal(uuid[], uuid, uuid, text, text, text, text, text, text, text)"


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("participants", "0016_left_and_died"),
        ("agencies", "0018_people_in_lists"),
    ]

    operations: ClassVar[list[Operation]] = [
        RunSQL(_OLD, _before._AS_ACTOR),  # noqa: SLF001 - the same function
        RunSQL(_WHOSE + closed_function_sql("fot_whose(uuid)"), "DROP FUNCTION fot_whose(uuid)"),
        RunSQL(_LOG_REFUSAL, _NEW),
    ]
