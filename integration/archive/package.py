"""A package as a folder: files, ``arkivstruktur.xml``, and the SHA-256 of every file (for ``sha256sum -c``).

It is put together beside its place and moved there whole, so that a folder with the final name is a finished package.
"""

import hashlib
import os
import shutil
from pathlib import Path
from typing import BinaryIO, Final

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
        self.making = place.with_name(f".{place.name}.making")
        shutil.rmtree(self.making, ignore_errors=True)
        (self.making / DOCUMENTS).mkdir(mode=_FOLDER_MODE, parents=True)

    def add(self, name: str, content: bytes | BinaryIO) -> tuple[str, int, str]:
        """Write a file among the documents; its path in the package, its size in bytes and its SHA-256."""
        relative = f"{DOCUMENTS}/{name}"
        digest, size = hashlib.sha256(), 0
        handle = os.open(self.making / relative, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
        with os.fdopen(handle, "wb") as file:
            blocks = [content] if isinstance(content, bytes) else iter(lambda: content.read(_BLOCK), b"")
            for block in blocks:
                digest.update(block)
                size += len(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        return relative, size, digest.hexdigest()

    def finish(self) -> str:
        """Write the list of checksums and move the package to its place; answers the SHA-256 of the list."""
        listed = "".join(
            f"{_sha256(path)}  {path.relative_to(self.making).as_posix()}\n" for path in _files(self.making)
        )
        (self.making / CHECKSUMS).write_text(listed, encoding="utf-8")
        shutil.rmtree(self.place, ignore_errors=True)
        self.making.rename(self.place)
        return hashlib.sha256(listed.encode()).hexdigest()


def verify_package(place: Path, checksum: str) -> int:
    """Read every file again; answers how many there are. ``BrokenPackage`` when anything differs."""
    try:
        listed = (place / CHECKSUMS).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise BrokenPackage(CHECKSUMS) from error
    if hashlib.sha256(listed.encode()).hexdigest() != checksum:
        raise BrokenPackage(CHECKSUMS)
    promised = {name: digest for digest, name in (line.split("  ", 1) for line in listed.splitlines())}
    there = {path.relative_to(place).as_posix(): path for path in _files(place)}
    if promised.keys() != there.keys():
        raise BrokenPackage(str(sorted(promised.keys() ^ there.keys())))
    for name, path in there.items():
        if _sha256(path) != promised[name]:
            raise BrokenPackage(name)
    return len(there)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != CHECKSUMS)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
