"""What is asked of an uploaded file before anything parses it: what it is by its bytes, and how much is in it.

A name and a declared type say nothing, and a zip's own list of sizes can lie.
"""

import zipfile
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


def is_no_table(data: bytes) -> bool:
    """Whether the bytes are surely something else than text or a spreadsheet: a picture, a PDF, a program."""
    head = data[:_HEAD]
    # The mark of UTF-16 is also how some sound files begin.
    if not head or head.startswith(_MARKS):
        return False
    try:
        found = magic_string(head)
    except (PureError, ValueError):
        return False
    return any(match.confidence >= _SURE and match.mime_type.startswith(_NO_TABLES) for match in found)


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
