"""Triggers of the ground floor: change records that only triggers write, logs that can only be added to."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from agencies.database import append_only, change_functions, change_trigger, written_by_triggers_only


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("agencies", "0001_initial")]

    operations: ClassVar[list[Operation]] = [
        *change_functions(),
        written_by_triggers_only("agencies_changerecord"),
        append_only("agencies_changerecord"),
        append_only("agencies_accesslogentry"),
        change_trigger("agencies_membership", participant="-", municipality="agency_id"),
    ]
