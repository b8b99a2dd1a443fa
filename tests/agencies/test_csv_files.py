"""CSV and spreadsheets that go out: written in one place, where no cell can run as a formula."""

import ast
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.csv_files import with_guard, without_guard, write_csv

ROOT = Path(__file__).parents[2]
APPS = ("agencies", "participants", "programmes", "employers", "integration", "config")
CSV_PLACE = "agencies/csv_files.py"
SHEET_PLACE = "integration/listings/files.py"
# Cells as people and other systems write them, thick with what a spreadsheet program runs.
CELLS = st.text(st.sampled_from("=+-@\t\r\n'\uff1d\uff0b\uff0d\uff200a;\"å "), max_size=6) | st.text(max_size=20)
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_no_cell_of_a_file_runs_as_a_formula(rows: list[list[str]]) -> None:
    text = write_csv(rows).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=";") for cell in row]
    assert [cell for cell in cells if cell.startswith(_RUN)] == []


@given(CELLS)
def test_the_guard_comes_off_as_it_went_on(cell: str) -> None:
    assert without_guard(with_guard(cell)) == cell


@pytest.mark.parametrize("start", _RUN)
def test_each_sign_that_starts_a_formula_is_guarded(start: str) -> None:
    assert with_guard(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


def _writes_tables(path: Path) -> bool:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names} | {getattr(node, "module", None) or ""}
            if names & {"xlsxwriter", "openpyxl"}:
                return True
        if isinstance(node, ast.Attribute) and node.attr in {"writer", "DictWriter"}:
            return isinstance(node.value, ast.Name) and node.value.id == "csv"
    return False


def test_no_other_place_writes_tables() -> None:
    writers = [path for app in APPS for path in (ROOT / app).rglob("*.py") if _writes_tables(path)]
    assert [str(path.relative_to(ROOT)) for path in writers] == [CSV_PLACE, SHEET_PLACE]


def test_cells_of_spreadsheets_are_written_as_text_alone() -> None:
    called = {
        node.func.attr
        for node in ast.walk(ast.parse((ROOT / SHEET_PLACE).read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert {name for name in called if name.startswith("write")} == {"write_string"}
