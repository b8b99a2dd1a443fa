"""Files as other systems sent them, and copies for those who ask, on disk and encrypted, outside the web root.

A body is sealed block by block while it arrives, so that a large one never lies in memory, and never in the clear on
disk. A block is a line. What no row points at is left from a transaction that failed, and is swept away.
"""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from participants.operations.importing.raw_input import seal, unseal

_BLOCK = 256 * 1024
SCHOOL_SYSTEMS, SUBJECT_ACCESS, LISTS = "school-systems", "subject-access", "lists"
_FOLDERS = (f"{SCHOOL_SYSTEMS}/", f"{SUBJECT_ACCESS}/", f"{LISTS}/")
_SWEPT_AFTER = 24 * 3600
"""Seconds after which no transaction can still be about to write the row of a file."""


class TooLarge(Exception):
    """More came than is taken in; nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class SealedFile:
    """Where a file lies (relative to the folder of documents), how many bytes came, and their SHA-256."""

    path: str
    size: int
    checksum: str


def write_sealed(
    municipality_id: UUID, chunks: Iterable[bytes], limit: int, folder: str = SCHOOL_SYSTEMS
) -> SealedFile:
    """Seal the bytes as they come; raises ``TooLarge`` above ``limit`` and leaves nothing behind."""
    relative = f"{folder}/{municipality_id}/{uuid4().hex}"
    path = settings.DOCUMENT_DIR / relative
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            for block in _blocks(chunks):
                size += len(block)
                if size > limit:
                    raise TooLarge
                digest.update(block)
                file.write(sealed_line(block))
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return SealedFile(relative, size, digest.hexdigest())


def read_sealed(relative: str) -> Iterator[bytes]:
    """The bytes as they came, block by block; ``FileNotFoundError`` when they have been deleted."""
    yield from unsealed(_path(relative))


def sealed_line(block: bytes) -> bytes:
    """A block as it lies on disk: one line."""
    return seal(block) + b"\n"


def unsealed(path: Path) -> Iterator[bytes]:
    """The bytes of a file of such lines, block by block; ``InvalidToken`` where one is not what was sealed."""
    with path.open("rb") as file:
        for line in file:
            yield unseal(line.rstrip(b"\n"))


def delete_sealed(relative: str) -> None:
    """Delete the file, if it is there."""
    if relative:
        with suppress(FileNotFoundError):
            _path(relative).unlink()


def sweep_sealed(known: set[str], folder: str = SCHOOL_SYSTEMS) -> int:
    """Delete the files of ``folder`` that are not ``known`` to any row and old enough; answers how many."""
    place = settings.DOCUMENT_DIR / folder
    swept = 0
    for path in place.glob("*/*") if place.is_dir() else ():
        relative = path.relative_to(settings.DOCUMENT_DIR).as_posix()
        if relative not in known and path.stat().st_mtime < time.time() - _SWEPT_AFTER:
            path.unlink(missing_ok=True)
            swept += 1
    return swept


def _path(relative: str) -> Path:
    path: Path = settings.DOCUMENT_DIR / relative
    if ".." in Path(relative).parts or not relative.startswith(_FOLDERS):
        raise FileNotFoundError(relative)
    return path


def _blocks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in blocks of one size, whatever the size of what comes."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= _BLOCK:
            yield bytes(waiting[:_BLOCK])
            del waiting[:_BLOCK]
    if waiting:
        yield bytes(waiting)
