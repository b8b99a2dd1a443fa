"""Writes ``arkivstruktur.xml``: archive, part, one folder for each case, registrations, document descriptions.

Names, order and mandatory elements are those of the archive authority's schema for Noark 5 version 5.0 (of 2019-05-03).
``arkivstruktur.xsd`` beside this file is the part of it that is used here, and narrower than it, so that what holds to
the one holds to the other. ``kassasjon`` is for what has a day of destruction; these cases have none, so the ground for
keeping them stands as a note.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5
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
    closed_at: datetime
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


def structure_of(part: ArchivePart) -> bytes:
    """The whole structure as XML."""
    closed = {"avsluttetDato": _moment(part.created_at), "avsluttetAv": part.created_by}
    root = _element("arkiv")
    _values(root, systemID=str(part.system_id), tittel=f"Introduksjonsprogrammet, {part.municipality}",
            arkivstatus="Avsluttet", opprettetDato=_moment(part.created_at), opprettetAv=part.created_by,
            **closed)  # fmt: skip
    creator = _under(root, "arkivskaper")
    _values(creator, arkivskaperID=part.municipality_number, arkivskaperNavn=part.municipality)
    delivered = _under(root, "arkivdel")
    _values(delivered, systemID=_own_id(part.system_id, "arkivdel"),
            tittel="Saker som er tatt ut etter fristen for oppbevaring", arkivdelstatus="Avsluttet periode",
            opprettetDato=_moment(part.created_at), opprettetAv=part.created_by, **closed)  # fmt: skip
    for case in part.cases:
        _case(delivered, case, part)
    tree = ElementTree(root)
    indent(tree)
    written = BytesIO()
    tree.write(written, encoding="utf-8", xml_declaration=True)
    return written.getvalue()


def _case(parent: Element, case: ArchivedCase, part: ArchivePart) -> None:
    folder = _under(parent, "mappe")
    _values(folder, systemID=str(case.system_id), mappeID=case.number, tittel=case.title,
            opprettetDato=_moment(case.created_at), opprettetAv=part.created_by,
            avsluttetDato=_moment(case.closed_at), avsluttetAv=part.created_by)  # fmt: skip
    if case.is_reserved_against_research:
        _values(folder, virksomhetsspesifikkeMetadata="reservert mot bruk i forskning (integreringsforskriften § 46 k)")
    note = _under(folder, "merknad")
    _values(note, merknadstekst=f"Bevares etter bevaringsforskriften § 64; tatt ut etter {case.paragraph}",
            merknadstype="Bevaring", merknadsdato=_moment(case.closed_at),
            merknadRegistrertAv=part.created_by)  # fmt: skip
    screening = _under(folder, "skjerming")
    level = "Adressesperre" if case.is_protected else "Personlige forhold"
    _values(screening, tilgangsrestriksjon=level, skjermingshjemmel="forvaltningsloven § 13",
            skjermingMetadata="tittel")  # fmt: skip
    for number, file in enumerate(case.files, start=1):
        _registration(folder, file, number, case)


def _registration(parent: Element, file: ArchivedFile, number: int, case: ArchivedCase) -> None:
    made = {"opprettetDato": _moment(file.created_at), "opprettetAv": file.created_by}
    registration = _under(parent, "registrering")
    _values(registration, systemID=str(file.system_id), **made, arkivertDato=_moment(case.closed_at),
            arkivertAv=file.created_by)  # fmt: skip
    description = _under(registration, "dokumentbeskrivelse")
    _values(description, systemID=_own_id(file.system_id, "dokumentbeskrivelse"), dokumenttype="Dokument",
            dokumentstatus="Dokumentet er ferdigstilt", tittel=file.title, **made,
            tilknyttetRegistreringSom="Hoveddokument", dokumentnummer="1", tilknyttetDato=made["opprettetDato"],
            tilknyttetAv=file.created_by)  # fmt: skip
    stored = _under(description, "dokumentobjekt")
    is_for_archive = file.media_type == "application/pdf"
    _values(stored, systemID=_own_id(file.system_id, "dokumentobjekt"), versjonsnummer="1",
            variantformat="Arkivformat" if is_for_archive else "Produksjonsformat", format=file.media_type, **made,
            referanseDokumentfil=file.path, sjekksum=file.checksum,
            sjekksumAlgoritme="SHA-256", filstoerrelse=str(file.size))  # fmt: skip
    _values(registration, registreringsID=str(number), tittel=file.title)


def _own_id(key: UUID, name: str) -> str:
    """An id of the element's own, the same each time: no two elements of an archive may share one."""
    return str(uuid5(key, name))


def _element(name: str) -> Element:
    return Element(f"{{{NAMESPACE}}}{name}")


def _under(parent: Element, name: str) -> Element:
    return SubElement(parent, f"{{{NAMESPACE}}}{name}")


def _values(parent: Element, **values: str) -> None:
    for name, value in values.items():
        _under(parent, name).text = _NOT_IN_XML.sub("\ufffd", value)


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
