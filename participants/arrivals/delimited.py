"""Text with a delimiter to records, one line of damage costing one row and no more.

The standard library's reader lets an open quote swallow the rest of the file. Here a quoted cell counts as one only if
its closing quote stands before a delimiter or a line end, and if it has not swallowed whole rows; otherwise the quote
is an ordinary character and the row ends with its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from participants.arrivals.tables import RawRow, RowProblem

DELIMITERS = (";", "\t", ",")
MAX_LINES_IN_A_CELL = 200
_SEP_LINE = re.compile(r"sep=(.)(?:\n|\Z)", re.IGNORECASE)
_LOOKS_LIKE_DATA = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d\d-\d\d|\d{11,12}")
_WITHOUT_QUOTED = re.compile(r'"[^"\n]*"')


def sniff_delimiter(text: str) -> str:
    """The delimiter of most of the headings: the commonest of ; tab , in the first line that is not blank."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    told = _SEP_LINE.fullmatch(first)
    if told:
        return told.group(1)
    bare = _WITHOUT_QUOTED.sub("", first)
    return max(DELIMITERS, key=bare.count)


def read_records(text: str, delimiter: str) -> Iterator[RawRow]:
    """Every record of the text, blank ones too, with row number and first line."""
    scanner = _Scanner(text, delimiter)
    told = _SEP_LINE.match(text)
    position, line = (told.end(), 2) if told else (0, 1)
    number = 0
    while position < len(text):
        number += 1
        cells, end, problems = scanner.record_at(position)
        yield RawRow(number, line, cells, problems)
        line += text.count("\n", position, end)
        position = end


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    end: int
    is_damaged: bool = False


class _Scanner:
    """Reads one record at a time from a text."""

    def __init__(self, text: str, delimiter: str) -> None:
        self.text = text
        self.delimiter = delimiter
        self.quoted = re.compile(rf'"((?:[^"]++|"")*+)"(?={re.escape(delimiter)}|\n|\Z)')
        self.width = max(line.count(delimiter) for line in text[:20_000].split("\n")[:10]) + 1

    def record_at(self, position: int) -> tuple[tuple[str, ...], int, tuple[RowProblem, ...]]:
        """The cells of the record, where the next one begins, and what was wrong."""
        line_end = self._line_end(position)
        line = self.text[position:line_end]
        if '"' not in line:
            return tuple(line.split(self.delimiter)), line_end + 1, ()
        cells = list(self._cells(position))
        damaged = any(cell.is_damaged for cell in cells)
        problems = (RowProblem.UNCLOSED_QUOTE,) if damaged else ()
        return tuple(cell.text for cell in cells), cells[-1].end + 1, problems

    def _cells(self, start: int) -> Iterator[_Cell]:
        position = start
        while True:
            cell = self._cell(start, position)
            yield cell
            if cell.end >= len(self.text) or self.text[cell.end] == "\n":
                return
            position = cell.end + 1

    def _cell(self, record_start: int, position: int) -> _Cell:
        if self.text.startswith('"', position):
            match = self.quoted.match(self.text, position)
            if match and not self._has_swallowed_rows(record_start, match.end()):
                return _Cell(match.group(1).replace('""', '"'), match.end())
        line_end = self._line_end(position)
        stop = self.text.find(self.delimiter, position, line_end)
        end = line_end if stop < 0 else stop
        bare = self.text[position:end]
        return _Cell(bare, end, is_damaged=bare.startswith('"') and bare.count('"') % 2 == 1)

    def _has_swallowed_rows(self, record_start: int, end: int) -> bool:
        """Whether the lines from the record's first to the one the cell ends in look like rows of their own."""
        lines = self.text[record_start : self._line_end(end)].split("\n")
        if len(lines) > MAX_LINES_IN_A_CELL:
            return True
        return len(lines) > 1 and self._is_a_row(lines[0]) and any(self._is_a_row(line) for line in lines[1:])

    def _is_a_row(self, line: str) -> bool:
        return line.count(self.delimiter) >= self.width - 1 and _LOOKS_LIKE_DATA.search(line) is not None

    def _line_end(self, position: int) -> int:
        end = self.text.find("\n", position)
        return len(self.text) if end < 0 else end
