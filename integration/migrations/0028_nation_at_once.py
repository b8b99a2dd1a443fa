"""Whether an actor counts the nation is told in a moment: the list of municipalities is read once, not for each of them.

Every statement about the figures asks it for each table that it reads, which was up to half of its time.
"""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

_AT_ONCE = """
CREATE OR REPLACE FUNCTION fot_counts_the_nation() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT fot_is_system() AND NOT EXISTS (
        SELECT id FROM agencies_agency WHERE kind IN ('municipality', 'district')
        EXCEPT SELECT unnest(fot_agencies())
    )
$$;
"""
_FOR_EACH = """
CREATE OR REPLACE FUNCTION fot_counts_the_nation() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT fot_is_system() AND NOT EXISTS (
        SELECT FROM agencies_agency WHERE kind IN ('municipality', 'district') AND id <> ALL (fot_agencies())
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("integration", "0027_told_removals")]

    operations: ClassVar[list[Operation]] = [RunSQL(_AT_ONCE, _FOR_EACH)]
