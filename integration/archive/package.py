"""A package as a folder: files, ``arkivstruktur.xml``, and the SHA-256 of every file (for ``sha256sum -c``).

On disk each file is sealed, block by block; the checksums are of what was sealed, so that they hold for what is handed
over. It is put together beside its place and moved there whole, so that a folder with the final name is a finished
package.
"""

import hashlib
import os
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.fernet import InvalidToken

from integration.sealed_files import sealed_line, unsealed

CHECKSUMS: Final = "sjekksummer.sha256"
STRUCTURE: Final = "arkivstruktur.xml"
DOCUMENTS: Final = "dokumenter"
_BLOCK: Final = 256 * 1024
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600


class BrokenPackage(Exception):
    """A package lacks a file, or a file is not what its checksum says."""


class PackageFolder:
    """A package that is being put together; what an attempt before it left behind is cleared away."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._making = place.with_name(f".{place.name}.making")
        self._sums: dict[str, str] = {}
        shutil.rmtree(self._making, ignore_errors=True)
        (self._making / DOCUMENTS).mkdir(mode=_FOLDER_MODE, parents=True)

    def add(self, name: str, content: bytes | BinaryIO) -> tuple[str, int, str]:
        """Seal a file among the documents; its path in the package, its size in bytes and its SHA-256."""
        relative = f"{DOCUMENTS}/{name}"
        size = self._seal(relative, content)
        return relative, size, self._sums[relative]

    def finish(self, structure: bytes) -> str:
        """Add the structure and the list of checksums, and move the package to its place.

        Answers the SHA-256 of the list.
        """
        self._seal(STRUCTURE, structure)
        listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(self._sums.items())).encode()
        self._seal(CHECKSUMS, listed)
        shutil.rmtree(self.place, ignore_errors=True)
        self._making.rename(self.place)
        return hashlib.sha256(listed).hexdigest()

    def _seal(self, relative: str, content: bytes | BinaryIO) -> int:
        digest, size = hashlib.sha256(), 0
        handle = os.open(self._making / relative, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
        with os.fdopen(handle, "wb") as file:
            for block in _blocks(content):
                digest.update(block)
                size += len(block)
                file.write(sealed_line(block))
            file.flush()
            os.fsync(file.fileno())
        self._sums[relative] = digest.hexdigest()
        return size


def verify_package(place: Path, checksum: str) -> int:
    """Unseal and read every file again; answers how many there are. ``BrokenPackage`` when anything differs."""
    return len(_read_all(place, checksum)) - 1


def package_as_tar(place: Path, checksum: str) -> Iterator[bytes]:
    """The package unsealed, as one tar file, a block at a time; it is read through before the first byte is given.

    Raises ``BrokenPackage`` when anything in it is not what was packed.
    """
    sizes = _read_all(place, checksum)
    return _tar(place, sizes)


def _tar(place: Path, sizes: dict[str, int]) -> Iterator[bytes]:
    for name, size in sizes.items():
        header = tarfile.TarInfo(f"{place.name}/{name}")
        header.size, header.mode = size, _FILE_MODE
        yield header.tobuf(tarfile.PAX_FORMAT)
        yield from unsealed(place / name)
        yield bytes(-size % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _read_all(place: Path, checksum: str) -> dict[str, int]:
    """The sizes of the files, by their names, when all of them are there and whole."""
    try:
        listed = b"".join(unsealed(place / CHECKSUMS))
    except (FileNotFoundError, InvalidToken) as error:
        raise BrokenPackage(CHECKSUMS) from error
    if hashlib.sha256(listed).hexdigest() != checksum:
        raise BrokenPackage(CHECKSUMS)
    promised = {name: digest for digest, name in (line.split("  ", 1) for line in listed.decode().splitlines())}
    there = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()} - {CHECKSUMS}
    if promised.keys() != there:
        raise BrokenPackage(str(sorted(promised.keys() ^ there)))
    sizes = {CHECKSUMS: len(listed)}
    for name in sorted(there):
        digest, sizes[name] = _read(place / name)
        if digest != promised[name]:
            raise BrokenPackage(name)
    return sizes


def _read(path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    try:
        for block in unsealed(path):
            digest.update(block)
            size += len(block)
    except InvalidToken as error:
        raise BrokenPackage(path.name) from error
    return digest.hexdigest(), size


def _blocks(content: bytes | BinaryIO) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield from (content[start : start + _BLOCK] for start in range(0, len(content), _BLOCK))
    else:
        yield from iter(lambda: content.read(_BLOCK), b"")
