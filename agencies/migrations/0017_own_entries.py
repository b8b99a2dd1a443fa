"""Nobody writes a log entry in another's name; a kept answer says whom it shows."""

from typing import ClassVar

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from agencies.database import LOG_OWN_ACTS

_LOGS = ("agencies_accesslogentry", "agencies_changerecord")
_FORGET = "DELETE FROM agencies_idempotencyrecord"


def _write_policy(condition: str) -> str:
    return "".join(f"ALTER POLICY {log}_write ON {log} WITH CHECK ({condition});" for log in _LOGS)


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("agencies", "0016_oidc"),
        ("participants", "0002_guards"),
    ]

    operations: ClassVar[list[Operation]] = [
        migrations.AddField(
            model_name="idempotencyrecord",
            name="participant_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), db_default=[], default=list, size=None
            ),
        ),
        # Of the answers kept until now it is not known whom they show.
        migrations.RunSQL(_FORGET, migrations.RunSQL.noop),
        migrations.RunSQL(_write_policy(LOG_OWN_ACTS), _write_policy("true")),
    ]
