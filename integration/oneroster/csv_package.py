"""The CSV binding: a zip with a manifest and one file for each collection. Nothing is unpacked to disk.

The package is checked before anything is read: no file may reach outside, none may be larger than it says, and all
together must stay within bounds (a «zip bomb» is a few kilobytes that become gigabytes).
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO

from integration.oneroster.entities import DROPPED, FIELDS, IGNORED, Entity, parse
from integration.oneroster.findings import Findings

MAX_FILES = 60
MAX_FILE_BYTES = 300 * 1024 * 1024
MAX_TOTAL_BYTES = 600 * 1024 * 1024
MAX_RATIO = 200
"""Text of this kind packs to a tenth; two hundred times smaller is an attack."""
_SMALL = 1024 * 1024
MANIFEST = "manifest.csv"
BULK, DELTA, ABSENT = "bulk", "delta", "absent"
_COMMON = ("sourcedid", "status", "datelastmodified")
_NECESSARY = ("orgs", "classes", "users", "enrollments")
_SNIFF = 4096


class PackageFault(Exception):
    """The package as a whole cannot be used; ``code`` says why."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.where = where


@dataclass
class Package:
    """An opened package: its version, and for each collection whether it is there as bulk or delta."""

    archive: zipfile.ZipFile
    names: dict[str, str]
    version: str
    modes: dict[str, str]
    findings: Findings = field(default_factory=Findings)

    @property
    def is_bulk(self) -> bool:
        """Whether the enrolments are a whole list, in which absence means ended."""
        return self.modes.get("enrollments") == BULK

    def rows(self, kind: str) -> Iterator[Entity]:
        """The entities of one collection, in the order of the file."""
        if self.modes.get(kind, ABSENT) == ABSENT or kind not in self.names:
            return
        with self.archive.open(self.names[kind]) as raw:
            yield from _entities(kind, raw, self.findings)


def open_package(file: IO[bytes]) -> Package:
    """Check and open; raises ``PackageFault`` for what is no package, or a dangerous one."""
    try:
        archive = zipfile.ZipFile(file)
        members = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise PackageFault("not_a_zip") from error
    _refuse_dangerous(members)
    findings = Findings()
    names = _names(members, findings)
    modes, version = _manifest(archive, names, findings)
    for kind in _NECESSARY:
        if modes.get(kind, ABSENT) != ABSENT and kind not in names:
            raise PackageFault("listed_file_missing", f"{kind}.csv")
    if not any(kind in names for kind in FIELDS):
        raise PackageFault("no_files")
    for kind in FIELDS:
        if kind not in names and kind != "roles":
            findings.note("missing_file", f"{kind}.csv")
    return Package(archive, names, version, modes, findings)


def _refuse_dangerous(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_FILES:
        raise PackageFault("too_many_files")
    if sum(info.file_size for info in members) > MAX_TOTAL_BYTES:
        raise PackageFault("too_large")
    for info in members:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            raise PackageFault("path_outside", path.name)
        if info.flag_bits & 0x1:
            raise PackageFault("encrypted", path.name)
        if info.file_size > MAX_FILE_BYTES:
            raise PackageFault("too_large", path.name)
        if info.file_size > _SMALL and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise PackageFault("zip_bomb", path.name)


def _names(members: list[zipfile.ZipInfo], findings: Findings) -> dict[str, str]:
    """Which member holds which collection, whatever the capitals and the folder of its name."""
    known = {f"{kind}.csv".lower(): kind for kind in FIELDS} | {MANIFEST: MANIFEST}
    names: dict[str, str] = {}
    for info in members:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.name.startswith(".") or "__MACOSX" in path.parts:
            continue
        kind = known.get(path.name.lower())
        if kind is None:
            findings.note("unknown_file", path.name[:80])
            continue
        if len(path.parts) > 1:
            findings.note("in_folder", path.name)
        names[kind] = info.filename
    return names


def _manifest(archive: zipfile.ZipFile, names: dict[str, str], findings: Findings) -> tuple[dict[str, str], str]:
    if MANIFEST not in names:
        findings.note("no_manifest", MANIFEST)
        return {kind: BULK for kind in FIELDS if kind in names}, "1.2" if "roles" in names else "1.1"
    with archive.open(names[MANIFEST]) as raw:
        said = {
            row.get("propertyname", "").strip(): row.get("value", "").strip()
            for _l, row in _rows(raw, MANIFEST, findings)
        }
    lowered = {name.lower(): value.lower() for name, value in said.items()}
    modes = {}
    for kind in FIELDS:
        mode = lowered.get(f"file.{kind}".lower())
        if mode is None and kind in names:
            findings.note("unlisted_file", f"{kind}.csv")
            mode = BULK
        modes[kind] = mode if mode in (BULK, DELTA) else ABSENT
    version = lowered.get("oneroster.version", "1.2")
    return modes, "1.1" if version.startswith("1.1") else "1.2"


def _entities(kind: str, raw: IO[bytes], findings: Findings) -> Iterator[Entity]:
    seen: set[str] = set()
    for line, row in _rows(raw, kind, findings):
        entity = parse(kind, row, findings, line)
        if entity is None:
            continue
        if entity.sourced_id in seen:
            findings.note("repeated_id", kind, line)
        seen.add(entity.sourced_id)
        yield entity


def _rows(raw: IO[bytes], kind: str, findings: Findings) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows as dictionaries with lower-case names, each with its line."""
    text, dialect = _text_of(raw, kind, findings)
    reader = csv.reader(text, delimiter=dialect)
    try:
        headings = [name.strip() for name in next(reader, [])]
        _note_headings(kind, headings, findings)
        names = [name.lower() for name in headings]
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                findings.note("blank_row", kind, reader.line_num)
                continue
            if len(cells) != len(names):
                findings.note("uneven_row", kind, reader.line_num)
            yield reader.line_num, dict(zip(names, cells, strict=False))
    except csv.Error as error:
        raise PackageFault("not_csv", kind) from error


def _text_of(raw: IO[bytes], kind: str, findings: Findings) -> tuple[Iterator[str], str]:
    """The lines of the file, decoded, and its delimiter."""
    try:
        data = raw.read()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise PackageFault("broken_file", kind) from error
    if data.startswith(b"\xef\xbb\xbf"):
        findings.note("byte_order_mark", kind)
        data = data[3:]
    if data and not data.endswith(b"\n"):
        findings.note("no_final_newline", kind)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        findings.note("legacy_encoding", kind)
        text = data.decode("cp1252", errors="replace")
    head = text[:_SNIFF].partition("\n")[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    if delimiter == ";":
        findings.note("semicolons", kind)
    return iter(io.StringIO(text.replace("\x00", ""), newline="")), delimiter


def _note_headings(kind: str, headings: list[str], findings: Findings) -> None:
    if kind == MANIFEST:
        return
    known = {one.name.lower(): one.name for one in FIELDS[kind]}
    lowered = [name.lower() for name in headings]
    if "sourcedid" not in lowered:
        raise PackageFault("no_id_column", kind)
    for name in headings:
        low = name.lower()
        if known.get(low, name) != name:
            findings.note("heading_case", f"{kind}.{low}"[:80])
        is_known = low in known or low in _COMMON or low in DROPPED or low in IGNORED
        if not is_known and not low.startswith("metadata.") and low != "gradingperiodsourcedid":
            findings.note("unknown_column", f"{kind}.{low}"[:80])
    for one in FIELDS[kind]:
        if one.name.lower() not in lowered and not _is_other_versions(kind, one.name):
            findings.note("missing_column", f"{kind}.{one.name}")


def _is_other_versions(kind: str, name: str) -> bool:
    """Columns that only one of the versions has, so that their absence is nothing to note."""
    return (kind, name) in {
        ("users", "role"), ("users", "orgSourcedIds"), ("users", "userMasterIdentifier"),
        ("users", "primaryOrgSourcedId"), ("lineItems", "schoolSourcedId"), ("results", "textScore"),
        ("results", "classSourcedId"), ("categories", "weight"), ("lineItems", "academicSessionSourcedId"),
    }  # fmt: skip
