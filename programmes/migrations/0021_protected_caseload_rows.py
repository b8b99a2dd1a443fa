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


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("programmes", "0020_link_actor")]

    operations: ClassVar[list[Operation]] = [
        migrations.AddField("caseloadrow", "is_protected", models.BooleanField(default=False)),
        RunSQL(_ALTER.format(_CONDITION), _ALTER.format(_PEOPLE)),
        RunSQL(_MARK, RunSQL.noop),
    ]
