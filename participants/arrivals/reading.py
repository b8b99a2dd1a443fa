"""A file of arrivals to a table: any bytes give rows or one clear reason why not, and no row is lost on the way."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from agencies.csv_files import without_guard
from agencies.upload_checks import is_no_table
from participants.arrivals.columns import column_of
from participants.arrivals.delimited import read_records, sniff_delimiter
from participants.arrivals.encoding import decode
from participants.arrivals.spreadsheet import MAX_ROWS, is_spreadsheet, read_sheet
from participants.arrivals.tables import FileFault, FileNotice, RawRow, RowProblem, Table, UnreadableFileError

ROWS_SEARCHED_FOR_HEADINGS = 10
ENOUGH_HEADINGS = 3


def read_table(data: bytes, is_known: Callable[[str], bool] = lambda heading: column_of(heading) is not None) -> Table:
    """Read CSV (``;``, ``,`` or tab; UTF-8, UTF-16 or Windows-1252) or XLSX, told apart by the content.

    1. Bytes to rows; blank rows are counted but left out.
    2. The headings are the row among the first ten that has most known ones, else the first row.
       ``is_known`` says which are; an arrival list's unless told otherwise.
    3. Short rows are filled up and long ones marked, so that every row has a cell for every heading.

    Raises:
        UnreadableFileError: empty, damaged, too large or with a password.

    """
    source, rows, notices = _read_rows(data)
    if not rows:
        raise UnreadableFileError(FileFault.EMPTY)
    if len(rows) > MAX_ROWS:
        raise UnreadableFileError(FileFault.TOO_LARGE)
    index = _heading_row(rows, is_known)
    headings = _without_empty_tail(rows[index].cells)
    if index > 0:
        notices = (*notices, FileNotice.ROWS_ABOVE_HEADINGS)
    if not _known_headings(rows[index], is_known):
        notices = (*notices, FileNotice.NO_KNOWN_HEADINGS)
    return Table(headings, tuple(_fit(row, len(headings)) for row in rows[index + 1 :]), source, notices)


def _read_rows(data: bytes) -> tuple[str, list[RawRow], tuple[FileNotice, ...]]:
    if is_spreadsheet(data):
        sheet_rows, notices = read_sheet(data)
        return "xlsx", [row for row in sheet_rows if not row.is_blank], notices
    if is_no_table(data):
        raise UnreadableFileError(FileFault.DAMAGED)
    text, notices = decode(data)
    records = read_records(text, sniff_delimiter(text))
    return "csv", [_unguarded(row) for row in records if not row.is_blank], notices


def _unguarded(row: RawRow) -> RawRow:
    """Take off the apostrophes that our own feedback file puts before formulas and long numbers."""
    return replace(row, cells=tuple(without_guard(cell) for cell in row.cells))


def _heading_row(rows: Sequence[RawRow], is_known: Callable[[str], bool]) -> int:
    candidates = rows[:ROWS_SEARCHED_FOR_HEADINGS]
    best = max(range(len(candidates)), key=lambda index: (_known_headings(candidates[index], is_known), -index))
    return best if _known_headings(candidates[best], is_known) >= ENOUGH_HEADINGS else 0


def _known_headings(row: RawRow, is_known: Callable[[str], bool]) -> int:
    return sum(is_known(cell) for cell in row.cells)


def _without_empty_tail(cells: tuple[str, ...]) -> tuple[str, ...]:
    width = max((index for index, cell in enumerate(cells, start=1) if cell.strip()), default=0)
    return tuple(cell.strip() for cell in cells[:width])


def _fit(row: RawRow, width: int) -> RawRow:
    """Fill a short row with empty cells; keep what a long row has too much of, and say so unless it is blank."""
    missing = width - len(row.cells)
    if missing > 0:
        filled = row.cells + ("",) * missing
        return replace(row, cells=filled, problems=(*row.problems, RowProblem.TOO_FEW_CELLS))
    if any(cell.strip() for cell in row.cells[width:]):
        return replace(row, problems=(*row.problems, RowProblem.TOO_MANY_CELLS))
    return replace(row, cells=row.cells[:width])
