"""A moment becomes a day by Norway's clock: from midnight to one, in summer to two, it is another day in UTC."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [path for app in ("agencies", "participants", "programmes", "employers", "integration", "tests")
           for path in sorted((ROOT / app).rglob("*.py"))]  # fmt: skip


def days_in_utc(source: str) -> Iterator[int]:
    """The lines that take the day of a moment as the database gives it, or write it in a text."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr=name), attr="date" | "strftime")) if _is_moment(
                name
            ):
                yield node.lineno
            case ast.FormattedValue(value=ast.Attribute(attr=name), format_spec=ast.JoinedStr()) if _is_moment(name):
                yield node.lineno
            case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Attribute(attr="now")), attr="date")):
                yield node.lineno


def _is_moment(name: str) -> bool:
    # Lessons have an hour alone.
    return name.endswith("_at") and name not in {"starts_at", "ends_at"}


@pytest.mark.parametrize(
    "line", ["row.created_at.date()", "f'{row.made_at:%Y}'", "row.sent_at.strftime('%d')", "timezone.now().date()"]
)
def test_a_day_in_utc_is_found(line: str) -> None:
    assert list(days_in_utc(line)) == [1]


@pytest.mark.parametrize("line", ["timezone.localdate(row.created_at)", "f'{row.first_day:%d.%m.%Y}'", "held.date()"])
def test_a_day_of_norway_is_not(line: str) -> None:
    assert list(days_in_utc(line)) == []


def test_no_day_is_taken_in_utc() -> None:
    found = [f"{path.relative_to(ROOT)}:{line}" for path in SOURCES for line in days_in_utc(path.read_text())]
    assert found == []
    assert len(SOURCES) > 1000


@pytest.mark.django_db
def test_the_databases_own_today_is_norways() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, coalesce('TimeZone=Europe/Oslo' = ANY (proconfig), false) FROM pg_proc"
            " WHERE pronamespace = 'public'::regnamespace AND prosrc ~* 'current_date'"
        )
        found = dict(cursor.fetchall())
    assert found == {"fot_remove_case": True, "fot_remove_part": True}
