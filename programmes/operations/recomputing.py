"""Computes stored end dates again from their facts (design decision 2) and says where the two differ."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from agencies.access import acting_as
from agencies.actors import system_actor
from participants.models import CaseEvent, Participant
from participants.operations.cases import event_of
from participants.operations.deadlines import write_deadlines
from programmes.clocks import clock_of, store
from programmes.models import Participation
from programmes.models.absence import standing_absences_prefetch
from programmes.operations.duties import end_duties

_COMPUTED = ("rule_set", "base_last_day", "last_day", "counted_working_days")


@dataclass(frozen=True, slots=True)
class Drift:
    """A participation whose stored columns are not what its facts give."""

    participation_id: UUID
    stored_last_day: dt.date
    computed_last_day: dt.date
    differs_in: tuple[str, ...]

    def as_row(self) -> list[str]:
        """The drift in plain words, to be handed from one process to another."""
        days = (self.stored_last_day.isoformat(), self.computed_last_day.isoformat())
        return [str(self.participation_id), *days, *self.differs_in]

    @classmethod
    def from_row(cls, row: Sequence[str]) -> "Drift":
        """The drift that another process found."""
        pk, stored, computed, *differs_in = row
        return cls(UUID(pk), dt.date.fromisoformat(stored), dt.date.fromisoformat(computed), tuple(differs_in))


def recompute_end_dates(municipality_id: UUID, *, dry_run: bool = False) -> list[Drift]:
    """Compare every participation of a municipality with its clock and, unless ``dry_run``, store what the clock says.

    Cases that moved to another municipality are read-only and are left as they were.

    1. Read without locks, so that a night's check disturbs nobody. 2. Lock the cases that drifted, and compute those
    again. 3. Write them with their deadlines and a line in the history, set-based.
    """
    actor = system_actor(municipality_id)
    with acting_as(actor), transaction.atomic():
        here = Participation.objects.visible_to(actor).filter(participant__moved_on__isnull=True)
        everybody = here.select_related("participant").order_by("pk")
        everybody = everybody.prefetch_related(standing_absences_prefetch())
        drifted = _drifted(everybody.iterator(chunk_size=2000))
        if dry_run or not drifted:
            return [drift for drift, _row in drifted]
        people = {row.participant_id for _drift, row in drifted}
        list(Participant.objects.filter(pk__in=people).order_by("pk").select_for_update(of=("self",), no_key=True))
        found = _drifted(everybody.filter(pk__in=[row.pk for _drift, row in drifted]))
        rows = [row for _drift, row in found]
        Participation.objects.bulk_update(rows, _COMPUTED, batch_size=1000)
        write_deadlines(end_duties(row for row in rows if row.ended_on is None))
        CaseEvent.objects.bulk_create(
            event_of(
                actor, row.participant, "end_date_recomputed", row.last_day, earlier_last_day=str(drift.stored_last_day)
            )
            for drift, row in found
        )
    return [drift for drift, _row in found]


def _drifted(rows: Iterable[Participation]) -> list[tuple[Drift, Participation]]:
    """The drifted rows with the computed columns put on them; a row whose facts give no dates cannot be judged."""
    found = []
    for row in rows:
        result = clock_of(row)
        if result.last_day is None:
            continue
        before = [getattr(row, name) for name in _COMPUTED]
        stored_last_day = row.last_day
        store(row, result)
        differs = tuple(name for name, was in zip(_COMPUTED, before, strict=True) if getattr(row, name) != was)
        if differs:
            found.append((Drift(row.pk, stored_last_day, row.last_day, differs), row))
    return found
