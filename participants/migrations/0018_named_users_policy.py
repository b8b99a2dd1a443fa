"""Who is named on the protected people of a list is there for those who see the list."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

# The batch's own policy answers which those are.
_POLICY = """
ALTER TABLE participants_importbatch_named_users ENABLE ROW LEVEL SECURITY;
CREATE POLICY participants_importbatch_named_users_batch ON participants_importbatch_named_users
    USING (importbatch_id IN (SELECT id FROM participants_importbatch))
    WITH CHECK (importbatch_id IN (SELECT id FROM participants_importbatch));
"""
_NO_POLICY = """
DROP POLICY participants_importbatch_named_users_batch ON participants_importbatch_named_users;
ALTER TABLE participants_importbatch_named_users DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("participants", "0017_whose_was_refused")]

    operations: ClassVar[list[Operation]] = [migrations.RunSQL(_POLICY, _NO_POLICY)]
