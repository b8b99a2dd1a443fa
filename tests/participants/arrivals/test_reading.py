import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from participants.arrivals.reading import read_table
from participants.arrivals.tables import FileFault, FileNotice, RowProblem, UnreadableFileError
from tests.participants.arrivals.lists import FULL_CSV, FULL_XLSX, HERE

HEAD = "DUF-nr;Etternavn;Fornavn;Fødselsdato;Merknad\n"


def rows_of(text: str) -> list[tuple[str, ...]]:
    return [row.cells for row in read_table((HEAD + text).encode()).rows]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiter_encoding_and_line_end_are_found_out(delimiter, encoding, line_end):
    lines = ["Etternavn;Fornavn;Fødselsdato", "Bjørnå;Åse;01.02.1990", "Gonçalves;Zoé;2.3.1991"]
    table = read_table(line_end.join(lines).replace(";", delimiter).encode(encoding))
    assert table.headings == ("Etternavn", "Fornavn", "Fødselsdato")
    assert [row.cells for row in table.rows] == [("Bjørnå", "Åse", "01.02.1990"), ("Gonçalves", "Zoé", "2.3.1991")]
    assert table.notices == ()


def test_a_file_of_two_encodings_is_read_with_a_notice():
    data = "Etternavn;Fornavn;Fødselsdato\nBjørnå;Åse;1.1.1990\n".encode() + "Tøff;Per;1.1.1990".encode("cp1252")
    table = read_table(data)
    assert [row.cells[0] for row in table.rows] == ["Bjørnå", "Tøff"]
    assert table.notices == (FileNotice.MIXED_ENCODING,)


def test_nul_characters_are_taken_out_with_a_notice():
    table = read_table((HEAD + "1;Ha\0ddad;Nour;;").encode())
    assert table.rows[0].cells[1] == "Haddad"
    assert FileNotice.NUL_CHARACTERS in table.notices


def test_a_quoted_cell_may_hold_delimiters_quotes_and_lines():
    assert rows_of('1;Haddad;Nour;;"Sønn ""Max""; født 2019,\nbor hos tante"\n2;Koval;Ada;;\n') == [
        ("1", "Haddad", "Nour", "", 'Sønn "Max"; født 2019,\nbor hos tante'),
        ("2", "Koval", "Ada", "", ""),
    ]


def test_rows_keep_the_number_a_spreadsheet_shows_and_the_line_they_begin_on():
    table = read_table((HEAD + '1;A;B;;"x\ny"\n;;;;\n\n2;C;D;;\n').encode())
    assert [(row.number, row.line) for row in table.rows] == [(2, 2), (5, 6)]


@pytest.mark.parametrize(
    "damage",
    [
        '209900000103;Haddad;"Nour;15.03.1990;x\n',
        '209900000103;Haddad;Nour;15.03.1990;"x\n',
        '"209900000103;Haddad;Nour;15.03.1990;x\n',
    ],
)
@pytest.mark.parametrize(
    "later", ["", '3;Cara;Dee;1.1.1990;"a;b"\n', '3;Cara;Dee;1.1.1990;x"\n', '3;Cara;D;1.1.1990;"""q"""\n']
)
def test_an_open_quote_costs_its_own_row_and_no_other(damage, later):
    table = read_table((HEAD + damage + "209900000208;Koval;Ada;16.03.1990;y\n" + later).encode())
    assert len(table.rows) == 2 + bool(later)
    assert RowProblem.UNCLOSED_QUOTE in table.rows[0].problems
    assert "Haddad" in "".join(table.rows[0].cells)
    assert table.rows[1].cells == ("209900000208", "Koval", "Ada", "16.03.1990", "y")


def test_a_quote_inside_a_name_is_a_quote():
    assert rows_of('1;Haddad;Nour "Nounou";;\n2;"Max" Moe;Ada;;') == [
        ("1", "Haddad", 'Nour "Nounou"', "", ""),
        ("2", '"Max" Moe', "Ada", "", ""),
    ]


def test_short_rows_are_filled_and_long_rows_keep_what_is_too_much():
    table = read_table((HEAD + "1;Haddad\n2;Koval;Ada;;x;y\n3;Li;Bo;;;;;\n").encode())
    assert [row.cells for row in table.rows] == [
        ("1", "Haddad", "", "", ""),
        ("2", "Koval", "Ada", "", "x", "y"),
        ("3", "Li", "Bo", "", ""),
    ]
    assert [row.problems for row in table.rows] == [(RowProblem.TOO_FEW_CELLS,), (RowProblem.TOO_MANY_CELLS,), ()]


def test_lines_above_the_headings_are_passed_over_with_a_notice():
    table = read_table(("Bosettingsliste 2026;;;;\n\n" + HEAD + "1;Haddad;Nour;;").encode())
    assert table.headings[0] == "DUF-nr"
    assert table.notices == (FileNotice.ROWS_ABOVE_HEADINGS,)
    assert table.rows[0].number == 4


def test_a_line_that_tells_the_delimiter_is_obeyed():
    table = read_table("sep=,\nEtternavn,Fornavn,Fødselsdato\nA;B,C,1.1.1990\n".encode())
    assert table.rows[0].cells == ("A;B", "C", "1.1.1990")


def test_unknown_headings_give_a_notice():
    assert FileNotice.NO_KNOWN_HEADINGS in read_table(b"a;b\n1;2\n").notices


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", FileFault.EMPTY),
        (b"\xef\xbb\xbf", FileFault.EMPTY),
        (b";;;\n\n , ,\n;;", FileFault.EMPTY),
        (b"PK\x03\x04 no zip", FileFault.DAMAGED),
        (b"\xd0\xcf\x11\xe0 no workbook", FileFault.DAMAGED),
    ],
)
def test_a_file_without_rows_is_refused_with_its_reason(data, fault):
    if data.startswith(b";"):
        data = data.replace(b" , ,", b" ; ;")
    with pytest.raises(UnreadableFileError) as caught:
        read_table(data)
    assert caught.value.fault is fault
    assert str(caught.value).endswith(".")


@given(st.binary(max_size=400))
@example(b'"')
@example(b"\xff\xfe\x00")
@example(b"\xef\xbb\xbf\x81\x8d")
@example(b'a;"b\n"c;"";"\n')
def test_no_bytes_break_the_reader(data):
    try:
        table = read_table(data)
    except UnreadableFileError:
        return
    assert all(len(row.cells) >= len(table.headings) for row in table.rows)


@given(st.binary(max_size=200), st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]))
def test_no_damaged_spreadsheet_breaks_the_reader(data, magic):
    with pytest.raises(UnreadableFileError):
        read_table(magic + data)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 135_000), st.integers(0, 255))
def test_one_wrong_byte_in_a_spreadsheet_never_breaks_the_reader(position, byte):
    data = bytearray(FULL_XLSX.read_bytes())
    data[position % len(data)] = byte
    try:
        read_table(bytes(data))
    except UnreadableFileError:
        return


@given(st.lists(st.text('ab;"\n\t, ', max_size=20), min_size=1, max_size=8))
def test_no_row_with_letters_is_lost_however_the_quotes_stand(lines):
    marked = [f"x{number};{line}".replace("\n", " ") for number, line in enumerate(lines)]
    table = read_table(("h1;h2\n" + "\n".join(marked)).encode())
    everything = "\n".join("|".join(row.cells) for row in table.rows)
    assert all(f"x{number}" in everything for number in range(len(lines)))


def workbook(*rows, sheets=1):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"default_date_format": "dd.mm.yyyy"}) as book:
        for _ in range(sheets):
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return target.getvalue()


def test_cells_of_a_spreadsheet_become_what_a_person_would_have_typed():
    table = read_table(
        workbook(
            ["DUF-nr", "Etternavn", "Fødselsdato", "Kommunenr", "Telefon", "Merknad"],
            [209900000006, "Haddad", dt.date(1990, 3, 15), 301, 4746089679, True],
            [],
            ["", "Koval", dt.datetime(1990, 3, 15, 12, 30), 12.5, "", "to\nlinjer"],  # noqa: DTZ001
        )
    )
    assert table.source == "xlsx"
    assert table.rows[0].cells == ("209900000006", "Haddad", "1990-03-15", "301", "4746089679", "ja")
    assert table.rows[1].cells == ("", "Koval", "1990-03-15T12:30:00", "12.5", "", "to\nlinjer")
    assert [row.number for row in table.rows] == [2, 4]


def test_more_than_one_filled_sheet_is_told():
    data = workbook(["Etternavn", "Fornavn", "Født"], ["A", "B", "1.1.1990"], sheets=2)
    assert read_table(data).notices == (FileNotice.MORE_SHEETS,)


def test_a_workbook_without_cells_is_empty():
    with pytest.raises(UnreadableFileError) as caught:
        read_table(workbook())
    assert caught.value.fault is FileFault.EMPTY


def test_a_cell_far_out_that_would_fill_the_memory_is_refused():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet().write("XFD1048576", "x")
    with pytest.raises(UnreadableFileError) as caught:
        read_table(target.getvalue())
    assert caught.value.fault is FileFault.TOO_LARGE


def test_a_zip_that_is_no_workbook_is_damaged():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("letter.txt", "hei")
    with pytest.raises(UnreadableFileError) as caught:
        read_table(target.getvalue())
    assert caught.value.fault is FileFault.DAMAGED


def test_both_full_lists_have_every_row():
    csv_table, xlsx_table = read_table(FULL_CSV.read_bytes()), read_table(FULL_XLSX.read_bytes())
    assert csv_table.headings == xlsx_table.headings
    assert len(csv_table.rows) == len(xlsx_table.rows) == 1200
    assert not any(row.problems for row in (*csv_table.rows, *xlsx_table.rows))


def test_the_sample_files_are_read_whole():
    assert len(read_table((HERE / "dirty-4601.csv").read_bytes()).rows) == 23
    english = read_table((HERE / "english-windows-1252.csv").read_bytes())
    assert [row.cells[1] for row in english.rows] == ["Müller-Gonçalves", "Haddad", "Shevchenko", "Tesfay"]
    assert english.rows[0].cells[-1] == 'Son "Max"; born 2019,\nstays with aunt'
