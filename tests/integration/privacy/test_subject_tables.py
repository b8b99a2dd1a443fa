"""Every table that points at a person has its rule for the copy, and every column of it; read from the catalogue."""

import pytest
from django.apps import apps
from django.db import connection

from config.embedded.roles import OWNER_ROLE
from participants.subject_access import TECHNICAL, copied_tables, left_out_tables
from participants.subject_labels import LABELS, label_of

pytestmark = pytest.mark.django_db

_POINTING = """
SELECT c.relname FROM pg_class c
WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
  AND (
      EXISTS (
          SELECT FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attname = 'participant_id' AND NOT a.attisdropped
      )
      OR EXISTS (
          SELECT FROM pg_constraint f
          WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid = 'participants_participant'::regclass
      )
  )
"""


def _tables_that_point_at_people() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_POINTING)
        return {name for (name,) in cursor.fetchall()}


def _columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def test_every_table_that_points_at_a_person_is_copied_or_left_out_with_a_reason() -> None:
    copied = {table.model._meta.db_table for table in copied_tables()}
    left_out = {model._meta.db_table: reason for model, reason in left_out_tables().items()}
    pointing = _tables_that_point_at_people() | {"participants_participant"}
    assert pointing - copied - set(left_out) == set(), (
        "say in <app>/subject_registrations.py what is copied, or why not"
    )
    assert copied & set(left_out) == set()
    assert all(len(reason) > 20 for reason in left_out.values())
    assert len(copied) > 50


def test_a_new_table_that_points_at_a_person_has_no_rule_until_it_is_given_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE " + OWNER_ROLE)
        cursor.execute("CREATE TABLE public.newcomer (whom uuid REFERENCES participants_participant)")
    copied = {table.model._meta.db_table for table in copied_tables()}
    assert "newcomer" in _tables_that_point_at_people() - copied


def test_every_column_of_a_copied_table_is_copied_or_kept_back_with_a_reason() -> None:
    faults = []
    for table in copied_tables():
        fields = {field.column: field.name for field in table.model._meta.concrete_fields}
        for column in _columns(table.model._meta.db_table):
            name = fields.get(column, column)
            ways = (name in table.columns) + (name in table.withheld)
            if ways != 1 and not (ways == 0 and name in TECHNICAL):
                faults.append(f"{table.model._meta.db_table}.{name}: {ways}")
        unknown = set(table.columns) | set(table.withheld)
        faults += [f"{table.model._meta.db_table} has no {name}" for name in unknown - set(fields.values())]
    assert faults == []


def test_every_copied_column_and_table_has_a_norwegian_name() -> None:
    nameless = [
        f"{table.model._meta.label}.{name}"
        for table in copied_tables()
        for name in table.columns
        if label_of(table.model._meta.get_field(name)) == name and name not in LABELS
    ]
    assert nameless == []
    used = {name for table in copied_tables() for name in table.columns}
    assert set(LABELS) - used == set()


def test_the_rules_are_about_models_that_are_there() -> None:
    assert {table.model for table in copied_tables()} <= set(apps.get_models())
