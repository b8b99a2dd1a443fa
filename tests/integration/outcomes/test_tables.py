"""The tables of results as files: XLSX has the cells of CSV, so nothing is told in one that the other hides."""

import csv
import io
from collections.abc import Sequence
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from agencies.csv_files import without_guard
from agencies.models import Role
from agencies.operations.jobs import run_job
from tests.integration.outcomes.test_pages import client_of, town_of
from tests.integration.outcomes.test_shares import invented, town_of_truth
from tests.queues import list_row

pytestmark = pytest.mark.django_db
PAGES = ("outcomes", "outcomes-lasting", "outcomes-after", "outcomes-programme", "outcomes-qualification")


@pytest.mark.parametrize("page", PAGES)
def test_both_forms_of_a_table_have_the_same_cells(page: str) -> None:
    client = client_of(town_of_truth(invented(60, seed=9)), Role.LEADER)
    address = reverse(f"integration:{page}")
    assert "som=xlsx" in client.get(address).content.decode()
    in_csv = client.get(address, {"som": "csv"}).content.decode("utf-8-sig")
    rows = [[without_guard(cell) for cell in row] for row in csv.reader(io.StringIO(in_csv), delimiter=";")]
    answer = client.get(address, {"som": "xlsx"})
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert _cells(sheet) == _cells(rows)
    assert len(rows) > 4


def _cells(rows: Sequence[Sequence[Any]]) -> list[list[str]]:
    """The rows that say something, without empty cells at their end."""
    return [kept for row in rows if (kept := [str(cell) for cell in row if cell != ""])]


def test_the_cases_behind_a_point_are_the_same_in_the_file(settings: Any, tmp_path: Any) -> None:
    settings.DOCUMENT_DIR = tmp_path
    client = client_of(town_of(12, 14, 6), Role.TEAM_LEADER)
    page = client.get(reverse("integration:outcomes"), {"inndeling": "kjonn"}).content.decode()
    row = next(part for part in page.split("<tr>") if "kvinne" in part and "Se saker" in part)
    people = client.get(unescape(row.split('href="')[1].split('"')[0]))
    way = unescape(next(part for part in people.content.decode().split('"') if "liste=outcome-people" in part))
    client.post(way, {"form": "csv"})
    export = list_row()
    assert export.job_id
    assert run_job(export.job_id)
    answer: Any = client.get(reverse("integration:list-file", args=[export.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    shown = [(person.full_name, f"{person.settled_on:%d.%m.%Y}") for person in people.context["people"]]
    rows = [tuple(row[:2]) for row in csv.reader(io.StringIO(text), delimiter=";") if len(row) > 2]
    assert sorted(rows[1:]) == sorted(shown)
    assert len(shown) == 6
    assert people.context["summary"] in text
