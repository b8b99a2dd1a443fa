"""Saves what was written on a plan: merged with what others saved meanwhile, as a version with author and kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.operations.cases import note_event
from programmes.law.plan_changes import is_material
from programmes.law.plan_words import ElementKind
from programmes.models import ChangeKind, Plan, PlanElement, PlanVersion
from programmes.models.plan import NorwegianLevel, ProviderKind, Schooling, Strategy
from programmes.operations.plan.deciding import owe_change_decision
from programmes.operations.plan.opening import lock_plan, new_element, own_row_id, standing_elements, write_version
from programmes.plan_content import (
    ELEMENT_FIELDS,
    PLAN_FIELDS,
    Content,
    Values,
    by_id,
    content_of,
    write_element,
    write_plan,
)
from programmes.plan_links import has_broken_link, strange_links
from programmes.plan_merging import Change, Conflict, changes_between, merge

MOST_ELEMENTS = 200
_MOST_HOURS = Decimal(60)
_KINDS = frozenset(kind.value for kind in ElementKind)
_CHOICES: Mapping[str, frozenset[str]] = {
    "strategy": frozenset(Strategy.values),
    "schooling": frozenset(Schooling.values),
    "provider": frozenset(ProviderKind.values),
    **{f"norwegian_{skill}": frozenset(NorwegianLevel.values) for skill in ("listening", "reading", "writing", "oral")},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """What kind of change it is, for a plan that is final; a draft needs neither."""

    kind: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """The plan after saving; ``theirs`` is what others had saved meanwhile, which now is in it too."""

    plan: Plan
    version: PlanVersion | None
    theirs: tuple[Change, ...] = ()


class PlanConflict(Exception):
    """Others changed the same fields to something else. ``content`` is merged with the writer's own text in them."""

    def __init__(
        self, content: Content, conflicts: Sequence[Conflict], newest: PlanVersion, theirs: Sequence[Change]
    ) -> None:
        super().__init__(f"{len(conflicts)} fields")
        self.content, self.conflicts, self.newest, self.theirs = content, tuple(conflicts), newest, tuple(theirs)


@operation
def save_plan(
    actor: Actor,
    plan_id: UUID,
    content: Content,
    *,
    base: int,
    change: PlanChange | None = None,
    expected_version: int | None = None,
) -> Saved:
    """Save ``content``, which was written from version ``base``.

    1. It is merged with what was saved since. 2. Where both changed one field, ``PlanConflict``: nothing is written.
    3. The rows and a version are written; a change of a plan that is final says its kind and why, and a material one
    begins a decision. Saving what is there already writes nothing.
    """
    require(actor, Action.CHANGE, Resource.PLAN)
    plan = lock_plan(actor, plan_id, expected_version)
    rows = standing_elements(plan)
    was = content_of(plan, rows)
    mine, theirs = content, list[Change]()
    if base != plan.number:
        mine, theirs = _merged(plan, content, was, base)
    refusals = faults_of(mine)
    if not refusals:
        strange = strange_links(actor, plan.participant_id, was["elements"], mine["elements"])
        refusals = [_unknown_link(key) for key in strange]
    changes = changes_between(was, mine)
    if changes and not refusals:
        refusals = faults_of_change(plan, change)
    if refusals:
        raise RuleRefused(*refusals)
    if not changes:
        return Saved(plan, None, tuple(theirs))
    return Saved(plan, _write(actor, plan, rows, mine, changes, change or PlanChange()), tuple(theirs))


def change_is_material(changes: Sequence[Change]) -> bool:
    """Whether the rules take these changes for material; what they propose, the caseworker decides."""
    moved = [change.before or change.after for change in changes if change.kind in {"added", "removed"}]
    fields = [change.field for change in changes if not change.element]
    return is_material(fields, [ElementKind(values["kind"]) for values in moved])


def faults_of_change(plan: Plan, change: PlanChange | None) -> list[Refusal]:
    """What a change of a plan that is final must say."""
    if plan.finalised_on is None:
        return []
    faults = []
    if change is None or change.kind not in {ChangeKind.MATERIAL, ChangeKind.MINOR}:
        text = _("Velg om endringen er vesentlig eller mindre.")
        faults.append(Refusal("change_kind_missing", text, "change_kind", "integreringsloven § 46 annet ledd"))
    if change is None or not change.reason.strip():
        faults.append(Refusal("reason_required", _("Skriv hvorfor planen endres."), "change_reason"))
    return faults


def faults_of(content: Content) -> list[Refusal]:
    """What cannot be stored at all; what is missing for a final plan is another matter."""
    faults = [
        Refusal("unknown_choice", _("Velg en av mulighetene."), name)
        for name in PLAN_FIELDS
        if name in _CHOICES and content["fields"][name] and content["fields"][name] not in _CHOICES[name]
    ]
    if len(content["elements"]) > MOST_ELEMENTS:
        faults.append(Refusal("too_many", _("Planen har for mange elementer."), "elements"))
    for values in content["elements"]:
        faults += _faults_of_element(values)
    return faults


def _faults_of_element(values: Values) -> list[Refusal]:
    key = values["id"]
    faults = []
    if values["kind"] not in _KINDS:
        faults.append(Refusal("unknown_choice", _("Velg hva elementet er."), f"{key}-kind"))
    if values["provider"] and values["provider"] not in _CHOICES["provider"]:
        faults.append(Refusal("unknown_choice", _("Velg en av mulighetene."), f"{key}-provider"))
    if values["first_day"] and values["last_day"] and values["last_day"] < values["first_day"]:
        text = _("Siste dag kan ikke være før første dag.")
        faults.append(Refusal("last_before_first", text, f"{key}-last_day"))
    if not _fits_a_week(values["hours_a_week"]):
        faults.append(Refusal("hours_out_of_range", _("Timer i uken er fra 0 til 60."), f"{key}-hours_a_week"))
    if has_broken_link(values):
        faults.append(_unknown_link(key))
    return faults


def _unknown_link(key: str) -> Refusal:
    return Refusal("unknown_link", _("Elementet kan ikke knyttes til dette."), f"{key}-link_kind")


def _fits_a_week(hours: Any) -> bool:
    try:
        return hours == "" or 0 <= Decimal(hours) <= _MOST_HOURS
    except InvalidOperation:
        return False


def _merged(plan: Plan, content: Content, was: Content, base: int) -> tuple[Content, list[Change]]:
    before = plan.versions.get(number=base).content
    found = merge(before, content, was)
    theirs = changes_between(before, was)
    if found.conflicts:
        newest = plan.versions.select_related("author").get(number=plan.number)
        raise PlanConflict(found.content, found.conflicts, newest, theirs)
    return found.content, theirs


def _write(
    actor: Actor, plan: Plan, rows: list[PlanElement], content: Content, changes: list[Change], change: PlanChange
) -> PlanVersion:
    write_plan(plan, content["fields"])
    plan.number += 1
    plan.save()
    _write_elements(plan, rows, content)
    kind = change.kind if plan.finalised_on else ChangeKind.DRAFT.value
    version = write_version(actor, plan, content_of(plan, standing_elements(plan)), kind, change.reason)
    if plan.finalised_on:
        note_event(actor, plan.participant, "plan_changed", timezone.localdate(), change=kind, number=plan.number)
    if kind == ChangeKind.MATERIAL:
        owe_change_decision(actor, plan, version, changes)
    return version


def _write_elements(plan: Plan, rows: list[PlanElement], content: Content) -> None:
    """Write what is new or changed; what is gone is marked, and what comes back is the row that it was."""
    today = timezone.localdate()
    there, written = {str(row.pk): row for row in rows}, by_id(content)
    strange = {key: str(own_row_id(plan.pk, key)) for key in written if key not in there}
    returning = PlanElement.objects.filter(plan=plan, pk__in=[*strange, *strange.values()])
    there |= {str(row.pk): row for row in returning}
    wanted = {key if key in there else strange[key]: values for key, values in written.items()}
    for key, row in there.items():
        if key not in wanted and row.removed_on is None:
            row.removed_on = today
            row.save()
    new = []
    for position, (key, values) in enumerate(wanted.items()):
        old = there.get(key)
        if old is None:
            new.append(new_element(plan, values, position))
        elif _differs(old, values, position):
            write_element(old, values)
            old.position, old.removed_on = position, None
            old.save()
    PlanElement.objects.bulk_create(new)


def _differs(row: PlanElement, values: Values, position: int) -> bool:
    probe = PlanElement()
    write_element(probe, values)
    is_same = all(getattr(row, name) == getattr(probe, name) for name in ELEMENT_FIELDS)
    return row.position != position or row.removed_on is not None or not is_same
