"""Row-level security, versions and change records of programmes."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from agencies.database import change_trigger, person_policy, same_municipality, version_trigger


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("programmes", "0001_initial"),
        ("participants", "0002_guards"),
    ]

    operations: ClassVar[list[Operation]] = [
        person_policy("programmes_participation"),
        same_municipality("programmes_participation"),
        version_trigger("programmes_participation"),
        change_trigger("programmes_participation"),
    ]
