"""Opens decisions for an act, checks that the act may be done now, and adds it as a row."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.operations.base import require, require_version
from participants.operations.cases import lock_case, note_event
from programmes.law.procedure import DecisionType as LawType
from programmes.law.procedure import needs_notice
from programmes.law.procedure_states import AFTER_DECISION, TRANSITIONS, DecisionAct, ProcedureRole, may_be_done
from programmes.models import Decision, DecisionStep

_ROLES = frozenset(role.value for role in ProcedureRole)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFacts:
    """What is told of an act: the day, what was said, how it was sent, the outcome, and a date that it sets.

    ``accepts_late``: an appeal is treated although it came after its time; the note says why.
    """

    happened_on: dt.date
    note: str = ""
    channel: str = ""
    outcome: str = ""
    due_on: dt.date | None = None
    accepts_late: bool = False


def procedure_roles(actor: Actor) -> frozenset[ProcedureRole]:
    """The roles that the actor has in the procedure."""
    if actor.is_system:
        return frozenset({ProcedureRole.SYSTEM})
    return frozenset(ProcedureRole(role) for role in actor.roles if role in _ROLES)


def notice_is_due(decision: Decision) -> bool:
    """Whether the participant is told and heard before this decision is made (Public Administration Act § 16)."""
    takes_back = decision.taken_back is not None or decision.shortens_an_extension
    return needs_notice(LawType(decision.decision_type), takes_back=takes_back)


def lock_decision(
    actor: Actor, decision_id: UUID, expected_version: int | None, act: DecisionAct | None = None
) -> Decision:
    """The decision with its case locked first; ``Decision.DoesNotExist`` when the actor may not see it.

    ``act`` is what is to be done: notice and appeal are done also when the case has moved to another municipality.
    """
    require(actor, Action.CHANGE, Resource.DECISION)
    found = Decision.objects.visible_to(actor).get(pk=decision_id)
    person = lock_case(actor, found.participant_id, even_moved=act in AFTER_DECISION)
    decision = Decision.objects.select_for_update(of=("self",)).select_related("participation").get(pk=decision_id)
    decision.participant = person
    require_version(decision, expected_version)
    return decision


def require_act(actor: Actor, decision: Decision, act: DecisionAct, day: dt.date) -> None:
    """Raise ``NotPermitted`` when the act is not for the actor's role, ``RuleRefused`` when it is not for now."""
    roles = procedure_roles(actor)
    if TRANSITIONS[act].roles.isdisjoint(roles):
        raise NotPermitted("role")
    if not may_be_done(act, decision.happened(), day, roles):
        text = _("Dette kan ikke gjøres med vedtaket slik det står nå.")
        raise RuleRefused(Refusal("not_in_this_state", text))


def add_step(actor: Actor, decision: Decision, act: DecisionAct, facts: StepFacts) -> DecisionStep:
    """Add the act, raise the decision's version, and note it in the history of the case."""
    step = DecisionStep.objects.create(
        decision=decision,
        participant_id=decision.participant_id,
        municipality_id=decision.municipality_id,
        sequence=decision.steps.count() + 1,
        act=act,
        happened_on=facts.happened_on,
        due_on=facts.due_on,
        channel=facts.channel,
        outcome=facts.outcome,
        note=facts.note.strip(),
        done_by_id=actor.user_id,
    )
    Decision.objects.filter(pk=decision.pk).update(changed_at=timezone.now())
    decision.refresh_from_db(fields=["version"])
    note_decision_event(actor, decision, act, facts.happened_on)
    return step


def note_decision_event(actor: Actor, decision: Decision, act: str, on: dt.date, **facts: Any) -> None:
    """Write into the history what was done with which decision."""
    note_event(
        actor, decision.participant, f"decision_{act}", on,
        decision=str(decision.pk), number=decision.number, decision_type=decision.decision_type, **facts,
    )  # fmt: skip


def day_faults(decision: Decision, happened_on: dt.date) -> list[Refusal]:
    """An act is done neither in the future nor before what was done before it."""
    if happened_on > timezone.localdate():
        return [Refusal("in_future", _("Datoen er fram i tid."), "happened_on")]
    last = decision.steps.order_by("-sequence").values_list("happened_on", flat=True).first()
    if last is not None and happened_on < last:
        text = _("Datoen er før det forrige steget, som var %(day)s.") % {"day": f"{last:%d.%m.%Y}"}
        return [Refusal("before_earlier_step", text, "happened_on")]
    return []
