"""Makes decisions for tests."""

import datetime as dt
from typing import Any

from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from participants.models import Deadline
from programmes.law.procedure_states import DecisionAct, DecisionState
from programmes.models import Decision, DecisionType, Participation
from programmes.operations.decisions import Draft, draft_decision
from programmes.operations.procedure import StepFacts
from programmes.operations.steps import take_step

EXTENDABLE: dict[str, Any] = {"education": "below", "goal": "full_upper_secondary", "months": 48}
"""Facts of an award that may be extended by up to twelve months (Act § 14(4))."""


def today() -> dt.date:
    """Today, as the application has it."""
    return timezone.localdate()


def a_draft(participation: Participation, **facts: Any) -> Draft:
    """A decision that needs no notice and changes nothing: leave that is refused."""
    known: dict[str, Any] = {
        "decision_type": DecisionType.LEAVE,
        "participation_id": participation.pk,
        "is_refusal": True,
        "reasons": "Vilkårene er ikke oppfylt.",
        "content": {"text": "Søknaden om velferdspermisjon er avslått."},
    }
    return Draft(**(known | facts))


def drafted(actor: Actor, participation: Participation, **facts: Any) -> Decision:
    """A draft in the programme's case."""
    return draft_decision(actor, participation.participant_id, a_draft(participation, **facts))


def step(actor: Actor, decision: Decision, act: DecisionAct, on: dt.date | None = None, **facts: Any) -> Decision:
    """An act done today unless told otherwise."""
    return take_step(actor, decision.pk, act, StepFacts(happened_on=on or today(), **facts))


def decided(actor: Actor, participation: Participation, **facts: Any) -> Decision:
    """A decision that was made today."""
    return step(actor, drafted(actor, participation, **facts), DecisionAct.DECIDE)


def fresh(decision: Decision) -> Decision:
    """The decision as the database has it, with its steps fetched."""
    with acting_as(system_actor(decision.municipality_id)):
        return Decision.objects.prefetch_related("steps").get(pk=decision.pk)


def state(decision: Decision, day: dt.date | None = None) -> DecisionState:
    """Where it stands; property and annotation say the same, or the test fails."""
    with acting_as(system_actor(decision.municipality_id)):
        row = Decision.objects.with_state(day or today()).get(pk=decision.pk)
        computed = row.state_on(day or today())
        assert row.state_on_day == computed  # type: ignore[attr-defined]
    return computed


def deadline(decision: Decision, kind: str) -> Deadline | None:
    """The deadline of this kind that hangs on the decision."""
    with acting_as(system_actor(decision.municipality_id)):
        return Deadline.objects.filter(subject_id=decision.pk, kind=kind).first()
