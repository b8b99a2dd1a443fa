"""The search key of a name is computed by the application, by the same function that normalises what people type."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations
from django.db.migrations.operations.base import Operation

import participants.models.name_key


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("participants", "0002_guards")]

    operations: ClassVar[list[Operation]] = [
        migrations.RemoveIndex("participant", "participant_search"),
        migrations.RemoveField("participant", "search_key"),
        migrations.AddField(
            "participant",
            "search_key",
            participants.models.name_key.NameKeyField(default="", editable=False, max_length=300),
        ),
        migrations.AddIndex(
            "participant",
            GinIndex(fields=["search_key"], name="participant_search", opclasses=["gin_trgm_ops"]),
        ),
    ]
