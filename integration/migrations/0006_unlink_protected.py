"""Whoever becomes protected is unlinked from the school systems in the statement that protects them."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

# Only what mirrors the school's system goes: ids, places and results as they were told. The class place and the results
# on the case stay. Without the link, no run and no batch can reach the person again (law.md 7.3).
_UNLINK = """
CREATE FUNCTION fot_unlink_protected() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM integration_schoolenrolment WHERE participant_id = NEW.id;
    DELETE FROM integration_schoolresult WHERE participant_id = NEW.id;
    DELETE FROM integration_schoolperson WHERE participant_id = NEW.id;
    UPDATE integration_unmatchedperson SET candidate_ids = array_remove(candidate_ids, NEW.id)
        WHERE candidate_ids @> ARRAY[NEW.id];
    RETURN NULL;
END $$;
CREATE TRIGGER participants_participant_unlink AFTER UPDATE OF confidentiality, is_shielded ON participants_participant
    FOR EACH ROW WHEN (
        (NEW.confidentiality > 0 OR NEW.is_shielded) AND OLD.confidentiality = 0 AND NOT OLD.is_shielded
    ) EXECUTE FUNCTION fot_unlink_protected();
"""
_NO_UNLINK = """
DROP TRIGGER participants_participant_unlink ON participants_participant; DROP FUNCTION fot_unlink_protected();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("integration", "0005_attendance_of_classes"),
        ("participants", "0011_guarded"),
    ]

    operations: ClassVar[list[Operation]] = [RunSQL(_UNLINK, _NO_UNLINK)]
