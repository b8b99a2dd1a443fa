"""A reading of a list says whom it showed."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0017_own_entries"),
    ]

    operations = [
        migrations.AddField(
            model_name="accesslogentry",
            name="people",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddIndex(
            model_name="accesslogentry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["people"], name="access_by_people"),
        ),
    ]
