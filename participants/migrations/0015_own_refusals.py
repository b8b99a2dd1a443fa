"""A refusal is logged as the acting user's, whatever name the statement gives."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

_before = import_module("participants.migrations.0011_guarded")
_FUNCTION = "CREATE FUNCTION fot_log_refusal" + _before._LOGGING.partition("CREATE FUNCTION fot_log_refusal")[2]  # noqa: SLF001 - the same function
_AS_GIVEN = _FUNCTION.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
_AS_ACTOR = _AS_GIVEN.replace("SELECT clock_timestamp(), who, agency", "SELECT clock_timestamp(), fot_user(), agency")


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("participants", "0014_statements")]

    operations: ClassVar[list[Operation]] = [RunSQL(_AS_ACTOR, _AS_GIVEN)]
