"""The access log is divided by months."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from agencies.access_months import divide_sql


class Migration(migrations.Migration):
    # The guards of the participants' floor come first: they wrote the policies of the table that is replaced.
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("agencies", "0010_access_log"),
        ("participants", "0002_guards"),
    ]

    operations: ClassVar[list[Operation]] = [migrations.RunSQL(divide_sql(), migrations.RunSQL.noop)]
