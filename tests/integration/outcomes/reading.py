"""What files and pictures of results say, read back as numbers."""

import csv
import io
import re

from agencies.csv_files import without_guard
from integration.web.outcomes.words import HIDDEN

_SHARE = re.compile(r"(?P<share>[\d,]+) % \((?P<part>[\d\s]+) av (?P<whole>[\d\s]+)\)$")
_MARK = re.compile(r"<title>([^<]+)</title>")


def number(cell: str) -> int | None:
    """A count; None where it is not shown."""
    return None if cell == HIDDEN else _whole_number(cell)


def share(cell: str) -> tuple[int, int] | None:
    """Part and whole of «46,2 % (12 av 26)»; (0, 0) for «–», of nobody; None where it is not shown."""
    if cell in (HIDDEN, "–"):
        return None if cell == HIDDEN else (0, 0)
    found = _SHARE.search(cell)
    assert found, cell
    part, whole = _whole_number(found["part"]), _whole_number(found["whole"])
    assert abs(float(found["share"].replace(",", ".")) - 100 * part / whole) <= 0.05 + 1e-9
    return part, whole


def tables_of(content: bytes) -> list[list[list[str]]]:
    """The tables of a CSV file: runs of rows of one width, the headings first; rows of one cell part them."""
    tables: list[list[list[str]]] = [[]]
    for line in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"):
        cells = [without_guard(cell) for cell in line]
        if len(cells) == 1 or (tables[-1] and len(cells) != len(tables[-1][0])):
            tables.append([])
        if len(cells) > 1:
            tables[-1].append(cells)
    return [table for table in tables if table]


def marks_of(svg: bytes) -> list[str]:
    """What the points of a picture say when they are pointed at."""
    return _MARK.findall(svg.decode())


def _whole_number(text: str) -> int:
    return int(re.sub(r"\s", "", text))
