"""What one municipality is told of a person in another follows the protection of both cases, at once.

The shield counts as a graded address does, as everywhere.
"""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

from agencies.database import closed_function_sql

# Of the notices on the cases of these people, and of those about them on the cases of other municipalities. As with a
# notice that was protected from the first, nothing is due at the case any more, and its change records get no user.
_FOLLOW = """
CREATE FUNCTION fot_protect_notices(people uuid[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    acting text := coalesce(current_setting('fot.user', true), '');
BEGIN
    PERFORM set_config('fot.user', '', true);
    WITH told AS (
        SELECT s.id, s.participant_id, s.elsewhere_id FROM participants_samepersonnotice s
        WHERE s.participant_id = ANY (people)
        UNION
        SELECT s.id, s.participant_id, s.elsewhere_id FROM participants_identitynumber n
        JOIN participants_identitynumber o ON o.kind = n.kind AND o.value = n.value
        JOIN participants_samepersonnotice s
          ON s.participant_id = o.participant_id AND s.elsewhere_id = n.municipality_id
        WHERE n.participant_id = ANY (people)
    ), judged AS (
        SELECT t.id, EXISTS (
            SELECT FROM participants_participant p
            WHERE p.id = t.participant_id AND (p.confidentiality > 0 OR p.is_shielded)
        ) OR EXISTS (
            SELECT FROM participants_identitynumber o
            JOIN participants_identitynumber n
              ON n.kind = o.kind AND n.value = o.value AND n.municipality_id = t.elsewhere_id
            JOIN participants_participant m ON m.id = n.participant_id
            WHERE o.participant_id = t.participant_id AND (m.confidentiality > 0 OR m.is_shielded)
        ) AS is_protected
        FROM told t
    ), changed AS (
        UPDATE participants_samepersonnotice s SET is_protected = j.is_protected, changed_at = now()
        FROM judged j WHERE s.id = j.id AND s.is_protected <> j.is_protected
        RETURNING s.id, s.is_protected
    ), closed AS (
        UPDATE participants_deadline d
        SET closed_on = (now() AT TIME ZONE 'Europe/Oslo')::date, next_flag_on = NULL, changed_at = now()
        FROM changed c
        WHERE c.is_protected AND d.kind = 'possible_move' AND d.subject_id = c.id
          AND d.met_on IS NULL AND d.closed_on IS NULL
        RETURNING d.id
    )
    UPDATE participants_flag f SET state = 'lapsed', closed_at = now(), changed_at = now()
    FROM closed WHERE f.deadline_id = closed.id AND f.state IN ('open', 'taken');
    PERFORM set_config('fot.user', acting, true);
END $$;
CREATE FUNCTION fot_protect_notices_of() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM fot_protect_notices(ARRAY[NEW.id]);
    RETURN NULL;
END $$;
CREATE TRIGGER participants_participant_protect_notices AFTER UPDATE ON participants_participant
    FOR EACH ROW WHEN (OLD.confidentiality <> NEW.confidentiality OR OLD.is_shielded <> NEW.is_shielded)
    EXECUTE FUNCTION fot_protect_notices_of();
"""
_NOT_FOLLOWING = """
DROP TRIGGER participants_participant_protect_notices ON participants_participant;
DROP FUNCTION fot_protect_notices_of(); DROP FUNCTION fot_protect_notices(uuid[]);
"""
# As before, and with the shield; a pair that was asked about when nobody was protected is judged anew.
_REPORT = """
CREATE OR REPLACE FUNCTION fot_report_elsewhere(people uuid[], today date) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    acting text := coalesce(current_setting('fot.user', true), '');
BEGIN
    PERFORM set_config('fot.user', '', true);
    WITH found AS (
        SELECT o.participant_id, o.municipality_id, n.municipality_id AS elsewhere_id,
               bool_or({protected}) AS is_protected
        FROM participants_identitynumber n
        JOIN participants_participant m ON m.id = n.participant_id
        JOIN participants_identitynumber o
          ON o.kind = n.kind AND o.value = n.value AND o.municipality_id <> n.municipality_id AND o.left_on IS NULL
        JOIN participants_participant p
          ON p.id = o.participant_id AND p.registered_in_error_on IS NULL AND p.merged_into_id IS NULL
         AND p.moved_on IS NULL
        WHERE n.participant_id = ANY (people) AND n.municipality_id = ANY (fot_agencies())
          AND NOT EXISTS (
              SELECT FROM participants_samepersonnotice r
              WHERE r.participant_id = n.participant_id AND r.elsewhere_id = o.municipality_id
          )
        GROUP BY o.participant_id, o.municipality_id, n.municipality_id
    ), asked AS (
        INSERT INTO participants_samepersonnotice
            (participant_id, municipality_id, elsewhere_id, noticed_on, is_protected, answer, reason, version,
             created_at, changed_at)
        SELECT participant_id, municipality_id, elsewhere_id, today, is_protected, '', '', 1, now(), now() FROM found
        ORDER BY participant_id
        ON CONFLICT (participant_id, elsewhere_id) DO NOTHING
        RETURNING id, participant_id, municipality_id, is_protected
    )
    INSERT INTO participants_deadline
        (participant_id, municipality_id, responsible_agency_id, kind, subject_id, due_on, paragraph, next_flag_on,
         version, created_at, changed_at)
    SELECT participant_id, municipality_id, municipality_id, 'possible_move', id, today + 14,
           'integreringsloven § 12', today, 1, now(), now()
    FROM asked WHERE NOT is_protected;
    {judged}PERFORM set_config('fot.user', acting, true);
END $$;
"""
_NOW = {
    "protected": "p.confidentiality > 0 OR p.is_shielded OR m.confidentiality > 0 OR m.is_shielded",
    "judged": "PERFORM fot_protect_notices(people);\n    ",
}
_BEFORE = {"protected": "p.confidentiality > 0 OR m.confidentiality > 0", "judged": ""}
_THOSE_THERE_ARE = """
SELECT fot_protect_notices(ARRAY(SELECT DISTINCT participant_id FROM participants_samepersonnotice));
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("participants", "0020_strangers_receive")]

    operations: ClassVar[list[Operation]] = [
        RunSQL(_FOLLOW + closed_function_sql("fot_protect_notices(uuid[])"), _NOT_FOLLOWING),
        RunSQL(_REPORT.format(**_NOW), _REPORT.format(**_BEFORE)),
        RunSQL(_THOSE_THERE_ARE, RunSQL.noop),
    ]
