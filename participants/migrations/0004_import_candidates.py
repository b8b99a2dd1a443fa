"""What a row of an arrival list may be, and row-level security for its protected rows."""

from typing import ClassVar

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

# Protected rows are counted, never listed: only the system reads them (law.md 7.3). A row is hidden with whom it is
# about, also before it is linked to the person.
_CONDITION = """
    municipality_id = ANY ((SELECT fot_agencies())::uuid[])
    AND (NOT is_protected OR (SELECT fot_is_system()))
    AND (participant_id IS NULL OR participant_id <> ALL ((SELECT fot_hidden())::uuid[]))
    AND (matched_id IS NULL OR matched_id <> ALL ((SELECT fot_hidden())::uuid[]))
"""
_PLAIN = """
    municipality_id = ANY ((SELECT fot_agencies())::uuid[])
    AND (participant_id IS NULL OR participant_id <> ALL ((SELECT fot_hidden())::uuid[]))
"""
_ALTER = "ALTER POLICY participants_importrow_people ON participants_importrow USING ({0}) WITH CHECK ({0})"


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("participants", "0003_search_key")]

    operations: ClassVar[list[Operation]] = [
        migrations.AddField(
            "importbatch", "failure", models.CharField(blank=True, default="", max_length=20), preserve_default=False
        ),
        migrations.AddField("importbatch", "purged_at", models.DateTimeField(null=True)),
        migrations.AddField("importrow", "matched_line", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField(
            "importrow",
            "candidate_ids",
            django.contrib.postgres.fields.ArrayField(models.UUIDField(), default=list, size=None),
        ),
        migrations.AddField(
            "importrow",
            "candidate_lines",
            django.contrib.postgres.fields.ArrayField(models.PositiveIntegerField(), default=list, size=None),
        ),
        migrations.RunSQL(_ALTER.format(_CONDITION), _ALTER.format(_PLAIN)),
    ]
