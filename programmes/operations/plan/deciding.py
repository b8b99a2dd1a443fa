"""The decisions behind a plan: drawing it up and changing it materially are individual decisions (Act § 46)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Actor
from programmes.law.procedure_states import DecisionState
from programmes.models import Decision, DecisionType, Plan, PlanVersion
from programmes.operations.decisions import Draft, change_draft, draft_decision
from programmes.plan_merging import Change

_NUMBER = "plan_version"
_WRITTEN_ON = frozenset({DecisionState.DRAFT, DecisionState.NOTICE_GIVEN, DecisionState.ANSWERED})


def owe_plan_decision(actor: Actor, plan: Plan, version: PlanVersion) -> Decision:
    """Begin the decision on the plan itself."""
    return _drafted(actor, plan, version, DecisionType.PLAN_CREATED, _("Planen er laget sammen med deltakeren."))


def owe_change_decision(actor: Actor, plan: Plan, version: PlanVersion, _changes: list[Change]) -> Decision:
    """Begin the decision on a material change, or write on the one that is not made yet."""
    return _drafted(actor, plan, version, DecisionType.PLAN_MATERIAL_CHANGE, version.reason)


def _drafted(actor: Actor, plan: Plan, version: PlanVersion, decision_type: str, reasons: str) -> Decision:
    content: dict[str, Any] = {_NUMBER: version.number}
    open_draft = _open_draft(plan, decision_type)
    if open_draft is not None:
        written = open_draft.reasons
        joined = written if reasons in written else f"{written}\n{reasons}".strip()
        return change_draft(actor, open_draft.pk, reasons=joined, content=content)
    draft = Draft(decision_type=decision_type, participation_id=plan.participation_id, content=content, reasons=reasons)
    return draft_decision(actor, plan.participant_id, draft)


def _open_draft(plan: Plan, decision_type: str) -> Decision | None:
    rows = Decision.objects.filter(
        participation=plan.participation_id, decision_type=decision_type, decided_on__isnull=True
    )
    today = timezone.localdate()
    return next((row for row in rows.order_by("-number") if row.state_on(today) in _WRITTEN_ON), None)
