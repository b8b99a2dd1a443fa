"""The day on which a case may be removed is Norway's, in the hours after midnight too."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

# ``current_date`` within them follows the zone of the connection, which is UTC.
_OURS = """
ALTER FUNCTION fot_remove_case(uuid) SET timezone = 'Europe/Oslo';
ALTER FUNCTION fot_remove_part(uuid) SET timezone = 'Europe/Oslo';
"""
_CONNECTIONS = """
ALTER FUNCTION fot_remove_case(uuid) RESET timezone;
ALTER FUNCTION fot_remove_part(uuid) RESET timezone;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("integration", "0029_role_gates")]

    operations: ClassVar[list[Operation]] = [RunSQL(_OURS, _CONNECTIONS)]
