"""Who sees how people meet may know that they have a place in a class: NAV's question who has no hours is about them."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

_ENROLMENTS = "programmes_classenrolment"
_BEFORE = {
    table: resources
    for resources, tables in import_module("integration.migrations.0029_role_gates").GATES.items()
    for table in tables
}
_AFTER = _BEFORE | {_ENROLMENTS: ("class_enrolment", "attendance_summary")}


def _array(resources: tuple[str, ...]) -> str:
    return f"ARRAY[{', '.join(repr(resource) for resource in resources)}]"


def _gates(gates: dict[str, tuple[str, ...]]) -> str:
    each = ", ".join(f"('{table}', {_array(resources)})" for table, resources in gates.items())
    return f"""
ALTER POLICY {_ENROLMENTS}_role ON {_ENROLMENTS} USING (
    (SELECT fot_opens(VARIADIC {_array(gates[_ENROLMENTS])}))
);
CREATE OR REPLACE FUNCTION fot_closed_tables() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(t.name), '{{}}') FROM (VALUES {each}) t (name, resources)
    WHERE NOT fot_opens(VARIADIC t.resources)
$$;
"""  # noqa: S608 - a migration's own names


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("integration", "0030_days_of_norway")]

    operations: ClassVar[list[Operation]] = [RunSQL(_gates(_AFTER), _gates(_BEFORE))]
