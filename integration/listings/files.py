"""Rows as a file, piece by piece: CSV or XLSX, with what was asked above them. No cell can run as a formula."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter

from agencies.csv_files import UTF8_MARK, write_csv
from integration.models.list_export import ListForm

MEDIA_TYPES = {
    ListForm.CSV: "text/csv; charset=utf-8",
    ListForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_BLOCK = 256 * 1024
Cells = Sequence[str]


def file_of(form: ListForm, about: Sequence[str], headings: Cells, rows: Iterable[Cells]) -> Iterator[bytes]:
    """The bytes of the file; the rows are read while it is written, and never kept."""
    return (_xlsx if form is ListForm.XLSX else _csv)(about, headings, rows)


def _csv(about: Sequence[str], headings: Cells, rows: Iterable[Cells]) -> Iterator[bytes]:
    mark = UTF8_MARK.encode()
    yield mark
    for cells in _all(about, headings, rows):
        yield write_csv([cells]).removeprefix(mark)


def _xlsx(about: Sequence[str], headings: Cells, rows: Iterable[Cells]) -> Iterator[bytes]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        # With constant memory each row goes to disk when the next one begins.
        with xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": folder}) as book:
            sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
            for number, cells in enumerate(_all(about, headings, rows)):
                for place, cell in enumerate(cells):
                    # As text, whatever it looks like: nothing is worked out, and 0301 stays 0301.
                    sheet.write_string(number, place, cell, bold if number == len(about) + 1 else None)
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block


def _all(about: Sequence[str], headings: Cells, rows: Iterable[Cells]) -> Iterator[Cells]:
    for line in about:
        yield [line]
    yield []
    yield headings
    yield from rows
