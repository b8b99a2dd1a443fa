"""Changes one part of a plan at a time, for callers that have read it: its fields, or one of its elements."""

from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from programmes.law.plan_elements import usually_counts_as_work
from programmes.law.plan_words import ElementKind
from programmes.models import Plan, PlanElement
from programmes.operations.plan.opening import lock_plan, own_row_id, standing_elements
from programmes.operations.plan.saving import PlanChange, save_plan
from programmes.plan_content import ELEMENT_FIELDS, PLAN_FIELDS, content_of, empty_element, plain


@operation
def change_plan(
    actor: Actor,
    /,
    plan_id: UUID,
    *,
    change_kind: str = "",
    change_reason: str = "",
    expected_version: int | None = None,
    **fields: Any,
) -> Plan:
    """Change some fields of a plan; the others stay."""
    require(actor, Action.CHANGE, Resource.PLAN)
    plan = lock_plan(actor, plan_id, expected_version)
    content = content_of(plan, standing_elements(plan))
    content["fields"] |= {name: plain(value) for name, value in fields.items() if name in PLAN_FIELDS}
    return save_plan(actor, plan.pk, content, base=plan.number, change=_change(change_kind, change_reason)).plan


@operation
def add_element(
    actor: Actor, /, plan_id: UUID, *, kind: str, change_kind: str = "", change_reason: str = "", **values: Any
) -> PlanElement:
    """Add an element at the end of a plan."""
    require(actor, Action.CHANGE, Resource.PLAN)
    plan = lock_plan(actor, plan_id)
    content = content_of(plan, standing_elements(plan))
    element = empty_element(kind, id=str(uuid4()), counts_as_work=usually_counts_as_work(ElementKind(kind)))
    content["elements"].append(element | _plain(values))
    save_plan(actor, plan.pk, content, base=plan.number, change=_change(change_kind, change_reason))
    return PlanElement.objects.get(pk=own_row_id(plan.pk, element["id"]))


@operation
def change_element(
    actor: Actor,
    /,
    element_id: UUID,
    *,
    change_kind: str = "",
    change_reason: str = "",
    expected_version: int | None = None,
    **values: Any,
) -> PlanElement:
    """Change some values of an element; the others stay."""
    return _changed(actor, element_id, expected_version, _change(change_kind, change_reason), _plain(values))


@operation
def remove_element(
    actor: Actor,
    /,
    element_id: UUID,
    *,
    change_kind: str = "",
    change_reason: str = "",
    expected_version: int | None = None,
) -> PlanElement:
    """Take an element out of its plan; the row stays, marked."""
    return _changed(actor, element_id, expected_version, _change(change_kind, change_reason), None)


def _changed(
    actor: Actor, element_id: UUID, expected: int | None, change: PlanChange, values: dict[str, Any] | None
) -> PlanElement:
    require(actor, Action.CHANGE, Resource.PLAN)
    found = PlanElement.objects.visible_to(actor).only("plan_id").get(pk=element_id)
    plan = lock_plan(actor, found.plan_id)
    row = PlanElement.objects.get(pk=element_id)
    require_version(row, expected)
    if row.removed_on is not None:
        raise RuleRefused(Refusal("element_removed", _("Elementet er tatt ut av planen.")))
    content = content_of(plan, standing_elements(plan))
    key = str(row.pk)
    content["elements"] = [
        each | (values or {}) if each["id"] == key else each
        for each in content["elements"]
        if values is not None or each["id"] != key
    ]
    save_plan(actor, plan.pk, content, base=plan.number, change=change)
    row.refresh_from_db()
    return row


def _change(kind: str, reason: str) -> PlanChange:
    return PlanChange(kind=kind, reason=reason)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in values.items() if name in ELEMENT_FIELDS}
