"""Puts one case, or one part of it, into a package: the print, the same for machines, and the documents."""

import json
from pathlib import PurePosixPath
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from uuid_utils.compat import uuid7

from integration.archive.package import PackageFolder
from integration.archive.structure import ArchivedCase, ArchivedFile
from integration.models import CasePart, RetentionCase
from integration.operations.privacy.content import CopyContent, content_for_archive, content_of_part, sheet_of_copy
from integration.operations.privacy.making import pdf_of
from integration.operations.privacy.retention.belonging import Rows
from participants.document_files import is_intact, open_stored
from participants.models import Document, Participant

SYSTEM = "Fotfeste"


class DamagedFile(Exception):
    """A document of a case is gone or is not what was stored: nothing is packed until somebody has found it."""


def fill_with_case(package: PackageFolder, row: RetentionCase, municipality: str) -> ArchivedCase:
    """Put in the whole case."""
    person = _person_of(row)
    content = content_for_archive(person, municipality)
    documents = Document.objects.filter(participant=person)
    files = [*_print(package, row, content, "sak"), *_documents(package, documents.order_by("created_at", "id"))]
    return _described(row, person, row.case_key, f"Introduksjonsprogram: {person.full_name}", files)


def fill_with_part(package: PackageFolder, row: RetentionCase, municipality: str, rows: Rows) -> ArchivedCase:
    """Put in a part of the case: ``rows`` and their documents."""
    person = _person_of(row)
    part = CasePart(row.part)
    content = content_of_part(person, municipality, str(part.label), rows)
    documents = Document.objects.filter(pk__in=rows.get(Document, set())).order_by("created_at", "id")
    files = [*_print(package, row, content, part.value), *_documents(package, documents)]
    # The archive may get other parts of the same case in other packages: the folder's key is the part's own.
    return _described(row, person, row.pk, f"Introduksjonsprogram: {person.full_name}, {part.label}", files)


def _person_of(row: RetentionCase) -> Participant:
    assert row.participant is not None  # noqa: S101 - only a removed case has nobody, by constraint
    return row.participant


def _described(
    row: RetentionCase, person: Participant, key: UUID, title: str, files: list[ArchivedFile]
) -> ArchivedCase:
    return ArchivedCase(
        system_id=key,
        number=str(row.case_key),
        title=title,
        created_at=timezone.localtime(person.created_at),
        closed_at=timezone.localtime(),
        paragraph=str(row.reasons[-1]["paragraph"]),
        is_protected=person.is_protected,
        is_reserved_against_research=person.is_reserved_against_research,
        files=files,
    )


def _print(package: PackageFolder, row: RetentionCase, content: CopyContent, name: str) -> list[ArchivedFile]:
    """The content as PDF/A and as JSON."""
    forms = {
        "application/pdf": pdf_of(sheet_of_copy(content)),
        "application/json": json.dumps(content.as_json(), ensure_ascii=False, indent=1).encode(),
    }
    return [
        _file(package, uuid7(), f"{row.case_key}-{name}.{mime.rpartition('/')[2]}", data, mime, content.title)
        for mime, data in forms.items()
    ]


def _documents(package: PackageFolder, documents: QuerySet[Document]) -> list[ArchivedFile]:
    packed = []
    for document in documents:
        ending = PurePosixPath(document.filename).suffix
        try:
            file = open_stored(document.municipality_id, document.pk)
        except FileNotFoundError as error:
            raise DamagedFile(str(document.pk)) from error
        with file:
            if not is_intact(file, document.size, document.checksum):
                raise DamagedFile(str(document.pk))
            path, size, checksum = package.add(f"{document.pk}{ending}", file)
        packed.append(
            ArchivedFile(
                system_id=document.pk,
                title=document.title,
                path=path,
                media_type=document.content_type,
                created_at=timezone.localtime(document.created_at),
                created_by=SYSTEM,
                size=size,
                checksum=checksum,
            )
        )
    return packed


def _file(package: PackageFolder, key: UUID, name: str, data: bytes, mime: str, title: str) -> ArchivedFile:
    path, size, checksum = package.add(name, data)
    return ArchivedFile(
        system_id=key, title=title, path=path, media_type=mime, created_at=timezone.localtime(), created_by=SYSTEM,
        size=size, checksum=checksum,
    )  # fmt: skip
