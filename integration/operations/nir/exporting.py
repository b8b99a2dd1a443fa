"""Files for NIR: made of what waits, downloaded, marked as delivered, or discarded.

Protected people (law.md 7.3) are in no file: whoever is named on such a case registers it in NIR directly, and marks it
here. Somebody who became protected after the file was made is left out of it, and stands as not delivered.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext

from agencies.access import Action, Actor, Resource, acting_as
from agencies.errors import Refusal, RuleRefused
from agencies.operations.access_log import log_list
from agencies.operations.base import operation, require, require_version
from integration.models import NirCode, NirDelivery, NirEvent, NirExport
from integration.nir.adapters import ADAPTERS, SCHEMA_VERSION, Header, Line
from integration.operations.nir.deriving import (
    NIR_REPORT,
    derive_events,
    owe_first_tellings,
    reports_from_day,
    take_turn,
)
from participants.models import Confidentiality, IdentityNumber, Participant
from participants.operations.deadlines import meet_deadlines

_BATCH = 1000


def not_in_files(person: str = "participant") -> Q:
    """A condition: of somebody who is in no file."""
    return Q(**{f"{person}__confidentiality__gt": Confidentiality.OPEN}) | Q(**{f"{person}__is_shielded": True})


@operation
def make_export(actor: Actor, form: str) -> NirExport:
    """Bring the events up to date and put what waits into a file of the form.

    Raises ``RuleRefused`` where there is no such form, nothing to deliver, a file that waits already, or where the
    municipality has not said from which day it delivers from here.
    """
    require(actor, Action.CREATE, Resource.NIR)
    municipality_id = own_municipality(actor)
    reports_from = reports_from_day(municipality_id)
    if form not in ADAPTERS:
        raise RuleRefused(Refusal("unknown_form", gettext("Det finnes ikke noe slikt format."), "form"))
    if reports_from is None:
        detail = gettext("Administratoren må først velge fra hvilken dag kommunen leverer herfra.")
        raise RuleRefused(Refusal("nir_not_set_up", detail))
    if NirExport.objects.filter(municipality_id=municipality_id, delivered_on=None, discarded_at=None).exists():
        detail = gettext("Det ligger en fil som ikke er levert. Merk den som levert, eller forkast den.")
        raise RuleRefused(Refusal("file_waits", detail))
    derive_events(municipality_id, timezone.localdate())
    waiting = NirEvent.objects.visible_to(actor).filter(municipality_id=municipality_id).awaiting(reports_from)
    events = list(waiting.exclude(not_in_files()).only("pk", "participant_id"))
    if not events:
        raise RuleRefused(Refusal("nothing_waits", gettext("Det er ingenting å levere nå.")))
    export = NirExport.objects.create(
        municipality_id=municipality_id, form=form, schema_version=SCHEMA_VERSION, codes=codes_of(municipality_id),
        events=len(events), made_by_id=actor.user_id,
    )  # fmt: skip
    NirDelivery.objects.bulk_create(
        (
            NirDelivery(
                event=event, participant_id=event.participant_id, municipality_id=municipality_id, export=export,
                done_by_id=actor.user_id,
            )
            for event in events
        ),
        batch_size=_BATCH,
    )  # fmt: skip
    return export


def file_of(actor: Actor, export_id: UUID) -> tuple[NirExport, Iterator[bytes]]:
    """The file, piece by piece; to be read within the actor's transaction. The download is logged.

    It holds those of its people whom the actor may see today and who are not protected.
    """
    require(actor, Action.CREATE, Resource.NIR)
    export = NirExport.objects.visible_to(actor).select_related("municipality").get(pk=export_id, discarded_at=None)
    rows = lines_of(actor, export)
    count = rows.count()
    people = set(rows.order_by().values_list("participant", flat=True).distinct())
    log_list(actor, Resource.NIR, people, municipality_id=export.municipality_id)
    header = Header(
        str(export.pk), export.municipality.number, export.created_at.isoformat(), count, export.schema_version
    )
    return export, ADAPTERS[export.form].write(header, _lines(rows), export.codes)


def lines_of(actor: Actor, export: NirExport) -> QuerySet[NirDelivery]:
    """The deliveries of a file that may stand in it today, in the order of their events."""
    rows = NirDelivery.objects.visible_to(actor).filter(export=export, is_released=False).exclude(not_in_files())
    return rows.order_by("event__happened_on", "event_id")


@operation
def mark_delivered(actor: Actor, export_id: UUID, *, delivered_on: dt.date, expected_version: int | None = None) -> int:
    """Note that the file has been handed in; its deadlines are met. Answers how many events that were.

    Raises ``RuleRefused`` for a day before the file was made or after today, or a file that no longer waits.
    """
    require(actor, Action.CREATE, Resource.NIR)
    export = _waiting(actor, export_id, expected_version)
    if not timezone.localdate(export.created_at) <= delivered_on <= timezone.localdate():
        detail = gettext("Velg en dag fra filen ble laget til i dag.")
        raise RuleRefused(Refusal("not_a_day_of_delivery", detail, "delivered_on"))
    # As the system: among them may be somebody who was protected since, and is hidden from the actor.
    with acting_as(actor.as_system()):
        mine = NirDelivery.objects.filter(export=export, is_released=False)
        _release(export, mine.filter(participant__in=Participant.objects.protected()))
        standing = list(mine.values_list("event_id", flat=True))
        mine.update(delivered_on=delivered_on)
        meet_deadlines(NIR_REPORT, standing, delivered_on)
    export.delivered_on, export.delivered_by_id = delivered_on, actor.user_id
    export.save()
    return len(standing)


@operation
def discard_export(actor: Actor, export_id: UUID, *, expected_version: int | None = None) -> None:
    """Throw away a file that was not delivered; its events wait again."""
    require(actor, Action.CREATE, Resource.NIR)
    export = _waiting(actor, export_id, expected_version)
    with acting_as(actor.as_system()):
        _release(export, NirDelivery.objects.filter(export=export, is_released=False))
    export.discarded_at = timezone.now()
    export.save()


def require_reporting(actor: Actor, action: Action, person: Participant) -> None:
    """Raise ``NotPermitted`` unless the actor may see, or mark, what NIR is told of the person.

    What happened here is reported from here, also when the case has moved and can otherwise only be read.
    """
    require(actor, action, Resource.NIR, replace(person.facts_for(actor), is_moved=False))


@operation
def register_by_hand(actor: Actor, participant_id: UUID, *, event_ids: Sequence[UUID], on: dt.date) -> int:
    """Note that events of one person were registered in NIR directly. Answers how many.

    Raises ``RuleRefused`` for a day that has not come; what is not the person's, or waits no longer, is left out.
    """
    person = Participant.objects.visible_to(actor).get(pk=participant_id)
    require_reporting(actor, Action.CHANGE, person)
    if on > timezone.localdate():
        raise RuleRefused(Refusal("not_a_day_of_delivery", gettext("Dagen har ikke vært ennå."), "on"))
    rows = NirEvent.objects.filter(participant=person, pk__in=event_ids).newest().undelivered()
    events = list(rows.select_for_update(of=("self",)))
    NirDelivery.objects.bulk_create(
        NirDelivery(
            event=event, participant=person, municipality_id=person.municipality_id, delivered_on=on,
            done_by_id=actor.user_id,
        )
        for event in events
    )  # fmt: skip
    meet_deadlines(NIR_REPORT, [event.pk for event in events], on)
    return len(events)


def codes_of(municipality_id: UUID) -> dict[str, dict[str, str]]:
    """The municipality's mapping by code list."""
    found: dict[str, dict[str, str]] = {}
    rows = NirCode.objects.filter(municipality_id=municipality_id).values_list("code_list", "code", "nir_code")
    for code_list, code, nir_code in rows:
        found.setdefault(code_list, {})[code] = nir_code
    return found


def own_municipality(actor: Actor) -> UUID:
    """The municipality or district for which the actor delivers: the own one, not those above or beneath it."""
    if actor.agency_id is None or actor.agency_id not in actor.municipality_ids:
        raise RuleRefused(Refusal("no_municipality", gettext("Bare en kommune leverer til NIR.")))
    return actor.agency_id


def _waiting(actor: Actor, export_id: UUID, expected_version: int | None) -> NirExport:
    export = NirExport.objects.visible_to(actor).select_for_update().get(pk=export_id)
    require_version(export, expected_version)
    if not export.is_waiting:
        raise RuleRefused(Refusal("file_is_closed", gettext("Filen er allerede levert eller forkastet.")))
    return export


def _release(export: NirExport, deliveries: QuerySet[NirDelivery]) -> None:
    """Take events out of a file with which they were not delivered: they wait again."""
    events = list(deliveries.values_list("event_id", flat=True))
    if not events:
        return
    # The night asks what lies in files, and must not write of it meanwhile.
    take_turn(export.municipality_id)
    deliveries.update(is_released=True)
    # Corrections written since point at an event that nobody was told of after all: they point further back.
    corrections = NirEvent.objects.filter(told_before__in=events)
    written = list(corrections.values_list("pk", flat=True))
    earlier = NirEvent.objects.filter(pk=OuterRef("told_before")).values("told_before")
    corrections.update(told_before=Subquery(earlier))
    owe_first_tellings(export.municipality_id, written)


def _lines(rows: QuerySet[NirDelivery]) -> Iterator[Line]:
    numbers = IdentityNumber.objects.filter(valid_to__isnull=True).order_by("kind", "valid_from")
    whole = rows.select_related("event", "participant").prefetch_related(
        Prefetch("participant__identity_numbers", queryset=numbers, to_attr="numbers_now")
    )
    for row in whole.iterator(chunk_size=_BATCH):
        event, person = row.event, row.participant
        numbers_now: list[IdentityNumber] = getattr(person, "numbers_now", [])
        yield Line(
            event_id=str(event.pk),
            kind=event.kind,
            happened_on=event.happened_on.isoformat(),
            held_on=event.held_on.isoformat(),
            birth_date=person.birth_date.isoformat(),
            numbers=tuple((each.kind, each.value) for each in numbers_now),
            corrects=str(event.told_before_id or ""),
            is_withdrawn=event.is_withdrawn,
            content=event.content,
            is_reserved_against_research=person.is_reserved_against_research,
        )
