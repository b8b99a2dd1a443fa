"""The faulty rows of a list as a file to correct and send again: its own columns, and what is wrong in «Feil»."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agencies.csv_files import write_csv
from participants.arrivals.columns import FEEDBACK_HEADING


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """The cells of a row as they came, and the sentences that say what stops it."""

    cells: Sequence[str]
    reasons: Sequence[str]


def write_faulty_rows(headings: Sequence[str], rows: Iterable[FaultyRow]) -> bytes:
    """The file, as ``write_csv`` writes it.

    ``reading.read_table`` gives the same headings and cells back, «Feil» apart. An older «Feil» column is replaced;
    cells beyond the headings stand after it. No cell can run as a formula.
    """
    kept = [position for position, heading in enumerate(headings) if not _is_feedback(heading)]
    written = [[*(headings[position] for position in kept), FEEDBACK_HEADING]]
    for row in rows:
        cells = [*row.cells, *[""] * (len(headings) - len(row.cells))]
        extra = cells[len(headings) :]
        written.append([*(cells[position] for position in kept), " ".join(row.reasons), *extra])
    return write_csv(written)


def _is_feedback(heading: str) -> bool:
    return heading.strip().casefold() == FEEDBACK_HEADING.casefold()
