"""The bytes of documents on disk, outside the web root.

A file is written to ``incoming`` and moved to its place when the transaction that wrote its row has committed. Whatever
stays in ``incoming`` belongs to a transaction that failed, or to a process that died just after it: its name says which
municipality to ask for the row.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from django.conf import settings

_BLOCK = 64 * 1024
_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_SETTLED_AFTER = 3600
"""Seconds after which no upload is still under way."""


class TooLargeError(Exception):
    """The upload is larger than is allowed; nothing of it was kept."""


class Upload(Protocol):
    """What the bytes are read from: an uploaded file, or any open file."""

    def read(self, size: int = ..., /) -> bytes:
        """The next bytes; empty at the end."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that lies in ``incoming``: where, how large, and its SHA-256."""

    path: Path
    size: int
    checksum: str


def write_incoming(municipality_id: UUID, document_id: UUID, content: Upload, limit: int) -> StoredFile:
    """Write the bytes, a block at a time, for this user only; raises ``TooLargeError`` above ``limit`` bytes."""
    path = _incoming_path(municipality_id, document_id)
    path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE), "wb") as file:
            for block in iter(lambda: content.read(_BLOCK), b""):
                size += len(block)
                if size > limit:
                    raise TooLargeError
                digest.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        remove_incoming(municipality_id, document_id)
        raise
    return StoredFile(path, size, digest.hexdigest())


def remove_incoming(municipality_id: UUID, document_id: UUID) -> None:
    """Take back a file whose row was not written."""
    _incoming_path(municipality_id, document_id).unlink(missing_ok=True)


def move_to_its_place(municipality_id: UUID, document_id: UUID) -> None:
    """Move a file whose row is committed; harmless when another process has moved it already."""
    place = _place_of(document_id)
    place.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        _incoming_path(municipality_id, document_id).replace(place)


def remove_stored(document_id: UUID) -> None:
    """Delete the file of a document whose row is gone for good (``fot_remove_case``)."""
    _place_of(document_id).unlink(missing_ok=True)


def open_stored(municipality_id: UUID, document_id: UUID) -> BinaryIO:
    """Open the file for reading; ``FileNotFoundError`` when it is gone."""
    try:
        return _place_of(document_id).open("rb")
    except FileNotFoundError:
        # Committed a moment ago, and not moved yet; or moved just now, between the two looks.
        with suppress(FileNotFoundError):
            return _incoming_path(municipality_id, document_id).open("rb")
        return _place_of(document_id).open("rb")


def is_intact(file: BinaryIO, size: int, checksum: str) -> bool:
    """Whether the bytes are those that were stored; leaves the file at its beginning."""
    if os.fstat(file.fileno()).st_size != size:
        return False
    digest = hashlib.sha256()
    for block in iter(lambda: file.read(_BLOCK), b""):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest() == checksum


def settle(has_row: Callable[[UUID, UUID], bool]) -> int:
    """Move what has long lain in ``incoming``, or remove it where ``has_row(municipality, document)`` says no.

    Answers how many files were settled.
    """
    settled = 0
    for municipality_id, document_id in _left_lying():
        if has_row(municipality_id, document_id):
            move_to_its_place(municipality_id, document_id)
        else:
            remove_incoming(municipality_id, document_id)
        settled += 1
    return settled


def _left_lying() -> Iterator[tuple[UUID, UUID]]:
    for path in sorted(_incoming().glob("*/*")):
        with suppress(FileNotFoundError, ValueError):
            if time.time() - path.stat().st_mtime > _SETTLED_AFTER:
                yield UUID(path.parent.name), UUID(path.name)


def _incoming() -> Path:
    return Path(settings.DOCUMENT_DIR) / "incoming"


def _incoming_path(municipality_id: UUID, document_id: UUID) -> Path:
    return _incoming() / str(municipality_id) / str(document_id)


def _place_of(document_id: UUID) -> Path:
    # The end of a UUIDv7 is random, so that folders fill evenly.
    return Path(settings.DOCUMENT_DIR) / document_id.hex[-2:] / str(document_id)
