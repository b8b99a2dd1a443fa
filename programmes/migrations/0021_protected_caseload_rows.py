"""Rows of running programmes about protected people: counted, never listed, and nothing of them is kept (law.md 7.3)."""

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

_PEOPLE = """
    municipality_id = ANY ((SELECT fot_agencies())::uuid[])
    AND (participant_id IS NULL OR participant_id NOT IN (SELECT unnest(fot_hidden())))
"""
# Only the system reads protected rows, and tells how many they are.
_CONDITION = f"{_PEOPLE} AND (NOT is_protected OR (SELECT fot_is_system()))"
_ALTER = "ALTER POLICY programmes_caseloadrow_people ON programmes_caseloadrow USING ({0}) WITH CHECK ({0})"
_MARK = """
UPDATE programmes_caseloadrow
SET is_protected = true, raw = '{}', person = '{}', programme = '{}', findings = '[]', computed_last_day = NULL,
    participant_id = NULL
WHERE findings @> '[{"code": "by_hand"}]'
"""
# Whoever becomes protected leaves the rows from the statement that protects them. A row that is not taken over does not
# point at the person either, as none of a later file would.
_EMPTY = """
    UPDATE programmes_caseloadrow
    SET is_protected = true, raw = '{{}}', person = '{{}}', programme = '{{}}', findings = '[]', computed_last_day = NULL,
        state = CASE state WHEN 'ready' THEN 'faulty' ELSE state END,
        participant_id = CASE WHEN state IN ('known', 'done') THEN participant_id END
    WHERE participant_id IN ({people}) AND NOT is_protected;
"""
_PROTECTED = "SELECT id FROM participants_participant WHERE confidentiality > 0 OR is_shielded"
_TRIGGER = f"""
CREATE FUNCTION fot_empty_caseload_rows() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    {_EMPTY.format(people="NEW.id")}
    RETURN NULL;
END $$;
CREATE TRIGGER participants_participant_empty_caseload_rows
    AFTER UPDATE OF confidentiality, is_shielded ON participants_participant
    FOR EACH ROW WHEN (NEW.confidentiality > 0 OR NEW.is_shielded) EXECUTE FUNCTION fot_empty_caseload_rows();
"""
_NO_TRIGGER = """
DROP TRIGGER participants_participant_empty_caseload_rows ON participants_participant;
DROP FUNCTION fot_empty_caseload_rows();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("programmes", "0020_link_actor"),
        ("participants", "0013_restriction"),
    ]

    operations: ClassVar[list[Operation]] = [
        migrations.AddField("caseloadrow", "is_protected", models.BooleanField(default=False)),
        RunSQL(_ALTER.format(_CONDITION), _ALTER.format(_PEOPLE)),
        RunSQL(_TRIGGER, _NO_TRIGGER),
        RunSQL(_MARK + ";" + _EMPTY.format(people=_PROTECTED), RunSQL.noop),
    ]
