"""Packs confirmed cases for the archive and then, all of them or none, restricts them."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path, PurePosixPath
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation
from uuid_utils.compat import uuid7

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.operations.jobs import RunningJob, job_handler
from integration.archive.package import STRUCTURE, PackageFolder, verify_package
from integration.archive.structure import ArchivedCase, ArchivedFile, ArchivePart, write_structure
from integration.models import PackageState, RetentionBatch, RetentionCase, RetentionState
from integration.operations.privacy.content import CopyContent, content_for_archive, sheet_of_copy
from integration.operations.privacy.making import pdf_of
from integration.operations.privacy.retention.confirming import PACK
from participants.document_files import is_intact, open_stored
from participants.models import Document, Participant
from participants.operations.cases import note_event

_SYSTEM = "Fotfeste"


class DamagedFile(Exception):
    """A document of a case is gone or is not what was stored: nothing is packed until somebody has found it."""


@job_handler(PACK)
def pack_batch(run: RunningJob) -> None:
    """Pack, read the package again, and only then restrict the cases. A second run packs anew in the same place."""
    actor = replace(system_actor(run.job.agency_id), user_id=run.job.requested_by_id)
    with acting_as(actor), translation.override("nb"):
        batch = RetentionBatch.objects.select_related("municipality").get(pk=run.arguments["batch_id"])
        if batch.state != PackageState.WAITING:
            return
        members = list(RetentionCase.objects.filter(batch=batch).select_related("participant").order_by("due_on", "id"))
        folder, checksum = _pack(batch, members)
    files = verify_package(place_of(folder), checksum)
    with acting_as(actor):
        _restrict(actor, batch, members)
        batch.state, batch.folder, batch.checksum = PackageState.READY, folder, checksum
        batch.files, batch.made_at = files, timezone.now()
        batch.save()


def place_of(folder: str) -> Path:
    """Where a package lies."""
    return Path(settings.ARCHIVE_DIR) / folder


def _pack(batch: RetentionBatch, members: list[RetentionCase]) -> tuple[str, str]:
    home = batch.municipality
    folder = f"arkivuttrekk-{home.number}-{timezone.localdate(batch.created_at):%Y-%m-%d}-{batch.pk.hex[-8:]}"
    package = PackageFolder(place_of(folder))
    cases = [_pack_case(package, row, home.name) for row in members]
    part = ArchivePart(
        system_id=batch.pk,
        municipality=home.name,
        municipality_number=home.number,
        created_at=timezone.localtime(batch.created_at),
        created_by=_SYSTEM,
        cases=cases,
    )
    write_structure(part, package.making / STRUCTURE)
    return folder, package.finish()


def _pack_case(package: PackageFolder, row: RetentionCase, municipality: str) -> ArchivedCase:
    person = row.participant
    assert person is not None  # noqa: S101 - only a removed case has nobody, by constraint
    content = content_for_archive(person, municipality)
    files = [*_print(package, row, content), *_documents(package, person)]
    return ArchivedCase(
        system_id=row.case_key,
        title=f"Introduksjonsprogram: {person.full_name}",
        created_at=timezone.localtime(person.created_at),
        closed_on=timezone.localdate(),
        paragraph=str(row.reasons[-1]["paragraph"]),
        is_protected=person.is_protected,
        is_reserved_against_research=person.is_reserved_against_research,
        files=files,
    )


def _print(package: PackageFolder, row: RetentionCase, content: CopyContent) -> list[ArchivedFile]:
    """The case itself, as PDF/A and as JSON."""
    forms = {
        "application/pdf": pdf_of(sheet_of_copy(content)),
        "application/json": json.dumps(content.as_json(), ensure_ascii=False, indent=1).encode(),
    }
    return [
        _file(package, uuid7(), f"{row.case_key}-sak.{mime.rpartition('/')[2]}", data, mime, content.title)
        for mime, data in forms.items()
    ]


def _documents(package: PackageFolder, person: Participant) -> list[ArchivedFile]:
    packed = []
    for document in Document.objects.filter(participant=person).order_by("created_at", "id"):
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
                created_by=_SYSTEM,
                size=size,
                checksum=checksum,
            )
        )
    return packed


def _file(package: PackageFolder, key: UUID, name: str, data: bytes, mime: str, title: str) -> ArchivedFile:
    path, size, checksum = package.add(name, data)
    return ArchivedFile(
        system_id=key, title=title, path=path, media_type=mime, created_at=timezone.localtime(), created_by=_SYSTEM,
        size=size, checksum=checksum,
    )  # fmt: skip


def _restrict(actor: Actor, batch: RetentionBatch, members: list[RetentionCase]) -> None:
    today = timezone.localdate()
    remove_on = today + dt.timedelta(days=settings.RETENTION_DAYS_RESTRICTED)
    RetentionCase.objects.filter(batch=batch).update(
        state=RetentionState.RESTRICTED, restricted_on=today, remove_on=remove_on
    )
    for row in members:
        if row.participant is not None:
            row.participant.restricted_on = today
            row.participant.save(update_fields=["restricted_on", "changed_at"])
            note_event(actor, row.participant, "case_restricted", today)
