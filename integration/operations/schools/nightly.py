"""Has every active source read at night, and takes in the packages that lie in watched folders."""

import datetime as dt
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Agency, AgencyKind
from integration.models import RunKind, RunState, SchoolSource, SourceKind, SourceRun
from integration.operations.schools.running import request_run, upload_package
from integration.operations.schools.sources import drop_folder_of

logger = logging.getLogger(__name__)

FULL_EVERY = dt.timedelta(days=7)
"""So often everything is read: people enrolled since then are found, and what was deleted unsaid is noticed."""
_SETTLED = 60
"""Seconds a file must have been left alone before it is taken for whole."""
_BLOCK = 256 * 1024


def municipalities_with_sources() -> list[UUID]:
    """The municipalities to look after."""
    homes = Agency.objects.filter(kind__in=(AgencyKind.MUNICIPALITY, AgencyKind.DISTRICT))
    found = []
    for pk in homes.order_by("pk").values_list("pk", flat=True):
        with acting_as(system_actor(pk)):
            if SchoolSource.objects.filter(municipality=pk, is_active=True).exists():
                found.append(pk)
    return found


def read_sources(municipality_id: UUID) -> int:
    """Ask for a run of each source that is read over the network; answers how many."""
    asked = 0
    actor = system_actor(municipality_id)
    with acting_as(actor):
        sources = list(SchoolSource.objects.filter(municipality=municipality_id, is_active=True, kind=SourceKind.REST))
        for source in sources:
            with suppress(RuleRefused):
                request_run(replace(actor, user_id=source.owner_id), source.pk, kind=_kind(source))
                asked += 1
    return asked


def take_from_folders(municipality_id: UUID) -> int:
    """Take in what lies in the sources' folders; a file that is taken in is moved to «lest». Answers how many."""
    taken = 0
    actor = system_actor(municipality_id)
    with acting_as(actor):
        sources = list(SchoolSource.objects.filter(municipality=municipality_id, is_active=True).exclude(folder=""))
    for source in sources:
        for path in _waiting(drop_folder_of(source)):
            try:
                upload_package(
                    replace(actor, user_id=source.owner_id), source.pk, filename=path.name, chunks=_chunks(path)
                )
            except RuleRefused as refused:
                logger.warning("package_not_taken", extra={"source": str(source.pk), "code": refused.refusals[0].code})
                break
            done = path.parent / "lest"
            done.mkdir(exist_ok=True)
            shutil.move(path, done / f"{timezone.localtime():%Y%m%dT%H%M%S}-{path.name}")
            taken += 1
    return taken


def _kind(source: SchoolSource) -> RunKind:
    recent = SourceRun.objects.filter(
        source=source, kind=RunKind.FULL, state=RunState.DONE, created_at__gt=timezone.now() - FULL_EVERY
    )
    return RunKind.DELTA if source.cursor and recent.exists() else RunKind.FULL


def _waiting(folder: str) -> list[Path]:
    """The packages in a folder, oldest first; links are not followed out of it."""
    if not folder or not Path(folder).is_dir():
        return []
    found = []
    for entry in os.scandir(folder):
        whole = entry.is_file(follow_symlinks=False) and entry.name.lower().endswith(".zip")
        if whole and entry.stat(follow_symlinks=False).st_mtime < timezone.now().timestamp() - _SETTLED:
            found.append(Path(entry.path))
    return sorted(found, key=lambda path: path.stat().st_mtime)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_BLOCK), b"")
