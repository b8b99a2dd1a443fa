"""Reads a source: everything, what changed, or a file; holds what a person must confirm; says what went wrong.

A run is a row first and a job after it. Each page of a collection has its effect in a transaction of its own, and the
moment up to which the collection has been read is saved with the last of them: a run that dies is read again from
there, and the second reading changes nothing that the first has done.
"""

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, acting_as
from agencies.actors import system_actor
from agencies.errors import Refusal, RuleRefused
from agencies.models import Job
from agencies.operations.base import operation, require, require_version
from agencies.operations.jobs import RunningJob, enqueue_job, job_handler
from integration.models import RunKind, RunState, SchoolSource, SourceKind, SourceRun
from integration.oneroster.csv_package import BULK, PackageFault, open_package
from integration.oneroster.entities import Entity, parse
from integration.oneroster.findings import Findings
from integration.oneroster.rest import Client, SourceFault
from integration.operations.attendance.pulling import pull_attendance
from integration.operations.schools.binding import bind
from integration.operations.schools.failing import note_failure, note_success
from integration.operations.schools.holding import endings
from integration.operations.schools.loading import Loading
from integration.operations.schools.sources import endpoint_of
from integration.sealed_files import SealedFile, TooLarge, delete_sealed, read_sealed, write_sealed

READ = "schools.read"
MAX_PACKAGE = 100 * 1024 * 1024
_PAGE = 1000
_ROSTER = ("orgs", "academicSessions", "courses", "classes", "users", "enrollments")
_GRADEBOOK = ("categories", "lineItems", "results")
_OPTIONAL = frozenset({"demographics", *_GRADEBOOK})
_WHOLE = ("orgs", "academicSessions", "courses", "classes", "enrollments")


@operation
def request_run(actor: Actor, source_id: UUID, *, kind: str = RunKind.DELTA) -> SourceRun:
    """Have a source read now. ``RuleRefused`` when it is being read, or can only be read from a file."""
    require(actor, Action.CHANGE, Resource.SCHOOL_SOURCE)
    source = _lock_source(actor, source_id)
    if source.kind != SourceKind.REST:
        raise RuleRefused(Refusal("only_files", _("Dette skolesystemet leses fra filer. Last opp en pakke.")))
    return _start(actor, SourceRun(municipality_id=source.municipality_id, source=source, kind=kind))


def seal_package(municipality_id: UUID, chunks: Iterable[bytes]) -> SealedFile:
    """Seal a OneRoster package as it comes. ``RuleRefused`` when it is empty or larger than ``MAX_PACKAGE``."""
    try:
        sealed = write_sealed(municipality_id, chunks, MAX_PACKAGE)
    except TooLarge as error:
        raise RuleRefused(Refusal("file_too_large", _("Pakken kan være høyst 100 MB."), "file")) from error
    if not sealed.size:
        delete_sealed(sealed.path)
        raise RuleRefused(Refusal("file_empty", _("Filen er tom."), "file"))
    return sealed


@operation
def receive_package(actor: Actor, source_id: UUID, *, filename: str, sealed: SealedFile) -> SourceRun:
    """Have a sealed package read; when it cannot be, its file goes."""
    require(actor, Action.CHANGE, Resource.SCHOOL_SOURCE)
    try:
        source = _lock_source(actor, source_id)
        run = SourceRun(
            municipality_id=source.municipality_id, source=source, kind=RunKind.FILE, filename=filename[-255:],
            raw_path=sealed.path, checksum=sealed.checksum,
        )  # fmt: skip
        return _start(actor, run)
    except BaseException:
        delete_sealed(sealed.path)
        raise


@operation
def upload_package(actor: Actor, source_id: UUID, *, filename: str, chunks: Iterable[bytes]) -> SourceRun:
    """Keep a OneRoster package, sealed, and have it read."""
    require(actor, Action.CHANGE, Resource.SCHOOL_SOURCE)
    source = SchoolSource.objects.visible_to(actor).get(pk=source_id)
    sealed = seal_package(source.municipality_id, chunks)
    return receive_package(actor, source_id, filename=filename, sealed=sealed)


@operation
def confirm_run(actor: Actor, run_id: UUID, *, expected_version: int | None = None) -> SourceRun:
    """Go through with a run that was held: the enrolments that it would end, do end."""
    run = _held(actor, run_id, expected_version)
    run.confirmed_by_id = actor.user_id
    run.state = RunState.WAITING
    run.job = enqueue_job(actor, READ, run.municipality_id, run_id=str(run.pk))
    run.save()
    return run


@operation
def discard_run(actor: Actor, run_id: UUID, *, expected_version: int | None = None) -> SourceRun:
    """Leave a run that was held: nothing ends, and its file is deleted."""
    run = _held(actor, run_id, expected_version)
    run.state, run.finished_at = RunState.DISCARDED, timezone.now()
    _forget_file(run)
    run.save()
    return run


@job_handler(READ)
def read_source(job: RunningJob) -> None:
    """Do a run. Whatever stops it is noted on the run and on its source, in plain words, and is no fault of the job."""
    actor = _actor_behind(job.job)
    with acting_as(actor):
        run = SourceRun.objects.select_related("source__school", "source__owner").get(pk=job.arguments["run_id"])
        if run.job_id != job.job.pk or run.state not in (RunState.WAITING, RunState.RUNNING):
            return
        SourceRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING)
        run.state = RunState.RUNNING
    loading = Loading(run, run.source, Findings())
    try:
        held = _read_file(actor, job, loading) if run.kind == RunKind.FILE else _read_rest(actor, job, loading)
    except (SourceFault, PackageFault) as fault:
        _finish(actor, loading, RunState.FAILED, fault=fault)
        return
    _finish(actor, loading, RunState.HELD if held else RunState.DONE, held=held)


def _read_file(actor: Actor, job: RunningJob, loading: Loading) -> list[dict[str, Any]]:
    """The whole package in one transaction: a package that breaks in the middle has no effect at all."""
    run = loading.run
    try:
        data = io.BytesIO(b"".join(read_sealed(run.raw_path)))
    except FileNotFoundError as error:
        raise PackageFault("file_deleted") from error
    package = open_package(data)
    with acting_as(actor):
        if package.is_bulk and run.confirmed_by_id is None:
            told = {one.sourced_id for one in package.rows("enrollments") if not one.is_deleted}
            held = [ending.as_json() for ending in endings(loading.source, told) if ending.is_too_much]
            if held:
                loading.findings = package.findings
                return held
            # Opened anew, so that nothing is noted twice.
            package = open_package(data)
        loading.findings = package.findings
        kinds = [kind for kind in ("roles", "demographics", *_ROSTER, *_GRADEBOOK) if package.modes.get(kind)]
        for number, kind in enumerate(kinds):
            for page in _pages(package.rows(kind)):
                loading.take(kind, page)
            job.report(number + 1, len(kinds))
        loading.end_what_is_absent([kind for kind in _WHOLE if package.modes.get(kind) == BULK])
        bind(actor, loading)
    return []


def _read_rest(actor: Actor, job: RunningJob, loading: Loading) -> list[dict[str, Any]]:
    source, run = loading.source, loading.run
    client = Client(endpoint_of(source))
    kinds = ["demographics", *_ROSTER, *_GRADEBOOK]
    for number, kind in enumerate(kinds):
        since = _since(source, kind) if run.kind == RunKind.DELTA else None
        _read_collection(actor, client, loading, kind, since)
        job.report(number + 1, len(kinds) + 1)
    with acting_as(actor):
        if run.kind == RunKind.FULL:
            over = endings(source, loading.told.get("enrollments", set()))
            held = [ending.as_json() for ending in over if ending.is_too_much]
            if held and run.confirmed_by_id is None:
                bind(actor, loading)
                return held
            loading.end_what_is_absent(_WHOLE)
        bind(actor, loading)
    if source.attendance_url:
        # Last, when the pupils and classes that it speaks of are known.
        pull_attendance(actor, client, source)
    return []


def _read_collection(actor: Actor, client: Client, loading: Loading, kind: str, since: dt.datetime | None) -> None:
    """Read one collection; those that many systems do not have may be missing."""
    reader = client
    if kind in _GRADEBOOK:
        base = client.endpoint.base_url.replace("/rostering/", "/gradebook/")
        reader = replace(client, endpoint=replace(client.endpoint, base_url=base))
    try:
        _take_pages(actor, loading, kind, reader.collection(kind, since))
    except SourceFault as fault:
        if kind not in _OPTIONAL or fault.passes:
            raise
        loading.findings.note("missing_file", kind)


def _take_pages(actor: Actor, loading: Loading, kind: str, pages: Iterator[list[dict[str, Any]]]) -> None:
    newest = _since(loading.source, kind)
    waiting: list[Entity] | None = None
    for rows in pages:
        if waiting is not None:
            with acting_as(actor):
                loading.take(kind, waiting)
        read = [parse(kind, row, loading.findings, number) for number, row in enumerate(rows, 1)]
        waiting = [one for one in read if one is not None]
        newest = max((moment for moment in (newest, *(one.modified for one in waiting)) if moment), default=None)
    with acting_as(actor):
        # The last page and the cursor, together or not at all.
        loading.take(kind, waiting or [])
        _save_cursor(loading.source, kind, newest)


def _since(source: SchoolSource, kind: str) -> dt.datetime | None:
    text = source.cursor.get(kind)
    return dt.datetime.fromisoformat(text) if text else None


def _save_cursor(source: SchoolSource, kind: str, newest: dt.datetime | None) -> None:
    """Only this collection's part: somebody may have asked meanwhile that another be read again."""
    if newest is None:
        return
    kept = SchoolSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    kept.cursor[kind] = newest.isoformat()
    SchoolSource.objects.filter(pk=source.pk).update(cursor=kept.cursor)
    source.cursor = kept.cursor


def _pages(rows: Iterator[Entity]) -> Iterator[Sequence[Entity]]:
    page: list[Entity] = []
    for one in rows:
        page.append(one)
        if len(page) >= _PAGE:
            yield page
            page = []
    if page:
        yield page


def _finish(
    actor: Actor,
    loading: Loading,
    state: RunState,
    *,
    held: list[dict[str, Any]] | None = None,
    fault: SourceFault | PackageFault | None = None,
) -> None:
    with acting_as(actor):
        run = SourceRun.objects.select_for_update(of=("self",)).get(pk=loading.run.pk)
        run.state, run.finished_at = state, timezone.now()
        run.counts = {} if fault and run.kind == RunKind.FILE else dict(loading.counts)
        run.findings = loading.findings.as_json()
        run.held_back = held or []
        run.error = fault.code if fault else ""
        run.error_where = getattr(fault, "where", "")[:80] if fault else ""
        if state is RunState.DONE:
            _forget_file(run)
        run.save()
        if fault:
            note_failure(loading.source, run)
        elif state is RunState.DONE:
            note_success(loading.source)


def _forget_file(run: SourceRun) -> None:
    """What is resolved is kept no longer; deleted when the row says so for good."""
    path, run.raw_path = run.raw_path, ""
    transaction.on_commit(lambda: delete_sealed(path))


def _start(actor: Actor, run: SourceRun) -> SourceRun:
    at_work = SourceRun.objects.filter(source=run.source, state__in=(RunState.WAITING, RunState.RUNNING))
    if any(not _is_dead(other) for other in at_work.select_related("job")):
        raise RuleRefused(Refusal("already_running", _("Skolesystemet leses allerede.")))
    at_work.update(state=RunState.FAILED, error="worker_died", finished_at=timezone.now())
    run.requested_by_id = actor.user_id
    run.save()
    run.job = enqueue_job(actor, READ, run.municipality_id, run_id=str(run.pk))
    run.save(update_fields=["job", "changed_at"])
    return run


def _is_dead(run: SourceRun) -> bool:
    return run.job is None or run.job.state in ("failed", "succeeded")


def _lock_source(actor: Actor, source_id: UUID) -> SchoolSource:
    visible = SchoolSource.objects.visible_to(actor).select_for_update(of=("self",))
    return visible.get(pk=source_id)


def _held(actor: Actor, run_id: UUID, expected_version: int | None) -> SourceRun:
    require(actor, Action.CHANGE, Resource.SCHOOL_SOURCE)
    run = SourceRun.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=run_id)
    require_version(run, expected_version)
    if run.state != RunState.HELD:
        raise RuleRefused(Refusal("not_held", _("Det er ingenting å bekrefte.")))
    return run


def _actor_behind(job: Job) -> Actor:
    return replace(system_actor(job.agency_id), user_id=job.requested_by_id, request_id=str(job.pk))
