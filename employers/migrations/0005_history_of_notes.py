"""Notes about employers have a history, as everything else that staff write."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from agencies.database import change_trigger


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("employers", "0004_offered_places")]

    operations: ClassVar[list[Operation]] = [change_trigger("employers_employernote", participant="-")]
