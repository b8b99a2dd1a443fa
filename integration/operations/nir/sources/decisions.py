"""Decisions besides the award: refusals, extensions, stops, training, and appeals with their outcome."""

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from integration.nir.facts import NirFact, content, nir_source
from integration.nir.kinds import NirKind
from integration.operations.nir.sources.people import of
from programmes.law.procedure_states import DecisionAct
from programmes.models import Decision, DecisionStep, Stop
from programmes.models.decision import DecisionType


@nir_source
def refusals(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """Refused programmes; the paragraphs are the reason, since the text may tell more than NIR is to know."""
    for row in _decided(municipality_id, DecisionType.AWARD_PROGRAMME).filter(is_refusal=True):
        yield _fact(NirKind.REFUSAL, row, paragraphs=row.paragraphs)


@nir_source
def training_decisions(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """Norwegian training awarded or refused."""
    for row in _decided(municipality_id, DecisionType.AWARD_NORWEGIAN_TRAINING):
        yield _fact(NirKind.TRAINING_DECISION, row, is_refusal=row.is_refusal, paragraphs=row.paragraphs)


@nir_source
def extensions(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """Extensions that were given."""
    for row in _decided(municipality_id, DecisionType.EXTENSION).filter(is_refusal=False):
        yield _fact(NirKind.EXTENSION, row, months=row.content.get("extension_months"))


@nir_source
def stops(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """Temporary stops with their days, and permanent ones."""
    for row in Stop.objects.filter(of(municipality_id)).select_related("decision"):
        days = content(stop="temporary", first_day=row.first_day, last_day=row.last_day)
        yield NirFact(NirKind.STOP, row.pk, row.participant_id, row.decision.decided_on or row.first_day, days)
    for decision in _decided(municipality_id, DecisionType.STOP_PERMANENT).filter(is_refusal=False):
        yield _fact(NirKind.STOP, decision, stop="permanent")


@nir_source
def appeals(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """That a decision was appealed against, and what the County Governor said."""
    steps = DecisionStep.objects.filter(of(municipality_id), act__in=[DecisionAct.APPEAL, DecisionAct.COUNTY_OUTCOME])
    for row in steps.select_related("decision"):
        about = content(decision=str(row.decision_id), decision_type=row.decision.decision_type)
        if row.act == DecisionAct.APPEAL:
            yield NirFact(NirKind.APPEAL, row.pk, row.participant_id, row.happened_on, about)
        else:
            about |= content(appeal_outcome=row.outcome)
            yield NirFact(NirKind.APPEAL_OUTCOME, row.pk, row.participant_id, row.happened_on, about)


def _decided(municipality_id: UUID, decision_type: DecisionType) -> QuerySet[Decision]:
    return Decision.objects.filter(of(municipality_id), decision_type=decision_type, decided_on__isnull=False)


def _fact(kind: NirKind, row: Decision, **said: object) -> NirFact:
    assert row.decided_on is not None  # noqa: S101 - ``_decided`` asks for it
    return NirFact(kind, row.pk, row.participant_id, row.decided_on, content(**said))
