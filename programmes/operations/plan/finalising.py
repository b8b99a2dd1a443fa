"""Makes a plan final (Act § 15): everything that must be in it is there, and its decision is begun."""

import datetime as dt
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.operations.cases import note_event
from participants.operations.deadlines import meet_deadline
from programmes.law.plan_requirements import PLAN_PARAGRAPH, PlanCheck, check_plan
from programmes.models import ChangeKind, Plan
from programmes.operations.duties import PLAN
from programmes.operations.followup.reviews import plan_review, review_day_faults
from programmes.operations.plan.deciding import owe_plan_decision
from programmes.operations.plan.opening import lock_plan, standing_elements, write_version
from programmes.plan_content import Content, content_of
from programmes.plan_facts import facts_of_plan, refusals_of_plan


def check_content(plan: Plan, content: Content, today: dt.date) -> PlanCheck:
    """What the rules say of a content of the plan; nothing is stored."""
    return check_plan(facts_of_plan(plan.participation, content, today))


@operation
def finalise_plan(
    actor: Actor,
    plan_id: UUID,
    *,
    made_on: dt.date | None = None,
    first_review_on: dt.date | None = None,
    expected_version: int | None = None,
) -> Plan:
    """Make the plan final; raises ``RuleRefused`` with everything that is missing (law.md 13.6).

    The duty to make a plan is met on the day, the decision on the plan is begun, and its first review is planned where
    a day is said.
    """
    require(actor, Action.DECIDE, Resource.PLAN)
    plan = lock_plan(actor, plan_id, expected_version)
    today = timezone.localdate()
    day = made_on or today
    content = content_of(plan, standing_elements(plan))
    refusals = [
        *_day_faults(plan, day, today),
        *_review_faults(plan, first_review_on),
        *refusals_of_plan(check_content(plan, content, today).missing),
    ]
    if refusals:
        raise RuleRefused(*refusals)
    plan.finalised_on, plan.finalised_by_id = day, actor.user_id
    plan.number += 1
    plan.save()
    version = write_version(actor, plan, content, ChangeKind.FINALISED, "")
    participation = plan.participation
    if participation.plan_made_on is None:
        participation.plan_made_on = day
        participation.save()
        meet_deadline(PLAN, participation.pk, day)
    note_event(actor, plan.participant, "plan_made", day)
    owe_plan_decision(actor, plan, version)
    if first_review_on is not None:
        plan_review(actor, participation.pk, planned_on=first_review_on)
    return plan


def _day_faults(plan: Plan, day: dt.date, today: dt.date) -> list[Refusal]:
    if plan.finalised_on is not None:
        return [Refusal("already_final", _("Planen er allerede ferdigstilt."), "", PLAN_PARAGRAPH)]
    if day > today:
        return [Refusal("in_future", _("Datoen er fram i tid."), "made_on")]
    return []


def _review_faults(plan: Plan, day: dt.date | None) -> list[Refusal]:
    return [] if day is None else review_day_faults(plan.participation, day, "first_review_on")
