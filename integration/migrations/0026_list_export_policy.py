"""A list as a file, with the ids of everybody in it, is there for whoever asked and for the worker that makes it."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

_POLICY = """
ALTER TABLE integration_listexport ENABLE ROW LEVEL SECURITY;
CREATE POLICY integration_listexport_own ON integration_listexport
    USING ((requested_by_id = (SELECT fot_user()) AND agency_id = (SELECT fot_agency())) OR (SELECT fot_is_worker()))
    WITH CHECK (
        (requested_by_id = (SELECT fot_user()) AND agency_id = (SELECT fot_agency())) OR (SELECT fot_is_worker())
    );
"""
_NO_POLICY = """
DROP POLICY integration_listexport_own ON integration_listexport;
ALTER TABLE integration_listexport DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("agencies", "0020_queue_policies"),
        ("integration", "0025_parts_and_figures"),
    ]

    operations: ClassVar[list[Operation]] = [migrations.RunSQL(_POLICY, _NO_POLICY)]
