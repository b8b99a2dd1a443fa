"""A measure as a row of a table, and what stands on its own page; the same on the case and with the employer."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from programmes.law.measures import last_lawful_day
from programmes.measure_words import load_in_words, period_in_words
from programmes.models import AgreementParty, MeasureApproval, MeasureStatus, WorkMeasure
from programmes.operations.measures.approving import parties_of
from programmes.operations.measures.preparing import load_on

TONES = {
    MeasureStatus.DRAFT: "neutral",
    MeasureStatus.AWAITING_APPROVAL: "warning",
    MeasureStatus.READY: "info",
    MeasureStatus.RUNNING: "success",
    MeasureStatus.ENDED: "neutral",
    MeasureStatus.CANCELLED: "neutral",
}


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure as it stands on a day."""

    measure: WorkMeasure
    status: MeasureStatus
    tone: str
    period: str
    load: str
    waiting: str
    url: str
    case_url: str


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One party of an agreement: whether it has approved, and how."""

    party: AgreementParty
    approval: MeasureApproval | None
    has_link: bool
    reasons: str = ""


def measure_rows(rows: QuerySet[WorkMeasure], today: dt.date) -> list[MeasureRow]:
    """The measures with everything that their rows say, in three queries however many there are."""
    related = rows.select_related("participant").prefetch_related("loads", "approvals")
    return [_row(measure, today) for measure in related]


def status_tone(status: str) -> str:
    """The tone of the mark of a status."""
    return TONES[MeasureStatus(status)]


def longest(measure: WorkMeasure) -> dt.date | None:
    """The last day that extensions can reach."""
    return last_lawful_day(measure.kind, measure.first_day, measure.facts_conditions)


def _row(measure: WorkMeasure, today: dt.date) -> MeasureRow:
    status = measure.status_on(today)
    load = load_on(list(measure.loads.all()), max(today, measure.first_day))
    waiting = _waiting(measure) if status == MeasureStatus.AWAITING_APPROVAL else []
    return MeasureRow(
        measure=measure,
        status=status,
        tone=TONES[status],
        period=period_in_words(measure),
        load=load_in_words(load.percent, load.hours_per_week) if load else "",
        waiting=", ".join(str(party.label) for party in waiting),
        url=reverse("employers:measure", args=[measure.pk]),
        case_url=reverse("participants:case", args=[measure.participant_id]),
    )


def _waiting(measure: WorkMeasure) -> Iterable[AgreementParty]:
    standing = {approval.party for approval in measure.approvals.all() if approval.cleared_at is None}
    return [party for party in parties_of(measure) if party not in standing]
