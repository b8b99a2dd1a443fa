"""Makes a copy in the background: the same content as JSON for machines and as PDF for people."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils import timezone, translation

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.operations.jobs import RunningJob, job_handler
from integration.models import ExportState, SubjectExport
from integration.operations.privacy.content import content_of_copy, sheet_of_copy
from integration.operations.privacy.copies import KEPT, MAKE
from integration.sealed_files import SUBJECT_ACCESS, delete_sealed, write_sealed
from participants.models import CaseEvent
from participants.operations.merging import history_ids
from programmes.letters.typesetting import UnprintableSignError, typeset

_LARGEST = 200 * 1024 * 1024
_MOST_ATTEMPTS = 3
_PUT_RIGHT = ("people_merged", "merged_into", "merge_undone", "case_split")
_MOST_SIGNS = 500
"""Different signs without a picture that are replaced before it is given up."""


class ChangedMeanwhile(Exception):
    """The person was merged or taken apart again and again while the copy was made."""


@job_handler(MAKE)
def make_copy(run: RunningJob) -> None:
    """Make both files and say that they are ready. A worker that dies between leaves files that nobody knows of.

    Whoever became one with another person meanwhile, or two, has the copy made again.
    """
    actor = replace(
        system_actor(run.job.agency_id), user_id=run.job.requested_by_id, request_id=f"job-{run.job.pk}"[:64]
    )
    for _attempt in range(_MOST_ATTEMPTS):
        if _make(actor, UUID(run.arguments["export_id"])):
            return
    raise ChangedMeanwhile(run.arguments["export_id"])


def _make(actor: Actor, export_id: UUID) -> bool:
    """Whether there is nothing left to do."""
    paths, about = _write(actor, export_id)
    if not paths:
        return True
    now = timezone.now()
    with acting_as(actor):
        export = SubjectExport.objects.select_for_update(of=("self",)).get(pk=export_id)
        is_waiting = export.state == ExportState.WAITING
        is_still_so = _whom(export) == about
        if is_waiting and is_still_so:
            SubjectExport.objects.filter(pk=export_id).update(
                state=ExportState.READY, json_path=paths[0], pdf_path=paths[1], made_at=now, expires_at=now + KEPT
            )
            return True
    for path in paths:
        delete_sealed(path)
    return not is_waiting


def _whom(export: SubjectExport) -> tuple[list[UUID], UUID | None]:
    """Under which registrations the person stands, and the last time that this was put right."""
    ids = history_ids(export.participant)
    events = CaseEvent.objects.filter(participant__in=ids, kind__in=_PUT_RIGHT)
    return ids, events.order_by("-id").values_list("pk", flat=True).first()


def _write(actor: Actor, export_id: UUID) -> tuple[tuple[str, ...], tuple[list[UUID], UUID | None]]:
    """The paths of the two files, none when the copy is not waited for any more; and whom they are about."""
    with acting_as(actor), translation.override("nb"):
        export = SubjectExport.objects.select_related("participant", "municipality").get(pk=export_id)
        about = _whom(export)
        if export.state != ExportState.WAITING:
            return (), about
        content = content_of_copy(export)
        files = (json.dumps(content.as_json(), ensure_ascii=False, indent=1).encode(), pdf_of(sheet_of_copy(content)))
    paths = tuple(write_sealed(export.municipality_id, [file], _LARGEST, SUBJECT_ACCESS).path for file in files)
    return paths, about


def pdf_of(sheet: dict[str, Any]) -> bytes:
    """The sheet as PDF; a sign that the fonts lack is written by its number, for the copy must not fail on it."""
    for _attempt in range(_MOST_SIGNS):
        try:
            return typeset("subject_access", sheet, all_scripts=True)
        except UnprintableSignError as lacking:
            sheet = _without(sheet, {sign for text in lacking.signs for sign in text})
    raise UnprintableSignError([])


def _without(value: Any, signs: set[str]) -> Any:
    if isinstance(value, str):
        return "".join(f"[U+{ord(sign):04X}]" if sign in signs else sign for sign in value)
    if isinstance(value, dict):
        return {key: _without(inner, signs) for key, inner in value.items()}
    return [_without(inner, signs) for inner in value] if isinstance(value, list) else value
