"""Whoever becomes protected leaves the rows of arrival lists, from the statement that protects them (law.md 7.3)."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

# A row that became somebody is done: nothing of it stays. Of one that is not, the commit needs what was understood, and
# nobody needs the cells as they came. Rows of the same file that are or may be the same person go with it, or the one
# would tell of the other.
_EMPTY = """
    UPDATE participants_importrow SET is_protected = true, raw = '{{}}', parsed = '{{}}', findings = '[]'
    WHERE participant_id IN ({people}) AND NOT (is_protected AND raw = '{{}}' AND parsed = '{{}}' AND findings = '[]');
    UPDATE participants_importrow SET is_protected = true, raw = '{{}}'
    WHERE matched_id IN ({people}) AND participant_id IS NULL AND NOT (is_protected AND raw = '{{}}');
    UPDATE participants_importrow r SET is_protected = true, raw = '{{}}' FROM participants_importrow other
    WHERE (other.participant_id IN ({people}) OR other.matched_id IN ({people})) AND other.batch_id = r.batch_id
      AND (r.matched_line = other.line OR other.line = ANY (r.candidate_lines))
      AND r.participant_id IS NULL AND NOT r.is_protected;
"""
# Of several whom a row may be, only the first is ``matched``. What is emptied after 30 days names nobody any more.
_EMPTY_POSSIBLE = """
    UPDATE participants_importrow SET is_protected = true, raw = '{}'
    WHERE candidate_ids @> ARRAY[NEW.id] AND participant_id IS NULL AND NOT is_protected AND batch_id IN (
        SELECT id FROM participants_importbatch WHERE municipality_id = NEW.municipality_id AND purged_at IS NULL
    );
"""
# As ``count_rows`` counts them: a list's tabs tell of the rows that they show.
_COUNT = """
    UPDATE participants_importbatch b SET counts = b.counts || found.counts FROM (
        SELECT batch_id, jsonb_object_agg('protected_' || category, n) || jsonb_build_object('protected', sum(n))
            AS counts
        FROM (
            SELECT r.batch_id, r.category, count(*) AS n
            FROM participants_importrow r JOIN participants_importbatch l ON l.id = r.batch_id
            WHERE r.is_protected AND l.municipality_id {where} AND l.purged_at IS NULL
            GROUP BY r.batch_id, r.category
        ) AS protected_rows GROUP BY batch_id
    ) AS found
    WHERE found.batch_id = b.id AND b.counts ? 'protected' AND NOT b.counts @> found.counts;
"""
_PROTECTED = "SELECT id FROM participants_participant WHERE confidentiality > 0 OR is_shielded"
_TRIGGER = f"""
CREATE FUNCTION fot_empty_import_rows() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    {_EMPTY.format(people="NEW.id")}
    IF OLD.confidentiality = 0 AND NOT OLD.is_shielded THEN
        {_EMPTY_POSSIBLE}
        {_COUNT.format(where="= NEW.municipality_id")}
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER participants_participant_empty_import_rows
    AFTER UPDATE OF confidentiality, is_shielded ON participants_participant
    FOR EACH ROW WHEN (NEW.confidentiality > 0 OR NEW.is_shielded) EXECUTE FUNCTION fot_empty_import_rows();
"""  # noqa: S608 - a migration's own sentences
_NO_TRIGGER = """
DROP TRIGGER participants_participant_empty_import_rows ON participants_participant;
DROP FUNCTION fot_empty_import_rows();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("participants", "0023_named_by_mistake")]

    operations: ClassVar[list[Operation]] = [
        RunSQL(_TRIGGER, _NO_TRIGGER),
        RunSQL(_EMPTY.format(people=_PROTECTED) + _COUNT.format(where="IS NOT NULL"), RunSQL.noop),
    ]
