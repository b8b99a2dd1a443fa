"""Bytes to text in the encodings that Norwegian offices send: UTF-8 with or without BOM, Windows-1252, UTF-16."""

import codecs

from participants.arrivals.tables import FileNotice

_FALLBACK = "participants.arrivals.windows_1252"


def decode(data: bytes) -> tuple[str, tuple[FileNotice, ...]]:
    """Decode ``data``; every byte string has a reading, and none is refused.

    1. A byte order mark decides.
    2. Valid UTF-8 is UTF-8.
    3. Otherwise Windows-1252, unless most of what is not ASCII is good UTF-8: then only the bad bytes are read as
       Windows-1252 (two files pasted together), and the notice says so.

    Line ends become line feeds; NUL characters, which PostgreSQL cannot store, are taken out with a notice.
    """
    text, notices = _decode(data)
    if "\0" in text:
        text, notices = text.replace("\0", ""), (*notices, FileNotice.NUL_CHARACTERS)
    return text.replace("\r\n", "\n").replace("\r", "\n"), notices


def _decode(data: bytes) -> tuple[str, tuple[FileNotice, ...]]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace"), ()
    has_mark = data.startswith(codecs.BOM_UTF8)
    content = data.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        mended = content.decode("utf-8", errors=_FALLBACK)
    if has_mark or _is_mostly_utf8(content):
        return mended, (FileNotice.MIXED_ENCODING,)
    return content.decode("cp1252", errors=_FALLBACK), ()


def _is_mostly_utf8(content: bytes) -> bool:
    """Whether more characters outside ASCII are good UTF-8 than are stray bytes."""
    good = sum(not character.isascii() for character in content.decode("utf-8", errors="ignore"))
    stray = content.decode("utf-8", errors="replace").count("\ufffd")
    return good > stray


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes a decoder stopped at as Windows-1252; its five holes as the control characters of Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return "".join(_windows_1252(byte) for byte in stray), error.end


def _windows_1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


codecs.register_error(_FALLBACK, _as_windows_1252)
