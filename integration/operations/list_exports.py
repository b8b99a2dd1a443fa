"""Lists as files: asked for, made in the background as whoever asked, opened after a new look at access, deleted."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Channel, Resource, acting_as, may
from agencies.actors import WORKER, actor_for, workplaces_of
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.lists import ListFile, Record, Sheet, asked, list_files
from agencies.models import JobState
from agencies.operations.access_log import log_list
from agencies.operations.base import operation, require
from agencies.operations.jobs import RunningJob, enqueue_job, job_handler
from integration.listings.files import file_of
from integration.models import ExportState, ListExport, ListForm
from integration.sealed_files import LISTS, delete_sealed, read_sealed, sweep_sealed, write_sealed
from participants.models import Participant

MAKE = "list_export.make"
PURPOSE, RESEARCH = "formal", "forskning"
"""Part of what is asked for: a list for research leaves out whoever has reserved against it."""
KEPT = dt.timedelta(days=7)
"""How long a file lies ready; whoever has not fetched it asks again."""
MOST_WAITING = 3
"""So many of one person's lists are made at a time."""
_LARGEST = 200 * 1024 * 1024
_EVERY = 100
_LONGEST = 200


@operation
def ask_for_list(actor: Actor, kind: str, form: str, query: Mapping[str, str]) -> ListExport:
    """Have a list made with the filters of an address.

    Raises ``NotPermitted`` for a list that the actor may not see, ``ObjectDoesNotExist`` when what it belongs to is
    not the actor's to see, ``RuleRefused`` for a list that there is not, or while several are being made.
    """
    require(actor, Action.CREATE, Resource.LIST_EXPORT)
    listing = list_files().get(kind)
    if listing is None or form not in ListForm.values:
        raise RuleRefused(Refusal("unknown_list", _("Det finnes ingen slik liste."), "kind"))
    sheet = sheet_for(actor, listing, query)
    if is_for_research(query) and sheet.names_people and not may(actor, Resource.PARTICIPANT, Action.VIEW):
        detail = _("Bare den som ser sakene, kan lage en liste til forskning.")
        raise RuleRefused(Refusal("reservations_not_seen", detail))
    mine = ListExport.objects.own(actor).filter(state=ExportState.WAITING)
    mine.filter(job__state=JobState.FAILED).update(state=ExportState.FAILED)
    if mine.count() >= MOST_WAITING:
        raise RuleRefused(Refusal("lists_are_made", _("Vent til listene du har bestilt, er ferdige.")))
    assert actor.agency_id  # noqa: S101 - the table lets only staff of an agency in
    assert actor.user_id  # noqa: S101
    export = ListExport.objects.create(
        agency_id=actor.agency_id,
        requested_by_id=actor.user_id,
        kind=kind,
        form=form,
        query={name: value[:_LONGEST] for name, value in query.items()},
    )
    export.job = enqueue_job(actor, MAKE, actor.agency_id, export_id=str(export.pk))
    export.save(update_fields=["job"])
    return export


@job_handler(MAKE)
def make_list(run: RunningJob) -> None:
    """Make the file as whoever asked for it, with the access that they have now."""
    with acting_as(WORKER):
        export = ListExport.objects.select_related("requested_by").get(pk=run.arguments["export_id"])
    if export.state != ExportState.WAITING:
        return
    actor = _actor_of(export)
    listing = list_files()[export.kind]
    people: set[UUID] = set()
    with acting_as(actor), translation.override("nb"):
        sheet = sheet_for(actor, listing, export.query)
        total, records = sheet.read(actor)
        headings = [str(column.title) for column in sheet.columns_for(actor)]
        if marks_reserved(actor, sheet):
            headings.append(_("Reservert mot forskning"))
            records = _marked(actor, records, is_for_research=is_for_research(export.query))
        rows = _counted(total, records, people, run)
        pieces = file_of(ListForm(export.form), about(actor, listing, sheet, export.query), headings, rows)
        sealed = write_sealed(export.agency_id, pieces, _LARGEST, LISTS)
        log_list(actor, listing.resource, _shown(people, run.job.done))
        # Whose case is not the actor's to open, though a row tells of them, can not be hidden since either.
        seen = _visible(actor, listing, people)
    now = timezone.now()
    with acting_as(WORKER):
        taken = ListExport.objects.filter(pk=export.pk, state=ExportState.WAITING).update(
            state=ExportState.READY, path=sealed.path, people=list(seen), rows=run.job.done, made_at=now,
            expires_at=now + KEPT,
        )  # fmt: skip
    if not taken:
        delete_sealed(sealed.path)


def sheet_for(actor: Actor, listing: ListFile, query: Mapping[str, str]) -> Sheet:
    """The list as the actor's page shows it today; ``NotPermitted`` or ``ObjectDoesNotExist`` as the page answers."""
    require(actor, listing.action, listing.resource)
    return listing.sheet(asked(actor, query, timezone.localdate()))


def about(actor: Actor, listing: ListFile, sheet: Sheet, query: Mapping[str, str]) -> list[str]:
    """The lines above the list: what it is, its filters, when it was made and by whom, and what it may be used for."""
    made = _("Laget %(moment)s av %(name)s, %(agency)s") % {
        "moment": date_format(timezone.localtime(), "d.m.Y H:i"), "name": actor.name, "agency": actor.agency_name,
    }  # fmt: skip
    filters = [f"{title}: {value}" for title, value in sheet.filters]
    purpose = [_purpose(query)] if marks_reserved(actor, sheet) else []
    return [str(listing.title), *(filters or [_("Ingen filtre")]), made, *purpose]


def is_for_research(query: Mapping[str, str]) -> bool:
    """Whether the list was asked for to be used in research or statistics."""
    return query.get(PURPOSE) == RESEARCH


@operation
def open_list(actor: Actor, export_id: UUID) -> tuple[ListExport, Iterator[bytes]]:
    """The file, block by block: for whoever asked for it, while they may see everybody in it; logged.

    Raises ``ListExport.DoesNotExist`` for another's file or one that is gone, ``RuleRefused`` when somebody in it has
    been hidden since.
    """
    require(actor, Action.VIEW, Resource.LIST_EXPORT)
    export = ListExport.objects.own(actor).openable().get(pk=export_id)
    listing = list_files()[export.kind]
    require(actor, listing.action, listing.resource)
    if len(_visible(actor, listing, export.people)) != len(export.people):
        detail = _("Noen i listen kan du ikke se lenger. Lag listen på nytt.")
        raise RuleRefused(Refusal("list_is_stale", detail))
    log_list(actor, listing.resource, _shown(export.people, export.rows))
    return export, read_sealed(export.path)


def purge_lists() -> int:
    """Delete files that are past their week; answers how many."""
    with acting_as(WORKER):
        old = list(ListExport.objects.filter(state=ExportState.READY, expires_at__lte=timezone.now()))
        ListExport.objects.filter(pk__in=[export.pk for export in old]).update(
            state=ExportState.DELETED, path="", people=[]
        )
    for export in old:
        delete_sealed(export.path)
    with acting_as(WORKER):
        known = set(ListExport.objects.filter(state=ExportState.READY).values_list("path", flat=True))
    sweep_sealed(known, LISTS)
    return len(old)


def _actor_of(export: ListExport) -> Actor:
    """Whoever asked, as they may act today; ``NotPermitted`` when they no longer work there."""
    for workplace in workplaces_of(export.requested_by):
        if workplace.agency.pk == export.agency_id and export.requested_by.is_active:
            actor = actor_for(export.requested_by, workplace, Channel.WORKER)
            return replace(actor, request_id=f"job-{export.job_id}"[:64])
    raise NotPermitted("role")


def marks_reserved(actor: Actor, sheet: Sheet) -> bool:
    """Whether the list says who has reserved against research: it names people, and the actor opens their cases."""
    return sheet.names_people and may(actor, Resource.PARTICIPANT, Action.VIEW)


def _purpose(query: Mapping[str, str]) -> str:
    if is_for_research(query):
        return _("Til forskning eller statistikk: de som har reservert seg, er tatt ut (integreringsforskriften § 62).")
    return _("Til arbeidet med sakene. Rader merket «ja» kan ikke brukes i forskning (integreringsforskriften § 62).")


def _marked(actor: Actor, records: Iterator[Record], *, is_for_research: bool) -> Iterator[Record]:
    """The rows with who has reserved against research; without those, where the list is for research."""
    reserved = set(
        Participant.objects.visible_to(actor).filter(is_reserved_against_research=True).values_list("pk", flat=True)
    )
    for named, cells in records:
        if reserved.isdisjoint(named):
            yield named, [*cells, ""]
        elif not is_for_research:
            yield named, [*cells, _("ja")]


def _shown(people: Collection[UUID], rows: int) -> list[UUID | None]:
    """Whom the log says that a file showed, and a nobody for each further row, so that it counts the rows."""
    return [*people, *[None] * (rows - len(people))]


def _visible(actor: Actor, listing: ListFile, people: Collection[UUID]) -> set[UUID]:
    if listing.visible:
        return listing.visible(actor, people)
    return set(Participant.objects.listed_for(actor).filter(pk__in=people).values_list("pk", flat=True))


def _counted(total: int, records: Iterator[Record], people: set[UUID], run: RunningJob) -> Iterator[list[str]]:
    """The cells, with a report now and then of how many of all rows are done."""
    done = 0
    run.report(done, total)
    for named, cells in records:
        people.update(named)
        done += 1
        if done % _EVERY == 0:
            # Somebody may have come since the rows were counted.
            run.report(done, max(total, done + 1))
        yield cells
    run.report(done, done)
