"""Row-level security, versions and change records of placements."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from agencies.database import change_trigger, person_policy, same_municipality, version_trigger


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("employers", "0001_initial"),
        ("participants", "0002_guards"),
    ]

    operations: ClassVar[list[Operation]] = [
        person_policy("employers_placement"),
        same_municipality("employers_placement"),
        version_trigger("employers_placement"),
        version_trigger("employers_employer"),
        change_trigger("employers_placement"),
    ]
