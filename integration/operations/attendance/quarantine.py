"""Rows that wait: shown to those who may mend them, corrected, tried again, or put away."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, acting_as
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from integration.models import AttendanceBatch, AttendanceFault, FaultState
from integration.oneroster.findings import Findings
from integration.operations.attendance.applying import apply_rows, sealed_row
from integration.operations.attendance.resolving import Resolver
from participants.operations.importing.raw_input import unseal


def row_of(fault: AttendanceFault) -> dict[str, Any]:
    """The row as it came; empty when it has been deleted, or was no row."""
    if fault.raw is None:
        return {}
    raw = json.loads(unseal(fault.raw))
    return raw if isinstance(raw, dict) else {"": str(raw)}


@operation
def correct_fault(
    actor: Actor, fault_id: UUID, *, changes: Mapping[str, str], expected_version: int | None = None
) -> AttendanceFault:
    """Change fields of a row in quarantine and try it again. What is still wrong is written on it, and it stays."""
    require(actor, Action.CHANGE, Resource.SCHOOL_REPORT)
    fault = _lock(actor, fault_id, expected_version)
    row = {name: value for name, value in row_of(fault).items() if name.lower() not in {n.lower() for n in changes}}
    row |= dict(changes)
    fault.raw = sealed_row(row)
    _try(actor, fault.batch, [fault])
    return fault


@operation
def retry_batch(actor: Actor, batch_id: UUID) -> int:
    """Try every row of a batch that waits again, for instance after pupils were linked; answers how many went in."""
    require(actor, Action.CHANGE, Resource.SCHOOL_REPORT)
    batch = AttendanceBatch.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=batch_id)
    waiting = AttendanceFault.objects.filter(batch=batch, state=FaultState.OPEN, raw__isnull=False)
    faults = list(waiting.select_for_update().order_by("line"))
    _try(actor, batch, faults)
    return sum(fault.state == FaultState.APPLIED for fault in faults)


@operation
def dismiss_fault(actor: Actor, fault_id: UUID, *, expected_version: int | None = None) -> AttendanceFault:
    """Put a row away for good; what it said is deleted."""
    require(actor, Action.CHANGE, Resource.SCHOOL_REPORT)
    fault = _lock(actor, fault_id, expected_version)
    _resolve(actor, fault, FaultState.DISMISSED)
    fault.save()
    _count(fault.batch)
    return fault


def _try(actor: Actor, batch: AttendanceBatch, faults: Sequence[AttendanceFault]) -> None:
    system = replace(actor.as_system(), municipality_ids=frozenset({batch.municipality_id}))
    with acting_as(system):
        page = [(number, row_of(fault)) for number, fault in enumerate(faults)]
        resolver = Resolver(batch.municipality_id, batch.school_id)
        outcome = apply_rows(system, batch, page, resolver, Findings())
    left = dict(outcome.faults)
    for number, fault in enumerate(faults):
        if number in left:
            fault.reasons = [reason.as_json() for reason in left[number]]
        else:
            _resolve(actor, fault, FaultState.APPLIED)
        fault.save()
    AttendanceBatch.objects.filter(pk=batch.pk).update(applied=batch.applied + outcome.applied)
    _count(batch)


def _resolve(actor: Actor, fault: AttendanceFault, state: FaultState) -> None:
    fault.state, fault.resolved_at, fault.resolved_by_id, fault.raw = state, timezone.now(), actor.user_id, None


def _count(batch: AttendanceBatch) -> None:
    waiting = AttendanceFault.objects.filter(batch=batch, state=FaultState.OPEN)
    reasons: dict[str, int] = {}
    for row in waiting.values_list("reasons", flat=True):
        for reason in row:
            reasons[reason["code"]] = reasons.get(reason["code"], 0) + 1
    AttendanceBatch.objects.filter(pk=batch.pk).update(quarantined=waiting.count(), reasons=reasons)


def _lock(actor: Actor, fault_id: UUID, expected_version: int | None) -> AttendanceFault:
    visible = AttendanceFault.objects.visible_to(actor).select_related("batch")
    fault = visible.select_for_update(of=("self",)).get(pk=fault_id)
    require_version(fault, expected_version)
    if fault.state != FaultState.OPEN or fault.raw is None:
        raise RuleRefused(Refusal("settled", _("Raden er allerede avgjort eller slettet.")))
    return fault
