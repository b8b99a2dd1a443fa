"""The faulty rows of a list as a file to correct and send again: its own columns, and what is wrong in «Feil»."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from participants.arrivals.columns import FEEDBACK_HEADING
from participants.arrivals.guarding import with_guard

UTF8_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """The cells of a row as they came, and the sentences that say what stops it."""

    cells: Sequence[str]
    reasons: Sequence[str]


def write_faulty_rows(headings: Sequence[str], rows: Iterable[FaultyRow]) -> bytes:
    """The file: UTF-8 with mark, ``;`` and CRLF, which Excel opens by a double click.

    ``reading.read_table`` gives the same headings and cells back, «Feil» apart. An older «Feil» column is replaced;
    cells beyond the headings stand after it. No cell can run as a formula (see ``guarding``).
    """
    kept = [position for position, heading in enumerate(headings) if not _is_feedback(heading)]
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(_guarded([*(headings[position] for position in kept), FEEDBACK_HEADING]))
    for row in rows:
        cells = [*row.cells, *[""] * (len(headings) - len(row.cells))]
        extra = cells[len(headings) :]
        writer.writerow(_guarded([*(cells[position] for position in kept), " ".join(row.reasons), *extra]))
    return (UTF8_MARK + target.getvalue()).encode("utf-8", errors="replace")


def _guarded(cells: Iterable[str]) -> list[str]:
    return [with_guard(cell) for cell in cells]


def _is_feedback(heading: str) -> bool:
    return heading.strip().casefold() == FEEDBACK_HEADING.casefold()
