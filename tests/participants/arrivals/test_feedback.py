import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.csv_files import with_guard, without_guard
from participants.arrivals.checking import Category
from participants.arrivals.columns import HEADINGS, Column
from participants.arrivals.feedback import FaultyRow, write_faulty_rows
from participants.arrivals.reading import read_table
from tests.participants.arrivals.lists import FULL_CSV, FULL_XLSX, check_file, checked

NORWEGIAN = tuple(names[0] for names in HEADINGS.values())
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=25) | st.sampled_from(
    [
        "=1+1",
        "+47 46089679",
        "-",
        "@cmd",
        "'+47",
        "''=x",
        "0301",
        "209900000103",
        "06817600407",
        'Sønn "Max";\nx',
        "\t=1",
        '"',
        "'",
    ]
)
ROWS = st.lists(
    st.lists(CELLS, min_size=len(NORWEGIAN), max_size=len(NORWEGIAN)).filter(
        lambda row: any(cell.strip() for cell in row)
    ),
    max_size=6,
)


@given(ROWS)
def test_what_is_written_is_what_is_read(rows):
    table = read_table(write_faulty_rows(NORWEGIAN, [FaultyRow(cells, ["Feil."]) for cells in rows]))
    assert table.headings == (*NORWEGIAN, "Feil")
    assert [list(row.cells[:-1]) for row in table.rows] == rows
    assert [row.cells[-1] for row in table.rows] == ["Feil."] * len(rows)


@given(ROWS)
def test_no_cell_can_run_as_a_formula_or_lose_its_digits_in_a_spreadsheet(rows):
    text = write_faulty_rows(NORWEGIAN, [FaultyRow(cells, []) for cells in rows]).decode("utf-8-sig")
    for record in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in record)
        # A spreadsheet reads decimal digits as a number; «0¹» is text to it, though Python calls ¹ a digit too.
        assert not any(cell.isdecimal() and (len(cell) > 10 or (cell[0] == "0" and len(cell) > 1)) for cell in record)


@given(CELLS)
def test_the_guard_comes_off_as_it_went_on(cell):
    assert without_guard(with_guard(cell)) == cell


@pytest.mark.parametrize(
    ("cell", "guarded"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+47 46089679", "'+47 46089679"),
        ("0301", "'0301"),
        ("209900000103", "'209900000103"),
        ("'=x", "''=x"),
        ("4601", "4601"),
        ("05.09.2026", "05.09.2026"),
        ("'t Hooft", "'t Hooft"),
        ("Nour", "Nour"),
        ("", ""),
    ],
)
def test_only_what_needs_it_is_guarded(cell, guarded):
    assert with_guard(cell) == guarded


def test_a_phone_number_survives_being_sent_back_and_forth():
    row = checked({Column.PHONE: "+47 46089679", Column.BIRTH_DATE: "31.02.1990"})
    data = write_faulty_rows(NORWEGIAN, [FaultyRow(row.raw.cells, [error.text for error in row.errors])])
    (again,) = check_file(data)
    assert again.person == row.person
    assert again.person.phone == "+4746089679"


def test_excel_opens_the_file_by_its_mark_delimiter_and_line_ends():
    data = write_faulty_rows(["Etternavn", "Fødselsdato"], [FaultyRow(["Bjørnå", ""], ["Fødselsdato mangler."])])
    assert data.decode("utf-8") == "\ufeffEtternavn;Fødselsdato;Feil\r\nBjørnå;;Fødselsdato mangler.\r\n"


def test_a_second_round_replaces_the_reasons_of_the_first():
    headings = ["Etternavn", "Feil", "Fødselsdato"]
    table = read_table(write_faulty_rows(headings, [FaultyRow(["Koval", "gammel", "x", "for mye"], ["ny"])]))
    assert table.headings == ("Etternavn", "Fødselsdato", "Feil")
    assert table.rows[0].cells == ("Koval", "x", "ny", "for mye")


@pytest.mark.parametrize("path", [FULL_CSV, FULL_XLSX])
def test_the_faulty_rows_of_the_full_list_come_back_the_same_and_can_be_corrected(path):
    table = read_table(path.read_bytes())
    faulty = [row for row in check_file(path.read_bytes()) if row.category is Category.FAULTY]
    data = write_faulty_rows(
        table.headings, [FaultyRow(row.raw.cells, [error.text for error in row.errors]) for row in faulty]
    )
    again = check_file(data)
    assert [row.raw.cells[: len(table.headings)] for row in again] == [row.raw.cells for row in faulty]
    assert [row.errors for row in again] == [row.errors for row in faulty]
    corrected = data.decode("utf-8").replace("Turist", "Flyktning § 28").encode()
    assert sum(row.category is Category.OK for row in check_file(corrected)) == 8
