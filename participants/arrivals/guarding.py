"""The apostrophe that keeps a spreadsheet program from working on a cell: put on in writing, taken off in reading.

A cell that begins with = + - @ or a tab is run as a formula (OWASP, «CSV injection»), which also eats the plus of a
phone number; and Excel turns 0301 into 301 and a DUF number into 2,09901E+11. All of these get one apostrophe before
them, which spreadsheet programs show and keep. Reading takes one off wherever such a cell stands behind it, so that
what was written is what is read, cells that begin with an apostrophe of their own included.
"""

import re

_NEEDS_GUARD = re.compile(r"'*(?:[=+\-@\t]|0\d+\Z|\d{11,}\Z)")


def with_guard(cell: str) -> str:
    """The cell as it may stand in a file that Excel opens."""
    return f"'{cell}" if _NEEDS_GUARD.match(cell) else cell


def without_guard(cell: str) -> str:
    """The cell that ``with_guard`` was given."""
    return cell[1:] if cell.startswith("'") and _NEEDS_GUARD.match(cell, 1) else cell
