"""The programme itself: claim, offer, award, goal, contract, start, measures, end, mapping and guidance."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch

from integration.nir.facts import NirFact, content, nir_source
from integration.nir.kinds import NirKind
from integration.operations.nir.sources.people import of
from programmes.models import EndReason, Participation
from programmes.models.measure import MeasureLoad, WorkMeasure
from programmes.models.plan import PlanElement
from programmes.models.plan_basis import CareerGuidance, PlanAgreement, SkillsMapping
from programmes.models.start import Claim, StartOffer
from programmes.operations.measures.preparing import load_on


@nir_source
def claims(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """The person's own claims."""
    for row in Claim.objects.standing().filter(of(municipality_id)):
        yield NirFact(NirKind.CLAIM, row.pk, row.participant_id, row.claimed_on)


@nir_source
def offers(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """Offers of start and what was answered."""
    for row in StartOffer.objects.standing().filter(of(municipality_id)):
        said = content(answer=row.answer, answered_on=row.answered_on)
        yield NirFact(NirKind.OFFER, row.pk, row.participant_id, row.offered_on, said)


@nir_source
def participations(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """Award, goal, start and end of each programme; of one that never began only what was decided."""
    never_began = _never_began(municipality_id)
    for row in Participation.objects.filter(of(municipality_id)):
        person = row.participant_id
        award = content(offered_on=row.offer_date, months=row.months, rule_set=row.rule_set, protection=row.protection)
        yield NirFact(NirKind.AWARD, row.pk, person, row.awarded_on, award)
        yield NirFact(NirKind.GOAL, row.pk, person, row.awarded_on, content(goal=row.goal))
        if row.pk in never_began:
            continue
        yield NirFact(NirKind.START, row.pk, person, row.first_day)
        if row.ended_on is not None:
            end = content(end_reason=row.end_reason, main_activity=row.main_activity)
            yield NirFact(NirKind.END, row.pk, person, row.ended_on, end)


@nir_source
def contracts(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """Signed contracts and declarations."""
    for row in PlanAgreement.objects.filter(of(municipality_id)):
        yield NirFact(NirKind.CONTRACT, row.pk, row.participant_id, row.signed_on, content(agreement=row.kind))


@nir_source
def plan_measures(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """The elements of finalised plans, with scope and duration, at the longest until the programme ended.

    One that was to begin after that never began. Those that are a measure of NAV's come from there.
    """
    rows = PlanElement.objects.standing().filter(of(municipality_id), plan__finalised_on__isnull=False)
    own = rows.exclude(link_kind="measure").exclude(plan__participation__in=_never_began(municipality_id))
    for row in own.select_related("plan__participation"):
        programme = row.plan.participation
        first = row.first_day or programme.first_day
        if programme.ended_on is not None and first > programme.ended_on:
            continue
        last = min(filter(None, (row.last_day, programme.ended_on)), default=None)
        said = content(measure=row.kind, first_day=first, last_day=last, hours_a_week=row.hours_a_week)
        yield NirFact(NirKind.MEASURE, row.pk, row.participant_id, first, said)


@nir_source
def work_measures(municipality_id: UUID, day: dt.date) -> Iterator[NirFact]:
    """Labour-market measures that all parties have agreed to, with the scope that holds on the day.

    One that begins after the person has moved is told by the municipality that they moved to.
    """
    loads = Prefetch("loads", MeasureLoad.objects.standing().order_by("valid_from"), to_attr="standing_loads")
    rows = WorkMeasure.objects.entered().filter(of(municipality_id)).exclude(first_day__gt=F("participant__moved_on"))
    for row in rows.prefetch_related(loads):
        said = content(measure=f"nav_{row.kind}", first_day=row.first_day, last_day=row.last_day,
                       **_scope(getattr(row, "standing_loads", []), day))  # fmt: skip
        yield NirFact(NirKind.MEASURE, row.pk, row.participant_id, row.first_day, said)


@nir_source
def mappings(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """That the skills were mapped; not what was found."""
    for row in SkillsMapping.objects.filter(of(municipality_id)):
        if row.done_on is not None:
            yield NirFact(NirKind.MAPPING, row.pk, row.participant_id, row.done_on)


@nir_source
def guidances(municipality_id: UUID, _day: dt.date) -> Iterator[NirFact]:
    """That career guidance was given; not what was recommended."""
    for row in CareerGuidance.objects.filter(of(municipality_id)):
        yield NirFact(NirKind.GUIDANCE, row.pk, row.participant_id, row.held_on)


def _never_began(municipality_id: UUID) -> set[UUID]:
    """Programmes of people who moved before the first day; the move ended them on the day they were to begin."""
    moved = Participation.objects.filter(of(municipality_id), end_reason=EndReason.MOVED)
    return set(moved.filter(first_day__gt=F("participant__moved_on")).values_list("pk", flat=True))


def _scope(loads: Sequence[MeasureLoad], day: dt.date) -> Mapping[str, Any]:
    """The load that holds on the day; that of the first day before the measure begins."""
    load = load_on(loads, day) or next(iter(loads), None)
    if load is None:
        return {}
    return {"percent": load.percent, "hours_a_week": load.hours_per_week, "scope_from": load.valid_from}
