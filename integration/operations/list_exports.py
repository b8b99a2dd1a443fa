"""Lists as files: asked for, made in the background as whoever asked, opened after a new look at access, deleted."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Channel, Resource, acting_as
from agencies.actors import actor_for, workplaces_of
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.models import JobState
from agencies.operations.access_log import log_list
from agencies.operations.base import operation, require
from agencies.operations.jobs import RunningJob, enqueue_job, job_handler
from integration.listings.files import file_of
from integration.listings.lists import LISTINGS, Listing
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

    Raises ``NotPermitted`` for a list that the actor may not see, ``RuleRefused`` for one that there is not, or while
    several are being made.
    """
    require(actor, Action.CREATE, Resource.LIST_EXPORT)
    listing = LISTINGS.get(kind)
    if listing is None or form not in ListForm.values:
        raise RuleRefused(Refusal("unknown_list", _("Det finnes ingen slik liste."), "kind"))
    require(actor, Action.VIEW, listing.resource)
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
    export = ListExport.objects.select_related("requested_by").get(pk=run.arguments["export_id"])
    if export.state != ExportState.WAITING:
        return
    actor = _actor_of(export)
    listing = LISTINGS[export.kind]
    people: dict[UUID, None] = {}
    with acting_as(actor), translation.override("nb"):
        require(actor, Action.VIEW, listing.resource)
        rows = _counted(_marked(actor, listing, export), people, run)
        headings = [*listing.headings(actor), _("Reservert mot forskning")]
        pieces = file_of(ListForm(export.form), about(actor, listing, export), headings, rows)
        sealed = write_sealed(export.agency_id, pieces, _LARGEST, LISTS)
        log_list(actor, listing.resource, list(people))
    now = timezone.now()
    taken = ListExport.objects.filter(pk=export.pk, state=ExportState.WAITING).update(
        state=ExportState.READY, path=sealed.path, people=list(people), rows=run.job.done, made_at=now,
        expires_at=now + KEPT,
    )  # fmt: skip
    if not taken:
        delete_sealed(sealed.path)


def about(actor: Actor, listing: Listing, export: ListExport) -> list[str]:
    """The lines above the list: what it is, its filters, when it was made and by whom."""
    made = _("Laget %(moment)s av %(name)s, %(agency)s") % {
        "moment": date_format(timezone.localtime(), "d.m.Y H:i"), "name": actor.name, "agency": actor.agency_name,
    }  # fmt: skip
    filters = [f"{title}: {value}" for title, value in listing.filters(actor, export.query)]
    return [str(listing.title), *(filters or [_("Ingen filtre")]), made, _purpose(export)]


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
    listing = LISTINGS[export.kind]
    require(actor, Action.VIEW, listing.resource)
    visible = Participant.objects.listed_for(actor).filter(pk__in=export.people).count()
    if visible != len(export.people):
        detail = _("Noen i listen kan du ikke se lenger. Lag listen på nytt.")
        raise RuleRefused(Refusal("list_is_stale", detail))
    log_list(actor, listing.resource, export.people)
    return export, read_sealed(export.path)


def purge_lists() -> int:
    """Delete files that are past their week; answers how many."""
    old = list(ListExport.objects.filter(state=ExportState.READY, expires_at__lte=timezone.now()))
    ListExport.objects.filter(pk__in=[export.pk for export in old]).update(
        state=ExportState.DELETED, path="", people=[]
    )
    for export in old:
        delete_sealed(export.path)
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


def _purpose(export: ListExport) -> str:
    if is_for_research(export.query):
        return _("Til forskning eller statistikk: de som har reservert seg, er tatt ut (integreringsforskriften § 62).")
    return _("Til arbeidet med sakene. Rader merket «ja» kan ikke brukes i forskning (integreringsforskriften § 62).")


def _marked(actor: Actor, listing: Listing, export: ListExport) -> Iterator[tuple[UUID, list[str]]]:
    """The rows with who has reserved against research; without those, where the list is for research."""
    reserved = set(
        Participant.objects.visible_to(actor).filter(is_reserved_against_research=True).values_list("pk", flat=True)
    )
    for person, cells in listing.rows(actor, export.query, timezone.localdate()):
        if person not in reserved:
            yield person, [*cells, ""]
        elif not is_for_research(export.query):
            yield person, [*cells, _("ja")]


def _counted(rows: Iterator[tuple[UUID, list[str]]], people: dict[UUID, None], run: RunningJob) -> Iterator[list[str]]:
    done = 0
    for person, cells in rows:
        people[person] = None
        done += 1
        if done % _EVERY == 0:
            run.report(done, 0)
        yield cells
    run.report(done, done)
