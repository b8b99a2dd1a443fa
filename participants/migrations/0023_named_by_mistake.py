"""Takes away names that should not stand on protected cases: of machines, and of merges that were taken back."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

_MACHINES = "DELETE FROM participants_namedaccess n USING agencies_machineaccess m WHERE m.user_id = n.user_id"
# As ``take_back_access`` does from now on.
_UNDONE = """
DELETE FROM participants_namedaccess n USING participants_casereversal r, jsonb_array_elements(r.added) AS row
WHERE r.act = 'merge' AND r.undone_on IS NOT NULL
  AND row ->> 0 = 'participants_namedaccess' AND (row ->> 1)::uuid = n.id
  AND NOT EXISTS (
      SELECT FROM participants_assignment a WHERE a.participant_id = n.participant_id AND a.user_id = n.user_id
      AND (a.last_day IS NULL OR a.last_day >= (now() AT TIME ZONE 'Europe/Oslo')::date)
  )
  AND NOT EXISTS (
      SELECT FROM participants_caseevent e WHERE e.participant_id = n.participant_id AND e.created_at > r.created_at
      AND e.kind IN ('protection_changed', 'protection_raised')
  )
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("participants", "0022_where_they_moved"),
        ("agencies", "0013_machines"),
    ]

    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(_MACHINES, migrations.RunSQL.noop),
        migrations.RunSQL(_UNDONE, migrations.RunSQL.noop),
    ]
