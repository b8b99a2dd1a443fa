"""Whether the database holds synthetic people, for production, which must not start on them."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

# Identity numbers with month 81-92 (Tenor) and DUF numbers of the year 2099 (law.md 11.3, 11.4). It runs as the owner,
# since whoever starts a process acts for no municipality and sees nobody; it answers yes or no, and nothing about anyone.
_HAS_SYNTHETIC_PEOPLE = """
CREATE FUNCTION fot_has_synthetic_people() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM participants_identitynumber
        WHERE CASE kind WHEN 'duf' THEN value LIKE '2099%' ELSE substr(value, 3, 2) BETWEEN '81' AND '92' END
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("participants", "0005_transfers")]

    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(_HAS_SYNTHETIC_PEOPLE, "DROP FUNCTION fot_has_synthetic_people()")
    ]
