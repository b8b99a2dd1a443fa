"""When a system that reads classes was told that somebody is gone, so that it can be forgotten afterwards."""

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("integration", "0026_list_export_policy")]

    operations: ClassVar[list[Operation]] = [
        migrations.AddField(model_name="sententity", name="told_at", field=models.DateTimeField(null=True))
    ]
