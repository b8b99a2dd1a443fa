"""Packs what was confirmed for the archive and then, all of it or nothing, restricts it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Max
from django.utils import timezone, translation

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import ChangeRecord
from agencies.operations.jobs import RunningJob, job_handler
from integration.archive.package import PackageFolder, verify_package
from integration.archive.structure import ArchivePart, structure_of
from integration.models import CasePart, PackageState, RetentionBatch, RetentionCase, RetentionRow, RetentionState
from integration.operations.privacy.retention.belonging import Rows, rows_of_part
from integration.operations.privacy.retention.confirming import PACK
from integration.operations.privacy.retention.filling import SYSTEM, fill_with_case, fill_with_part
from participants.operations.cases import note_event


class ChangedMeanwhile(Exception):
    """A case was written in while it was packed: it is packed again, so that the package has all of it."""


@job_handler(PACK)
def pack_batch(run: RunningJob) -> None:
    """Pack, read the package again, and only then restrict what is in it.

    A second run packs anew in the same place; one that comes after the restriction finds nothing to do.
    """
    actor = replace(system_actor(run.job.agency_id), user_id=run.job.requested_by_id)
    with acting_as(actor), translation.override("nb"):
        batch = RetentionBatch.objects.select_related("municipality").get(pk=run.arguments["batch_id"])
        if batch.state != PackageState.WAITING:
            return
        members = list(RetentionCase.objects.filter(batch=batch).select_related("participant").order_by("due_on", "id"))
        as_packed = _last_changes(members)
        parts = _rows_of(members)
        folder, checksum = _pack(batch, members, parts)
    files = verify_package(place_of(folder), checksum)
    with acting_as(actor):
        if RetentionBatch.objects.select_for_update().get(pk=batch.pk).state != PackageState.WAITING:
            return
        if _last_changes(members) != as_packed or _rows_of(members) != parts:
            raise ChangedMeanwhile(str(batch.pk))
        _restrict(actor, batch, members, parts)
        batch.state, batch.folder, batch.checksum = PackageState.READY, folder, checksum
        batch.files, batch.made_at = files, timezone.now()
        batch.save()


def place_of(folder: str) -> Path:
    """Where a package lies."""
    return Path(settings.ARCHIVE_DIR) / folder


def _last_changes(members: list[RetentionCase]) -> dict[UUID | None, int]:
    """The newest change of each case, to see whether it was written in."""
    rows = ChangeRecord.objects.filter(participant_id__in=[row.case_key for row in members])
    newest = rows.order_by().values("participant_id").annotate(last=Max("id"))
    return {change["participant_id"]: change["last"] for change in newest}


def _rows_of(members: list[RetentionCase]) -> dict[UUID, Rows]:
    return {row.pk: rows_of_part(row.case_key, row.roots) for row in members if row.part != CasePart.WHOLE}


def _pack(batch: RetentionBatch, members: list[RetentionCase], parts: Mapping[UUID, Rows]) -> tuple[str, str]:
    home = batch.municipality
    folder = f"arkivuttrekk-{home.number}-{timezone.localdate(batch.created_at):%Y-%m-%d}-{batch.pk.hex[-8:]}"
    package = PackageFolder(place_of(folder))
    cases = [
        fill_with_case(package, row, home.name)
        if row.part == CasePart.WHOLE
        else fill_with_part(package, row, home.name, parts[row.pk])
        for row in members
    ]
    part = ArchivePart(
        system_id=batch.pk,
        municipality=home.name,
        municipality_number=home.number,
        created_at=timezone.localtime(batch.created_at),
        created_by=SYSTEM,
        cases=cases,
    )
    return folder, package.finish(structure_of(part))


def _restrict(actor: Actor, batch: RetentionBatch, members: list[RetentionCase], parts: Mapping[UUID, Rows]) -> None:
    today = timezone.localdate()
    remove_on = today + dt.timedelta(days=settings.RETENTION_DAYS_RESTRICTED)
    RetentionCase.objects.filter(batch=batch).update(
        state=RetentionState.RESTRICTED, restricted_on=today, remove_on=remove_on
    )
    for row in members:
        person = row.participant
        if person is None:
            continue
        if row.part == CasePart.WHOLE:
            person.restricted_on = today
            person.save(update_fields=["restricted_on", "changed_at"])
            note_event(actor, person, "case_restricted", today)
        else:
            _restrict_rows(row, parts[row.pk])
            note_event(actor, person, "part_restricted", today, part=row.part)


def _restrict_rows(row: RetentionCase, rows: Rows) -> None:
    RetentionRow.objects.bulk_create(
        [
            RetentionRow(
                retention=row,
                participant_id=row.case_key,
                municipality_id=row.municipality_id,
                table_name=model._meta.db_table,  # noqa: SLF001 - the documented way to a model's table
                row_id=pk,
            )
            for model, ids in rows.items()
            for pk in sorted(ids)
        ]
    )
