"""Brings the events up to date with the cases of one municipality, and writes what is due.

What the cases say now is held against the newest events. What is new becomes an event; what is said differently becomes
a correction of the old one; what is no longer said is withdrawn. A second run finds nothing to do.
"""

import datetime as dt
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency
from integration.models import NirDelivery, NirEvent, NirSetting
from integration.nir.facts import NirFact, facts_of
from integration.nir.kinds import PARAGRAPH, due_on
from integration.operations.nir import sources as _sources  # noqa: F401 - registers them
from participants.models import Deadline, Participant, TransferRequest
from participants.operations.deadlines import Duty, close_deadlines, write_deadlines

NIR_REPORT = "nir_report"
_BATCH = 1000
Subject = tuple[str, UUID, UUID]
"""Kind, row of the case and person: a row that was moved to the person it is about is another event."""


@dataclass(frozen=True, slots=True)
class Derived:
    """How many events were new, corrected and withdrawn."""

    new: int
    corrected: int
    withdrawn: int


def derive_events(municipality_id: UUID, day: dt.date) -> Derived:
    """Make one municipality's events as the cases stand at the end of ``day``."""
    with transaction.atomic(), acting_as(system_actor(municipality_id)):
        take_turn(municipality_id)
        heads: dict[Subject, NirEvent] = {
            (head.kind, head.subject_id, head.participant_id): head
            for head in NirEvent.objects.newest().filter(municipality_id=municipality_id).defer("content")
        }
        facts = _facts(municipality_id, day, heads)
        changed = [
            key for key, head in heads.items()
            if (fact := facts.get(key)) and (head.is_withdrawn or head.digest != fact.digest)
        ]  # fmt: skip
        gone = [key for key, head in heads.items() if key not in facts and not head.is_withdrawn]
        told = _told(heads[key] for key in (*changed, *gone))
        new = [_event(facts[key], municipality_id, day) for key in facts if key not in heads]
        corrected = [_correction(facts[key], heads[key], told, day) for key in changed]
        withdrawn = [_withdrawal(heads[key], told, day) for key in gone]
        _write(municipality_id, [*new, *corrected, *withdrawn], [heads[key] for key in (*changed, *gone)], day)
    return Derived(len(new), len(corrected), len(withdrawn))


def take_turn(municipality_id: UUID) -> None:
    """Wait for whoever changes what one municipality tells, until the end of the transaction."""
    Agency.objects.select_for_update(no_key=True).get(pk=municipality_id)


def owe_reports(municipality_id: UUID) -> None:
    """Write the deadlines of the events that the municipality has to report from here and that have none yet.

    A case that has moved has them too: nobody else can report what happened here, the end by the move among it. Where
    the municipality has chosen a later day than before, the deadlines of what happened before it are closed, and so are
    those of what was withdrawn before anybody was told.
    """
    reports_from = reports_from_day(municipality_id)
    if reports_from is None:
        return
    events = NirEvent.objects.filter(municipality_id=municipality_id)
    due = Deadline.objects.filter(kind=NIR_REPORT, subject_id=OuterRef("pk"))
    not_ours = events.newest().filter(
        Q(happened_on__lt=reports_from) | Q(is_withdrawn=True), Exists(due.open()), told_before__isnull=True
    )
    close_deadlines([NIR_REPORT], list(not_ours.values_list("pk", flat=True)), timezone.localdate())
    owed = list(events.awaiting(reports_from).filter(~Exists(due)).only("pk", "participant_id", "due_on"))
    for start in range(0, len(owed), _BATCH):
        batch = owed[start : start + _BATCH]
        people = Participant.objects.current().in_bulk({event.participant_id for event in batch})
        write_deadlines(
            [
                Duty(NIR_REPORT, people[event.participant_id], event.pk, event.due_on, PARAGRAPH)
                for event in batch
                if event.participant_id in people
            ]
        )


def owe_first_tellings(municipality_id: UUID, event_ids: Sequence[UUID]) -> None:
    """Give those of the events that tell NIR of something for the first time the day of what happened.

    They corrected what lay in a file, and were due from the day that the mistake was found; nobody delivered the file.
    """
    rows = NirEvent.objects.filter(pk__in=event_ids, told_before__isnull=True, is_withdrawn=False)
    events = list(rows.newest().undelivered().select_related("participant").defer("content"))
    for event in events:
        event.due_on = due_on(event.happened_on)
    NirEvent.objects.bulk_update(events, ["due_on"], batch_size=_BATCH)
    owed = Deadline.objects.filter(kind=NIR_REPORT, subject_id__in=[event.pk for event in events]).open()
    standing = set(owed.values_list("subject_id", flat=True))
    write_deadlines(
        [
            Duty(NIR_REPORT, event.participant, event.pk, event.due_on, PARAGRAPH)
            for event in events
            if event.pk in standing
        ]
    )
    owe_reports(municipality_id)


def reports_from_day(municipality_id: UUID) -> dt.date | None:
    """The day from which the municipality delivers from here; None while it does not."""
    return NirSetting.objects.filter(municipality_id=municipality_id).values_list("reports_from", flat=True).first()


def _write(municipality_id: UUID, events: Sequence[NirEvent], replaced: Sequence[NirEvent], day: dt.date) -> None:
    NirEvent.objects.bulk_create(events, batch_size=_BATCH)
    for start in range(0, len(replaced), _BATCH):
        close_deadlines([NIR_REPORT], [event.pk for event in replaced[start : start + _BATCH]], day)
    owe_reports(municipality_id)


def _facts(municipality_id: UUID, day: dt.date, known: Container[Subject]) -> dict[Subject, NirFact]:
    """What the cases say, without what another municipality has told.

    Where the municipality had a case of the person already, what it has told of it stands also after the other's case
    was joined to it.
    """
    received = _received(municipality_id)
    facts: dict[Subject, NirFact] = {}
    for fact in facts_of(municipality_id, day):
        key = (fact.kind, fact.subject_id, fact.participant_id)
        if key in known or fact.happened_on >= received.get(fact.participant_id, dt.date.min):
            facts[key] = fact
    return facts


def _received(municipality_id: UUID) -> Mapping[UUID, dt.date]:
    """Cases taken over from another municipality, which tells NIR what happened before the day.

    That is the day of the answer, on which the sender's case was closed; when the person would move was a guess.
    """
    taken = TransferRequest.objects.filter(to_municipality_id=municipality_id, received_as__isnull=False)
    return {case: day for case, day in taken.values_list("received_as_id", "answered_on") if case and day}


def _told(heads: Iterable[NirEvent]) -> Mapping[UUID, UUID | None]:
    """For each of these, the newest event of its line that NIR knows of or that lies in a file."""
    listed = list(heads)
    delivered = set(
        NirDelivery.objects.filter(event__in=[head.pk for head in listed], is_released=False).values_list(
            "event_id", flat=True
        )
    )
    return {head.pk: head.pk if head.pk in delivered else head.told_before_id for head in listed}


def _event(fact: NirFact, municipality_id: UUID, day: dt.date) -> NirEvent:
    return NirEvent(
        participant_id=fact.participant_id,
        municipality_id=municipality_id,
        kind=fact.kind,
        subject_id=fact.subject_id,
        happened_on=fact.happened_on,
        held_on=day,
        due_on=due_on(fact.happened_on),
        content=fact.content,
        digest=fact.digest,
    )


def _correction(fact: NirFact, head: NirEvent, told: Mapping[UUID, UUID | None], day: dt.date) -> NirEvent:
    event = _event(fact, head.municipality_id, day)
    return _following(event, head, told, day)


def _withdrawal(head: NirEvent, told: Mapping[UUID, UUID | None], day: dt.date) -> NirEvent:
    event = NirEvent(
        participant_id=head.participant_id,
        municipality_id=head.municipality_id,
        kind=head.kind,
        subject_id=head.subject_id,
        happened_on=head.happened_on,
        held_on=day,
        due_on=head.due_on,
        digest="",
        is_withdrawn=True,
    )
    return _following(event, head, told, day)


def _following(event: NirEvent, head: NirEvent, told: Mapping[UUID, UUID | None], day: dt.date) -> NirEvent:
    event.corrects = head
    event.told_before_id = told[head.pk]
    # What NIR knows and is now wrong is due from the day it was found; what it was never told keeps its day.
    if event.told_before_id:
        event.due_on = due_on(day)
    return event


def municipalities_with_cases() -> list[UUID]:
    """Those that have cases, for the night."""
    kinds = ("municipality", "district")
    return list(Agency.objects.filter(kind__in=kinds).order_by("number").values_list("pk", flat=True))
