"""What reading a file gives: headings, rows with where they stood, and what had to be mended on the way."""

from dataclasses import dataclass, field
from enum import StrEnum


class RowProblem(StrEnum):
    """What was wrong with the form of a row, before anybody looks at what it says."""

    UNCLOSED_QUOTE = "unclosed_quote"
    TOO_MANY_CELLS = "too_many_cells"
    TOO_FEW_CELLS = "too_few_cells"


class FileNotice(StrEnum):
    """What whoever sent the file should know about it as a whole."""

    NO_KNOWN_HEADINGS = "no_known_headings"
    ROWS_ABOVE_HEADINGS = "rows_above_headings"
    MIXED_ENCODING = "mixed_encoding"
    NUL_CHARACTERS = "nul_characters"
    MORE_SHEETS = "more_sheets"


class FileFault(StrEnum):
    """Why a file cannot be read at all."""

    EMPTY = "empty"
    PASSWORD = "password"  # noqa: S105  (the reason, not a password)
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"


FAULT_TEXTS: dict[FileFault, str] = {
    FileFault.EMPTY: "Filen er tom.",
    FileFault.PASSWORD: "Regnearket er beskyttet med passord. Lagre det uten passord og send det på nytt.",
    FileFault.DAMAGED: "Filen kan ikke leses. Den er skadet, eller den er verken CSV eller et regneark.",
    FileFault.TOO_LARGE: "Filen er for stor. Del den opp og send delene hver for seg.",
}
NOTICE_TEXTS: dict[FileNotice, str] = {
    FileNotice.NO_KNOWN_HEADINGS: "Ingen overskrifter ble kjent igjen. Er første rad overskrifter?",
    FileNotice.ROWS_ABOVE_HEADINGS: "Radene over overskriftene er ikke lest som personer.",
    FileNotice.MIXED_ENCODING: "Filen blander tegnsett. Se etter navn med rare tegn.",
    FileNotice.NUL_CHARACTERS: "Filen hadde usynlige nulltegn, som er fjernet.",
    FileNotice.MORE_SHEETS: "Regnearket har flere ark. Bare det første arket med innhold er lest.",
}


class UnreadableFileError(ValueError):
    """The file as a whole cannot be read; ``fault`` says why and ``str()`` tells a person in Norwegian."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(FAULT_TEXTS[fault])
        self.fault = fault


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stood.

    ``number`` counts rows as a spreadsheet shows them (headings are row 1, blank rows count); ``line`` is the first
    line of the text file it was read from (a quoted cell may hold several), for XLSX the same.
    """

    number: int
    line: int
    cells: tuple[str, ...]
    problems: tuple[RowProblem, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing but white space in it."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read: its headings and every row beneath them that is not blank."""

    headings: tuple[str, ...]
    rows: tuple[RawRow, ...]
    source: str
    """``csv`` or ``xlsx``."""
    notices: tuple[FileNotice, ...] = field(default=())
