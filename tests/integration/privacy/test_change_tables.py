"""Every table whose changes are recorded under a person has its sentences, read from the catalogue of the database."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from agencies.access.table import ALL_FIELDS, NAV_FIELDS, ROLES, Action
from agencies.api.serializers import FaceSerializer
from agencies.database import change_trigger
from agencies.models import ChangeRecord, Role, User
from config.embedded.roles import OWNER_ROLE
from participants.change_tables import ToldTable, told_tables, untold_tables
from participants.changes import sentence_about
from participants.models import Participant
from participants.subject_labels import LABELS, label_of
from programmes.law.measures.rules import Condition

pytestmark = pytest.mark.django_db

_RECORDED = """
SELECT DISTINCT c.relname FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid
WHERE t.tgfoid::regproc::text LIKE 'fot_record_%' AND encode(t.tgargs, 'escape') NOT LIKE '-%'
"""


def _recorded() -> set[str]:
    """The tables with a change trigger that names the person whom a row is about."""
    with connection.cursor() as cursor:
        cursor.execute(_RECORDED)
        return {name for (name,) in cursor.fetchall()}


def test_every_table_whose_changes_are_recorded_is_told_or_left_out_with_a_reason() -> None:
    told, untold = set(told_tables()), untold_tables()
    assert _recorded() - told - set(untold) == set(), "say in <app>/change_registrations.py how it is told, or why not"
    assert (told | set(untold)) - _recorded() == set()
    assert told & set(untold) == set()
    assert all(len(reason) > 20 for reason in untold.values())
    assert len(told) > 60


def test_a_new_table_with_a_change_trigger_has_no_sentence_until_it_is_given_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE " + OWNER_ROLE)
        cursor.execute("CREATE TABLE public.newcomer (id uuid, participant_id uuid, municipality_id uuid)")
        cursor.execute(str(change_trigger("newcomer").sql))
    assert "newcomer" in _recorded() - set(told_tables())


def _sample(field: Any) -> Any:
    """A value as a record holds it."""
    if field.choices:
        return next(value for value, _label in field.flatchoices if value not in (None, ""))
    if isinstance(field, ArrayField):
        return [_sample(field.base_field)]
    samples: dict[type[Any], Any] = {
        models.JSONField: [],
        models.BooleanField: True,
        models.DateTimeField: "2026-11-02T10:00:00+00:00",
        models.DateField: "2026-11-02",
        models.TimeField: "10:00:00",
        models.DecimalField: 37.5,
        models.IntegerField: 3,
    }
    return next((value for kind, value in samples.items() if isinstance(field, kind)), "ord")


def _told(field: Any, table: ToldTable) -> Any:
    if field.name in table.words:
        codes = {
            "act": "decide",
            "language": "uk",
            "citizenship": "UKR",
            "mother_tongue": "uk",
            "interpreter_language": "uk",
            "conditions": [next(iter(Condition))],
        }
        known = {"programmes_proposal": "plan_element", "participants_deadline": "permit_expiry"}
        return codes.get(field.name) or known[table.model._meta.db_table]
    return str(uuid4()) if field.is_relation else _sample(field)


def _columns(table: ToldTable) -> list[Any]:
    fields = [table.model._meta.get_field(name) for name in table.groups]
    return [field for field in fields if not (field.is_relation and field.related_model is Participant)]


@pytest.mark.parametrize("name", sorted(told_tables()))
def test_a_row_that_comes_changes_or_goes_is_said_with_every_column_in_words(name: str) -> None:
    table = told_tables()[name]
    fields = _columns(table)
    values = {field.column: _told(field, table) for field in fields}
    names = {
        (field.related_model, values[field.column]): "Navnet" for field in fields if field.is_relation
    }  # fmt: skip
    opened = frozenset(table.groups)

    def said(kind: str, before: Any, after: Any) -> str:
        record = ChangeRecord(table_name=name, row_id=uuid4(), kind=kind, before=before, after=after)
        return sentence_about(table, record, opened, names, lambda _column: False)

    came, went = said("insert", None, values), said("delete", values, None)
    changed = said("update", dict.fromkeys(values), values)
    assert "ble registrert" in came
    assert came.replace("ble registrert", "ble slettet") == went
    assert ("ble endret" in changed) is bool(fields)
    for field in fields:
        label = label_of(field)
        has_name = str(field.verbose_name) != field.name.replace("_", " ") or field.name in LABELS
        assert has_name, f"{name}.{field.name} has no name for people: give it one in subject_labels.py"
        assert label in changed
        if field.choices and field.name not in table.words:
            assert f"«{dict(field.flatchoices)[values[field.column]]}»" in changed
        if type(field) is models.DateField:
            assert f"{label} fra ikke registrert til 02.11.2026" in changed
        if isinstance(field, models.BooleanField):
            assert f"{label} ja" in came
    for raw in ("2026-11-02", "True", "None", "[", "{"):
        assert raw not in came + changed


def _nav_faces() -> dict[type[models.Model], set[str]]:
    """What the API shows a NAV office of each table, by column."""
    found: dict[type[models.Model], set[str]] = {}

    def every(kind: type[Any]) -> Any:
        for each in kind.__subclasses__():
            yield each
            yield from every(each)

    for face in every(FaceSerializer):
        if hasattr(face, "Meta") and face.groups and face.groups <= NAV_FIELDS:
            found.setdefault(face.Meta.model, set()).update(face.Meta.fields)
    return found


def test_nav_is_told_of_no_column_that_the_api_does_not_show_it() -> None:
    import config.urls  # noqa: F401 - every part of the API is loaded by it

    faces = _nav_faces()
    more = {}
    for name, table in told_tables().items():
        if Role.NAV_ADVISER not in ROLES.get((table.resource, Action.VIEW), frozenset()):
            continue
        opened = {column for column, group in table.groups.items() if group in NAV_FIELDS}
        # Who of the staff did it stands at every entry.
        opened -= {column for column in opened if _is_of_staff(table, column)}
        shown = faces.get(table.model, set())
        more[name] = {column for column in opened if not {column, f"{column}_id", f"{column}_code"} & shown}
    assert {name: columns for name, columns in more.items() if columns} == {
        "programmes_approvallink": {"party", "expires_at", "used_at", "withdrawn_at"}
    }
    assert len(more) > 20


def _is_of_staff(table: ToldTable, column: str) -> bool:
    field = table.model._meta.get_field(column)
    return bool(field.is_relation and field.related_model is User)


def test_no_code_is_told_as_a_code() -> None:
    """Levels of Norwegian are called by their codes by everybody."""
    alike = {
        (name, field.name, value)
        for name, table in told_tables().items()
        for field in _columns(table)
        if field.name not in table.words
        for value, label in getattr(field, "flatchoices", [])
        if value and str(label) == value and not re.fullmatch(r"[ABC][12]", value)
    }
    assert alike == {("programmes_workmeasure", "kind", "mentor")}


def test_what_closes_a_case_to_nav_closes_its_history_too() -> None:
    tables = told_tables()
    closed = {
        "participants_participant": {"remark", "settled_on", "is_shielded"},
        "programmes_absence": {"kind", "reason", "void_reason", "documentation"},
        "programmes_plan": {"dissent", "involvement"},
        "programmes_review": {"minutes"},
        "programmes_participation": {"reason", "end_reason"},
        "participants_flag": {"reason"},
    }
    for name, columns in closed.items():
        assert columns <= {column for column, group in tables[name].groups.items() if group not in NAV_FIELDS}, name
    whole = ("participants_familymember", "programmes_decisionstep", "programmes_journalentry", "programmes_exemption")
    for name in whole:
        assert not {tables[name].of_its_own, *tables[name].groups.values()} & NAV_FIELDS, name
    assert all(set(table.groups.values()) <= ALL_FIELDS for table in tables.values())


def test_the_tables_are_those_of_models_that_are_there() -> None:
    assert {table.model for table in told_tables().values()} <= set(apps.get_models())
