"""Keeps a municipality's own templates for plans."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from programmes.models import Plan, PlanTemplate
from programmes.operations.plan.opening import standing_elements
from programmes.plan_content import element_values
from programmes.plan_templates import template_elements_of


@operation
def keep_template(actor: Actor, plan_id: UUID, *, name: str) -> PlanTemplate:
    """Keep the elements of a plan as a template of the municipality; nothing of the person goes along.

    Reasons and titles are kept as they are written, so the caseworker is told to look them over.
    """
    require(actor, Action.CHANGE, Resource.PLAN)
    plan = Plan.objects.visible_to(actor).select_related("participation").get(pk=plan_id)
    wanted = name.strip()
    faults = []
    if not wanted:
        faults.append(Refusal("name_missing", _("Gi malen et navn."), "name"))
    if PlanTemplate.objects.filter(municipality=plan.municipality_id, name=wanted, retired_on__isnull=True).exists():
        faults.append(Refusal("name_taken", _("Kommunen har allerede en mal med dette navnet."), "name"))
    if faults:
        raise RuleRefused(*faults)
    values = [element_values(element) for element in standing_elements(plan)]
    row = PlanTemplate(
        municipality_id=plan.municipality_id,
        name=wanted,
        strategy=plan.strategy,
        elements=template_elements_of(values, plan.participation.first_day),
    )
    row.save()
    return row


@operation
def retire_template(actor: Actor, template_id: UUID, *, expected_version: int | None = None) -> PlanTemplate:
    """Take a template out of use; plans that were made from it stay as they are."""
    require(actor, Action.CHANGE, Resource.PLAN)
    row = PlanTemplate.objects.visible_to(actor).select_for_update().get(pk=template_id, retired_on__isnull=True)
    require_version(row, expected_version)
    row.retired_on = timezone.localdate()
    row.save()
    return row
