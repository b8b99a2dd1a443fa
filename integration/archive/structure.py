"""Writes ``arkivstruktur.xml``: archive, part, one folder for each case, registrations, document descriptions.

The element names and their order are those of Noark 5, version 5; ``arkivstruktur.xsd`` beside this file is the part of
it that is used here, so that a test can hold the writer to it. The archive authority's own schema has more.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent, register_namespace

NAMESPACE: Final = "http://www.arkivverket.no/standarder/noark5/arkivstruktur"
SCHEMA: Final = Path(__file__).parent / "arkivstruktur.xsd"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
register_namespace("", NAMESPACE)
register_namespace("xsi", _XSI)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedFile:
    """A file of the package: where in it, of what kind, how large, and its SHA-256."""

    system_id: UUID
    title: str
    path: str
    media_type: str
    created_at: datetime
    created_by: str
    size: int
    checksum: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedCase:
    """A case or a part of one: its key, the number of its case, its first day, and the day on which it was closed."""

    system_id: UUID
    number: str
    title: str
    created_at: datetime
    closed_on: date
    paragraph: str
    is_protected: bool
    is_reserved_against_research: bool
    files: Sequence[ArchivedFile]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePart:
    """What is delivered at once, by whom."""

    system_id: UUID
    municipality: str
    municipality_number: str
    created_at: datetime
    created_by: str
    cases: Sequence[ArchivedCase]


def write_structure(part: ArchivePart, path: Path) -> None:
    """Write the whole structure to ``path``."""
    root = _element("arkiv")
    _values(root, systemID=str(part.system_id), tittel=f"Introduksjonsprogrammet, {part.municipality}",
            arkivstatus="Avsluttet", opprettetDato=_moment(part.created_at), opprettetAv=part.created_by)  # fmt: skip
    creator = _under(root, "arkivskaper")
    _values(creator, arkivskaperID=part.municipality_number, arkivskaperNavn=part.municipality)
    delivered = _under(root, "arkivdel")
    _values(delivered, systemID=str(part.system_id), tittel="Saker som er tatt ut etter fristen for oppbevaring",
            arkivdelstatus="Avsluttet periode", opprettetDato=_moment(part.created_at),
            opprettetAv=part.created_by)  # fmt: skip
    for case in part.cases:
        _case(delivered, case, part.created_by)
    tree = ElementTree(root)
    indent(tree)
    tree.write(path, encoding="utf-8", xml_declaration=True)


def _case(parent: Element, case: ArchivedCase, closed_by: str) -> None:
    folder = _under(parent, "mappe")
    _values(folder, systemID=str(case.system_id), mappeID=case.number, tittel=case.title,
            opprettetDato=_moment(case.created_at), opprettetAv=closed_by, avsluttetDato=case.closed_on.isoformat(),
            avsluttetAv=closed_by)  # fmt: skip
    screening = _under(folder, "skjerming")
    level = "Adressesperre" if case.is_protected else "Personlige forhold"
    _values(screening, tilgangsrestriksjon=level, skjermingshjemmel="forvaltningsloven § 13",
            skjermingMetadata="tittel")  # fmt: skip
    disposal = _under(folder, "kassasjon")
    _values(disposal, kassasjonsvedtak="Bevares", kassasjonshjemmel=f"bevaringsforskriften § 64; {case.paragraph}")
    if case.is_reserved_against_research:
        _values(folder, virksomhetsspesifikkeMetadata="reservert mot bruk i forskning (integreringsforskriften § 46 k)")
    for number, file in enumerate(case.files, start=1):
        _registration(folder, file, number)


def _registration(parent: Element, file: ArchivedFile, number: int) -> None:
    made = {"opprettetDato": _moment(file.created_at), "opprettetAv": file.created_by}
    registration = _under(parent, "registrering")
    _values(registration, systemID=str(file.system_id), **made, registreringsID=str(number), tittel=file.title)
    description = _under(registration, "dokumentbeskrivelse")
    _values(description, systemID=str(file.system_id), dokumenttype="Dokument",
            dokumentstatus="Dokumentet er ferdigstilt", tittel=file.title, **made,
            tilknyttetRegistreringSom="Hoveddokument", dokumentnummer="1", tilknyttetDato=made["opprettetDato"],
            tilknyttetAv=file.created_by)  # fmt: skip
    stored = _under(description, "dokumentobjekt")
    is_for_archive = file.media_type == "application/pdf"
    _values(stored, versjonsnummer="1", variantformat="Arkivformat" if is_for_archive else "Produksjonsformat",
            format=file.media_type, **made, referanseDokumentfil=file.path, sjekksum=file.checksum,
            sjekksumAlgoritme="SHA-256", filstoerrelse=str(file.size))  # fmt: skip


def _element(name: str) -> Element:
    return Element(f"{{{NAMESPACE}}}{name}")


def _under(parent: Element, name: str) -> Element:
    return SubElement(parent, f"{{{NAMESPACE}}}{name}")


def _values(parent: Element, **values: str) -> None:
    for name, value in values.items():
        _under(parent, name).text = _NOT_IN_XML.sub("\ufffd", value)


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
