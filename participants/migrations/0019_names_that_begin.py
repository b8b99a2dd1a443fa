"""The portfolio's question about names, asked past the policy by a function that applies it, so that indexes are used."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

# LIKE is not leakproof, so under row-level security no index answers it. The trigrams of a beginning are found by the
# index of names also when it is one letter long; whoever types family name first meets the order of the list.
_BEGINNING = r"""
CREATE FUNCTION fot_names_beginning(words text, sorted text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp AS $$
    SELECT p.id FROM participants_participant p
    WHERE p.municipality_id = ANY (fot_agencies())
      AND (NOT p.is_guarded OR NOT (p.id = ANY ((SELECT fot_hidden())::uuid[])))
      AND words <> '' AND (p.search_key LIKE replace(replace(words, '%', ''), '_', '') || '%'
           OR p.search_key LIKE '% ' || replace(replace(words, '%', ''), '_', '') || '%')
    UNION
    SELECT p.id FROM participants_participant p
    WHERE p.municipality_id = ANY (fot_agencies())
      AND (NOT p.is_guarded OR NOT (p.id = ANY ((SELECT fot_hidden())::uuid[])))
      AND p.sort_key LIKE replace(replace(replace(sorted, '\', '\\'), '%', '\%'), '_', '\_') || '%'
$$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("participants", "0018_named_users_policy")]

    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(_BEGINNING, "DROP FUNCTION fot_names_beginning(text, text)")
    ]
