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
from programmes.letters.typesetting import UnprintableSignError, typeset

_LARGEST = 200 * 1024 * 1024
_MOST_SIGNS = 500
"""Different signs without a picture that are replaced before it is given up."""


@job_handler(MAKE)
def make_copy(run: RunningJob) -> None:
    """Make both files and say that they are ready. A worker that dies between leaves files that nobody knows of."""
    actor = replace(
        system_actor(run.job.agency_id), user_id=run.job.requested_by_id, request_id=f"job-{run.job.pk}"[:64]
    )
    paths = _write(actor, UUID(run.arguments["export_id"]))
    if not paths:
        return
    now = timezone.now()
    with acting_as(actor):
        waiting = SubjectExport.objects.filter(pk=run.arguments["export_id"], state=ExportState.WAITING)
        taken = waiting.update(
            state=ExportState.READY, json_path=paths[0], pdf_path=paths[1], made_at=now, expires_at=now + KEPT
        )
    if not taken:
        for path in paths:
            delete_sealed(path)


def _write(actor: Actor, export_id: UUID) -> tuple[str, ...]:
    """The paths of the two files; none when the copy is not waited for any more."""
    with acting_as(actor), translation.override("nb"):
        export = SubjectExport.objects.select_related("participant", "municipality").get(pk=export_id)
        if export.state != ExportState.WAITING:
            return ()
        content = content_of_copy(export)
        files = (json.dumps(content.as_json(), ensure_ascii=False, indent=1).encode(), pdf_of(sheet_of_copy(content)))
    return tuple(write_sealed(export.municipality_id, [file], _LARGEST, SUBJECT_ACCESS).path for file in files)


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
