"""Tells what a file is by its bytes. Only what a case needs is known; everything else is refused."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_HEAD = 8192


@dataclass(frozen=True, slots=True)
class ContentType:
    """A type that may be stored: its MIME name and the ending that its file name gets."""

    mime: str
    extension: str


PDF: Final = ContentType("application/pdf", ".pdf")
PNG: Final = ContentType("image/png", ".png")
JPEG: Final = ContentType("image/jpeg", ".jpg")
DOCX: Final = ContentType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
XLSX: Final = ContentType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")
TEXT: Final = ContentType("text/plain", ".txt")

_SIGNATURES = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_ZIP = b"PK\x03\x04"
_OFFICE = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")  # all but tab, line feed, form feed and return


def content_type_of(path: Path) -> ContentType | None:
    """The type of the file at ``path``; none when it is not one of those that may be stored."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for signature, content_type in _SIGNATURES:
        if head.startswith(signature):
            return content_type
    if head.startswith(_ZIP):
        return _office_type(path)
    return TEXT if _is_text(path) else None


def _office_type(path: Path) -> ContentType | None:
    """Word or Excel without macros, by the list of parts; nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as parts:
            names = set(parts.namelist())
    except zipfile.BadZipFile:
        return None
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((content_type for part, content_type in _OFFICE.items() if part in names), None)


def _is_text(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return not any(_CONTROLS.search(chunk) for chunk in iter(lambda: file.read(_HEAD), ""))
    except UnicodeDecodeError:
        return False
