"""Row-level security, versions and change records of what NIR is told.

An event is mass data and says itself when it came, so its coming is not recorded once more. Codes and the day from which
a municipality delivers hold no people, and are the administrator's, who meets none.
"""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from agencies.database import change_trigger, person_policy, same_municipality, version_trigger


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("integration", "0009_nir"),
        ("participants", "0002_guards"),
    ]

    operations: ClassVar[list[Operation]] = [
        person_policy("integration_nirevent"),
        same_municipality("integration_nirevent"),
        change_trigger("integration_nirevent", on_insert=False),
        person_policy("integration_nirdelivery"),
        same_municipality("integration_nirdelivery"),
        change_trigger("integration_nirdelivery", on_insert=False),
        person_policy("integration_nirexport", participant="NULL::uuid"),
        version_trigger("integration_nirexport"),
        change_trigger("integration_nirexport", participant="-"),
        version_trigger("integration_nircode"),
        change_trigger("integration_nircode", participant="-"),
        version_trigger("integration_nirsetting"),
        change_trigger("integration_nirsetting", participant="-"),
    ]
