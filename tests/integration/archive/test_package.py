"""The package by itself: sealed on disk, whole when handed over, in the order of the archive authority's schema."""

import hashlib
import io
import tarfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]

from integration.archive.package import (
    CHECKSUMS,
    STRUCTURE,
    BrokenPackage,
    PackageFolder,
    package_as_tar,
    verify_package,
)
from integration.archive.structure import SCHEMA

_MIB = 1024 * 1024
_XS = {"xs": "http://www.w3.org/2001/XMLSchema"}

# The sequences of the archive authority's arkivstruktur.xsd, Noark 5 version 5.0 (2019-05-03), of the types that are
# written here, with every element that it knows there; «!» is mandatory.
OFFICIAL = {
    "arkiv": "systemID! tittel! beskrivelse arkivstatus dokumentmedium oppbevaringssted opprettetDato! opprettetAv!"
    " avsluttetDato! avsluttetAv! arkivskaper! arkiv arkivdel",
    "arkivskaper": "arkivskaperID! arkivskaperNavn! beskrivelse",
    "arkivdel": "systemID! tittel! beskrivelse arkivdelstatus! dokumentmedium oppbevaringssted opprettetDato!"
    " opprettetAv! avsluttetDato! avsluttetAv! arkivperiodeStartDato arkivperiodeSluttDato referanseForloeper"
    " referanseArvtaker kassasjon utfoertKassasjon sletting skjerming gradering klassifikasjonssystem mappe"
    " registrering",
    "mappe": "systemID! mappeID! tittel! offentligTittel beskrivelse noekkelord dokumentmedium oppbevaringssted"
    " opprettetDato! opprettetAv! avsluttetDato! avsluttetAv! referanseArkivdel virksomhetsspesifikkeMetadata part"
    " kryssreferanse merknad kassasjon skjerming gradering mappe registrering",
    "merknad": "merknadstekst! merknadstype merknadsdato! merknadRegistrertAv!",
    "skjerming": "tilgangsrestriksjon! skjermingshjemmel! skjermingMetadata! skjermingDokument skjermingsvarighet"
    " skjermingOpphoererDato",
    "registrering": "systemID! opprettetDato! opprettetAv! arkivertDato! arkivertAv! referanseArkivdel part kassasjon"
    " skjerming gradering dokumentbeskrivelse registreringsID tittel! offentligTittel beskrivelse noekkelord forfatter"
    " dokumentmedium oppbevaringssted virksomhetsspesifikkeMetadata merknad kryssreferanse korrespondansepart",
    "dokumentbeskrivelse": "systemID! dokumenttype! dokumentstatus! tittel! beskrivelse forfatter opprettetDato!"
    " opprettetAv! dokumentmedium oppbevaringssted referanseArkivdel tilknyttetRegistreringSom! dokumentnummer!"
    " tilknyttetDato! tilknyttetAv! part merknad kassasjon utfoertKassasjon sletting skjerming gradering"
    " elektroniskSignatur dokumentobjekt",
    "dokumentobjekt": "systemID! versjonsnummer! variantformat! format! formatDetaljer opprettetDato! opprettetAv!"
    " referanseDokumentfil! sjekksum! sjekksumAlgoritme! filstoerrelse! elektroniskSignatur konvertering",
}
MOMENTS = {"opprettetDato", "avsluttetDato", "arkivertDato", "merknadsdato", "tilknyttetDato"}


def _own() -> dict[str, list[tuple[str, str, str | None]]]:
    """Our schema's sequences: name, type and whether it may be missing."""
    schema = etree.parse(str(SCHEMA))
    return {
        kind.get("name"): [
            (each.get("name"), each.get("type"), each.get("minOccurs")) for each in kind.iterfind(".//xs:element", _XS)
        ]
        for kind in schema.iterfind("xs:complexType", _XS)
    }


def test_our_schema_has_the_names_the_order_and_all_that_is_mandatory_of_the_official_one() -> None:
    own = _own()
    assert set(own) == set(OFFICIAL)
    for kind, elements in own.items():
        official = [name.rstrip("!") for name in OFFICIAL[kind].split()]
        mandatory = {name.rstrip("!") for name in OFFICIAL[kind].split() if name.endswith("!")}
        names = [name for name, _type, _minimum in elements]
        assert [name for name in names if name not in official] == [], kind
        assert sorted(names, key=official.index) == names, kind
        assert mandatory - {name for name, _type, minimum in elements if minimum is None} == set(), kind


def test_days_are_moments_and_keys_are_ids_where_the_official_catalogue_says_so() -> None:
    types = {(name, kind) for elements in _own().values() for name, kind, _minimum in elements}
    assert {kind for name, kind in types if name in MOMENTS} == {"xs:dateTime"}
    assert {kind for name, kind in types if name == "systemID"} == {"n5:systemID"}


class _Long(io.RawIOBase):
    """A file of so many bytes that lies nowhere."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1, /) -> bytes:
        size = min(size, self.left)
        self.left -= size
        return b"k" * size


def _package(place: Path, size: int = 10) -> str:
    package = PackageFolder(place)
    package.add("vedlegg.txt", _Long(size))  # type: ignore[arg-type]
    package.add("sak.json", b"Gammelsen, Olena")
    return package.finish(b"<arkiv/>")


def test_nothing_of_it_lies_in_the_clear_and_all_of_it_is_handed_over(tmp_path: Path) -> None:
    checksum = _package(tmp_path / "pakke")
    assert verify_package(tmp_path / "pakke", checksum) == 3
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 4
    assert not any(b"Gammelsen" in path.read_bytes() or b"arkiv/" in path.read_bytes() for path in files)
    assert {oct(path.stat().st_mode & 0o777) for path in files} == {"0o600"}
    with tarfile.open(fileobj=io.BytesIO(b"".join(package_as_tar(tmp_path / "pakke", checksum)))) as tar:
        content = {name: tar.extractfile(name).read() for name in tar.getnames()}  # type: ignore[union-attr]
    assert content[f"pakke/{STRUCTURE}"] == b"<arkiv/>"
    assert content["pakke/dokumenter/sak.json"] == b"Gammelsen, Olena"
    for line in content[f"pakke/{CHECKSUMS}"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(content[f"pakke/{name}"]).hexdigest() == digest


def test_it_is_made_and_handed_over_in_bounded_memory(tmp_path: Path) -> None:
    tracemalloc.start()
    checksum = _package(tmp_path / "pakke", 40 * _MIB)
    given = sum(len(block) for block in package_as_tar(tmp_path / "pakke", checksum))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert given > 40 * _MIB
    assert most < 8 * _MIB


def _touched(place: Path) -> Iterator[None]:
    (place / "dokumenter" / "sak.json").write_bytes(b"i klartekst\n")
    yield
    (place / "dokumenter" / "sak.json").unlink()
    yield
    (place / CHECKSUMS).write_bytes((place / STRUCTURE).read_bytes())
    yield


def test_what_was_touched_is_not_handed_over(tmp_path: Path) -> None:
    checksum = _package(tmp_path / "pakke")
    for _step in _touched(tmp_path / "pakke"):
        with pytest.raises(BrokenPackage):
            package_as_tar(tmp_path / "pakke", checksum)
