"""Row-level security of kept answers: they hold what their user was shown, and are for that user alone."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

_POLICY = """
ALTER TABLE agencies_idempotencyrecord ENABLE ROW LEVEL SECURITY;
CREATE POLICY agencies_idempotencyrecord_own ON agencies_idempotencyrecord
    USING (user_id = (SELECT fot_user()) OR (SELECT fot_is_system()))
    WITH CHECK (user_id = (SELECT fot_user()));
"""
_WITHOUT = """
DROP POLICY agencies_idempotencyrecord_own ON agencies_idempotencyrecord;
ALTER TABLE agencies_idempotencyrecord DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("agencies", "0002_guards")]

    operations: ClassVar[list[Operation]] = [migrations.RunSQL(_POLICY, _WITHOUT)]
