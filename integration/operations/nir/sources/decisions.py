"""Decisions besides the award: refusals, extensions, stops, training, and appeals with their outcome.

Of decisions that replace one another the last is told, as a correction of the first (``chains``).
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from uuid import UUID

from integration.nir.facts import NirFact, content, nir_source
from integration.nir.kinds import NirKind, OwnOutcome
from integration.operations.nir.sources.chains import first_of, replaced_decisions
from integration.operations.nir.sources.people import of
from programmes.law.procedure_states import DecisionAct
from programmes.models import Decision, DecisionStep, Stop
from programmes.models.decision import DecisionType
from programmes.operations.decisions import REFUSAL_REASON

_OWN_OUTCOMES: Mapping[str, OwnOutcome] = {
    DecisionAct.REVERSE: OwnOutcome.REVERSED,
    DecisionAct.DISMISS_APPEAL: OwnOutcome.DISMISSED,
    DecisionAct.WITHDRAW_APPEAL: OwnOutcome.WITHDRAWN,
}


@nir_source
def refusals(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """Refused programmes, by code and paragraphs; the text may tell more than NIR is to know."""
    for first, row in _standing(municipality_id, DecisionType.AWARD_PROGRAMME):
        if row.is_refusal:
            yield _fact(NirKind.REFUSAL, first, row, claimed_on=row.requested_on, paragraphs=row.paragraphs,
                        refusal_reason=row.content.get(REFUSAL_REASON))  # fmt: skip


@nir_source
def training_decisions(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """Norwegian training awarded or refused, and when it was claimed."""
    for first, row in _standing(municipality_id, DecisionType.AWARD_NORWEGIAN_TRAINING):
        why = row.content.get(REFUSAL_REASON) if row.is_refusal else None
        yield _fact(NirKind.TRAINING_DECISION, first, row, claimed_on=row.requested_on, is_refusal=row.is_refusal,
                    refusal_reason=why, paragraphs=row.paragraphs)  # fmt: skip


@nir_source
def extensions(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """Extensions that were given."""
    for first, row in _standing(municipality_id, DecisionType.EXTENSION):
        if not row.is_refusal:
            yield _fact(NirKind.EXTENSION, first, row, months=row.content.get("extension_months"))


@nir_source
def stops(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """Temporary stops with their days, and permanent ones."""
    replaced = replaced_decisions(municipality_id)
    rows = Stop.objects.filter(of(municipality_id)).select_related("decision")
    stop_of = dict(rows.values_list("decision_id", "pk"))
    for row in rows.exclude(decision__in=set(replaced.values())):
        days = content(stop="temporary", first_day=row.first_day, last_day=row.last_day)
        first = first_of(row.decision_id, replaced)
        happened_on = row.decision.decided_on or row.first_day
        yield NirFact(NirKind.STOP, stop_of.get(first, first), row.participant_id, happened_on, days)
    for first, decision in _standing(municipality_id, DecisionType.STOP_PERMANENT):
        if not decision.is_refusal:
            yield _fact(NirKind.STOP, stop_of.get(first, first), decision, stop="permanent")


@nir_source
def appeals(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """That a decision was appealed against, and what became of it, with the County Governor or before."""
    acts = [DecisionAct.APPEAL, DecisionAct.COUNTY_OUTCOME, *_OWN_OUTCOMES]
    steps = DecisionStep.objects.filter(of(municipality_id), act__in=acts)
    for row in steps.select_related("decision"):
        about = content(decision=str(row.decision_id), decision_type=row.decision.decision_type)
        if row.act == DecisionAct.APPEAL:
            yield NirFact(NirKind.APPEAL, row.pk, row.participant_id, row.happened_on, about)
        else:
            about |= content(appeal_outcome=_OWN_OUTCOMES.get(row.act, row.outcome))
            yield NirFact(NirKind.APPEAL_OUTCOME, row.pk, row.participant_id, row.happened_on, about)


def _standing(municipality_id: UUID, decision_type: DecisionType) -> Iterator[tuple[UUID, Decision]]:
    """Decisions of the type that no other replaces, each with the first of its chain."""
    replaced = replaced_decisions(municipality_id)
    made = Decision.objects.filter(of(municipality_id), decision_type=decision_type, decided_on__isnull=False)
    for row in made.exclude(pk__in=set(replaced.values())).order_by("number", "id"):
        yield first_of(row.pk, replaced), row


def _fact(kind: NirKind, subject_id: UUID, row: Decision, **said: object) -> NirFact:
    assert row.decided_on is not None  # noqa: S101 - ``_standing`` asks for it
    return NirFact(kind, subject_id, row.participant_id, row.decided_on, content(**said))
