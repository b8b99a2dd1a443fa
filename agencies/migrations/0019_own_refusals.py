"""Nobody reads of their own refusals: whose row it was that they asked for stands in them.

And nobody but the functions that keep the log's months closes a table.
"""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from agencies.database import closed_function_sql

_LOG = "agencies_accesslogentry"
_THEIRS = "(user_id = (SELECT fot_user()) OR municipality_id = ANY ((SELECT fot_agencies())::uuid[]))"
_NOT_REFUSED = "(granted OR user_id IS DISTINCT FROM (SELECT fot_user()) OR (SELECT fot_is_system()))"


def _policy(condition: str) -> str:
    return f"ALTER POLICY {_LOG}_read ON {_LOG} USING ({condition})"


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("agencies", "0018_people_in_lists")]

    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(_policy(f"{_THEIRS} AND {_NOT_REFUSED}"), _policy(_THEIRS)),
        migrations.RunSQL(closed_function_sql("fot_close_part(text)"), migrations.RunSQL.noop),
    ]
