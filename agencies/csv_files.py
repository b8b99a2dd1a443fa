"""CSV that goes out, written in this one place: no cell of it can run as a formula, whoever opens it.

A cell that begins with = + - @, a tab or a line break is run as a formula (OWASP, «CSV injection»; also in the wide
forms of East Asia), which also eats the plus of a phone number; and Excel turns 0301 into 301 and a DUF number into
2,09901E+11. All of these get one apostrophe before them, which spreadsheet programs show and keep. Reading takes one
off wherever such a cell stands behind it, so that what was written is what is read, cells that begin with an
apostrophe of their own included.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

UTF8_MARK = "\ufeff"
_NEEDS_GUARD = re.compile(r"'*(?:[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]|0\d+\Z|\d{11,}\Z)")


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as a file that Excel opens by a double click: UTF-8 with mark, ``;`` and CRLF, each cell guarded."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerows([with_guard(cell) for cell in row] for row in rows)
    return (UTF8_MARK + target.getvalue()).encode("utf-8", errors="replace")


def with_guard(cell: str) -> str:
    """The cell as it may stand in a file that Excel opens."""
    return f"'{cell}" if _NEEDS_GUARD.match(cell) else cell


def without_guard(cell: str) -> str:
    """The cell that ``with_guard`` was given."""
    return cell[1:] if cell.startswith("'") and _NEEDS_GUARD.match(cell, 1) else cell
