"""What staff declare of themselves and theirs, readable by the rule alone; clearance for shielded people."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from agencies.database import change_functions, nobodys_to_read

_CLEARANCES = """
CREATE OR REPLACE FUNCTION fot_is_cleared() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT 'confidential' = ANY (string_to_array(coalesce(current_setting('fot.clearance', true), ''), ',')) $$;
CREATE FUNCTION fot_is_cleared_for_shielded() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT 'shielded' = ANY (string_to_array(coalesce(current_setting('fot.clearance', true), ''), ',')) $$;
"""
_ONE_CLEARANCE = """
DROP FUNCTION fot_is_cleared_for_shielded();
CREATE OR REPLACE FUNCTION fot_is_cleared() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('fot.clearance', true), '') = 'confidential' $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("agencies", "0008_declared_kin")]

    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(_CLEARANCES, _ONE_CLEARANCE),
        nobodys_to_read("agencies_declaredkin"),
        # Who is close to a member of staff must not be read from the history either.
        *change_functions("digest", "is_guarded"),
    ]
