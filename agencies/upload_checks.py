"""What is asked of an uploaded file before anything parses it: what it is by its bytes, and how much is in it.

A name and a declared type say nothing, and a zip's own list of sizes can lie. Of documents only what a case needs is
kept; whatever is two things at once, carries macros or unpacks without end is refused.
"""

import os
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from puremagic import PureError, magic_string

_HEAD = 4096
_SURE: Final = 0.4
"""Below this a few letters have been taken for a signature («BM» for a bitmap)."""
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_NO_TABLES = (
    "image/",
    "video/",
    "audio/",
    "application/pdf",
    "application/vnd.microsoft.portable-executable",
    "application/x-rar-compressed",
    "application/vnd.rar",
    "application/x-7z-compressed",
    "application/gzip",
    "application/x-gzip",
)
_CHUNK = 1024 * 1024
_WHATEVER = 1 << 62


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

_BY_MIME: Final = {kind.mime: kind for kind in (PDF, PNG, JPEG)}
_MAIN_PART: Final = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_MARKUP: Final = frozenset({"text/html", "application/xhtml+xml", "image/svg+xml"})
# No text is any of these, whatever its name says; a picture or a PDF under another's name gets its own.
_NO_TEXT: Final = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".docx", ".xlsx"})
_SECOND_HEAD: Final = re.compile(rb"%pdf-|<!doctype|<html|<script|<svg|<\?php", re.IGNORECASE)
_MACROS: Final = re.compile(r"vbaproject\.bin$|^xl/macrosheets/|/activex/", re.IGNORECASE)
_TYPES_PART: Final = "[Content_Types].xml"
_LARGEST_TYPES_PART: Final = 1_000_000
_ZIP_END_BYTES: Final = 22
_MOST_UNPACKED: Final = 400_000_000
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")  # all but tab, line feed, form feed and return


def content_type_of(path: Path, filename: str = "") -> ContentType | None:
    """The type of the file at ``path``; none when it is not one of those that may be stored.

    ``filename`` is what it was called: text that calls itself something else is not stored.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    found = _found(head)
    if zipfile.is_zipfile(path):
        return _office_type(path, head)
    kinds = {kind for mime, _sureness in found if (kind := _BY_MIME.get(mime))}
    if kinds:
        return kinds.pop() if len(kinds) == 1 and not _SECOND_HEAD.search(head, 1) else None
    is_markup = any(mime in _MARKUP and sureness >= _SURE for mime, sureness in found)
    claims_another = PurePath(filename).suffix.lower() in _NO_TEXT
    return TEXT if not is_markup and not claims_another and _is_text(path) else None


def _found(head: bytes) -> list[tuple[str, float]]:
    try:
        return [(match.mime_type, match.confidence) for match in magic_string(head)]
    except (PureError, ValueError):
        return []


def _office_type(path: Path, head: bytes) -> ContentType | None:
    """Word or Excel, and nothing besides: no macros, nothing before or behind, and not without end when unpacked."""
    try:
        with zipfile.ZipFile(path) as parts:
            if not _ends_here(path) or not _is_plain_office(parts, head) or unpacks_beyond(parts, _MOST_UNPACKED):
                return None
            names = set(parts.namelist())
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError):
        return None
    return next((kind for part, kind in _MAIN_PART.items() if part in names), None)


def _ends_here(path: Path) -> bool:
    """Whether the zip's end is the file's: what is written behind it is skipped by the one program, read by another."""
    with path.open("rb") as file:
        file.seek(-min(_ZIP_END_BYTES, path.stat().st_size), os.SEEK_END)
        return file.read().startswith(b"PK\x05\x06")


def _is_plain_office(parts: zipfile.ZipFile, head: bytes) -> bool:
    names = parts.namelist()
    # A name that stands twice is read by one program as the one part, and by the next as the other.
    if _TYPES_PART not in names or len(names) != len(set(names)) or any(_MACROS.search(name) for name in names):
        return False
    begins_here = head.startswith(b"PK\x03\x04") and min(part.header_offset for part in parts.infolist()) == 0
    types = parts.getinfo(_TYPES_PART)
    if parts.comment or not begins_here or types.file_size > _LARGEST_TYPES_PART:
        return False
    with parts.open(types) as content:
        return b"macroenabled" not in content.read(_LARGEST_TYPES_PART).lower()


def _is_text(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return not any(_CONTROLS.search(chunk) for chunk in iter(lambda: file.read(_HEAD), ""))
    except UnicodeDecodeError:
        return False


def is_no_table(data: bytes) -> bool:
    """Whether the bytes are surely something else than text or a spreadsheet: a picture, a PDF, a program."""
    head = data[:_HEAD]
    # The mark of UTF-16 is also how some sound files begin.
    if not head or head.startswith(_MARKS):
        return False
    return any(sureness >= _SURE and mime.startswith(_NO_TABLES) for mime, sureness in _found(head))


def unpacks_beyond(archive: zipfile.ZipFile, most_bytes: int) -> bool:
    """Whether the members unpack to more than ``most_bytes``, counted by unpacking them, not by what they say.

    Raises what ``zipfile`` raises for a damaged archive, also when a member is not what its checksum says.
    """
    total = 0
    for member in archive.infolist():
        if member.file_size > most_bytes:
            return True
        # What it says is not believed: reading goes on for as long as there is anything, up to the limit.
        member.file_size = _WHATEVER
        with archive.open(member) as content:
            while chunk := content.read(_CHUNK):
                total += len(chunk)
                if total > most_bytes:
                    return True
    return False
