"""XLSX (and old XLS) cell by cell, through calamine: every cell to the text a person would have typed.

Cells typed as numbers have lost their leading zeros before anybody sees them; ``values`` mends that where the width of
the number is known, and says so.
"""

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import TypeAlias

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from agencies.upload_checks import unpacks_beyond
from participants.arrivals.tables import FileFault, FileNotice, RawRow, UnreadableFileError

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
MAX_UNPACKED_BYTES = 400_000_000
MAX_RATIO = 150
_SMALL_UNPACKED = 50_000_000
MAX_ROWS = 100_000
MAX_COLUMNS = 104
# Calamine lays out the whole rectangle up to the last cell: one stray cell in XFD1048576 would take all memory.
_FAR_CELL = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="(?:[A-Z]{3,}\d+|[D-Z][A-Z]\d+|[A-Z]+\d{7,}|[A-Z]+[1-9]\d{5})"[^>]*[^/]>'
)

Cell: TypeAlias = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def is_spreadsheet(data: bytes) -> bool:
    """Whether the bytes begin as an XLSX (a zip) or an XLS (OLE) file does."""
    return data.startswith((ZIP_MAGIC, OLE_MAGIC))


def read_sheet(data: bytes) -> tuple[tuple[RawRow, ...], tuple[FileNotice, ...]]:
    """The rows of the first sheet that has any, blank rows too.

    Raises:
        UnreadableFileError: password, damage or size.

    """
    _refuse_bombs(data)
    try:
        return _read(data)
    except UnreadableFileError:
        raise
    except PasswordError as error:
        raise UnreadableFileError(FileFault.PASSWORD) from error
    except (CalamineError, ValueError, OSError, OverflowError) as error:
        raise UnreadableFileError(FileFault.DAMAGED) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader is Rust; its panics are no Exception
            raise
        raise UnreadableFileError(FileFault.DAMAGED) from error


def cell_text(cell: Cell) -> str:
    """The cell as text: dates as ISO, whole numbers without «.0», true and false as «ja» and «nei»."""
    if isinstance(cell, str):
        return cell.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if isinstance(cell, bool):
        return "ja" if cell else "nei"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def _read(data: bytes) -> tuple[tuple[RawRow, ...], tuple[FileNotice, ...]]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
        filled = [sheet for sheet in sheets if sheet.start is not None]
        if not filled:
            raise UnreadableFileError(FileFault.EMPTY)
        notices = (FileNotice.MORE_SHEETS,) if len(filled) > 1 else ()
        return tuple(_rows(filled[0])), notices


def _rows(sheet: CalamineSheet) -> Iterator[RawRow]:
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        yield RawRow(number, number, tuple(cell_text(cell) for cell in cells))


def _refuse_bombs(data: bytes) -> None:
    """Refuse what would fill the memory: a small zip with a huge content, or a cell far out."""
    if not data.startswith(ZIP_MAGIC):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            is_bomb = unpacks_beyond(archive, _most_unpacked(data))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            is_bomb = is_bomb or _has_far_cell(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError) as error:
        raise UnreadableFileError(FileFault.DAMAGED) from error
    if is_bomb:
        raise UnreadableFileError(FileFault.TOO_LARGE)


def _most_unpacked(data: bytes) -> int:
    """A real workbook packs to a tenth or a twentieth; one of a few kilobytes has no hundreds of megabytes in it."""
    return min(MAX_UNPACKED_BYTES, max(_SMALL_UNPACKED, MAX_RATIO * len(data)))


def _has_far_cell(archive: zipfile.ZipFile) -> bool:
    sheets = (name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml"))
    return any(_FAR_CELL.search(archive.read(name)) for name in sheets)
