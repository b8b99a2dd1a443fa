"""Registers absence, time off and leave, corrects and voids it, and records its documentation (law.md 5.1-5.3).

A registration is never changed: a correction closes the row and adds another. Everything that follows from it (last
day, deadlines, duties of leave) is computed again under the lock of the case, in the same transaction. Leave is applied
for and decided, so registering, correcting and voiding it makes a decision (``leaves``).
"""

import datetime as dt
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from programmes.absence_facts import AbsenceFacts
from programmes.household_facts import with_household
from programmes.models import Absence, Documentation
from programmes.operations.absence_rows import (
    checked,
    close_absence,
    create_absence,
    lock_for_absence,
    note_absence,
    standing_absence,
    visible_absence,
)
from programmes.operations.awarding import lock_participation
from programmes.operations.following import follow_facts
from programmes.operations.leaves import Application, Replacement, decide_leave, is_leave, revoke_leave


@operation
def register_absence(
    actor: Actor, participation_id: UUID, facts: AbsenceFacts, *, expected_version: int | None = None
) -> Absence:
    """Register an absence; raises ``RuleRefused`` with the paragraph of every hard limit that it would pass.

    A soft limit needs ``limit_reason``. ``expected_version`` is that of the participation. Leave is granted by the
    decision that is made with it; where a team leader must approve that, ``decide_leave`` is the way.
    """
    require(actor, Action.CHANGE, Resource.PARTICIPATION)
    if is_leave(facts.kind):
        decision = decide_leave(actor, participation_id, facts, Application(), expected_version=expected_version)
        granted = Absence.objects.filter(decision=decision).first()
        if granted is None:
            text = _("I denne kommunen må en teamleder godkjenne permisjonen. Send søknaden til godkjenning.")
            raise RuleRefused(Refusal("approval_needed", text))
        return granted
    participation = lock_for_absence(actor, participation_id, facts, expected_version)
    facts = with_household(actor, participation, facts)
    check = checked(actor, participation, facts)
    row = create_absence(actor, participation, facts, check)
    follow_facts(participation)
    note_absence(actor, participation, "absence_registered", row)
    return row


@operation
def correct_absence(
    actor: Actor, absence_id: UUID, facts: AbsenceFacts, *, why: str, expected_version: int | None = None
) -> Absence:
    """Close a registration and add the right one; everything that follows from it moves. Answers the new row.

    A correction of leave is a new decision; while that waits for a team leader, the old row stands and is answered.
    """
    require(actor, Action.CHANGE, Resource.PARTICIPATION)
    row = visible_absence(actor, absence_id)
    if is_leave(facts.kind):
        replacement = Replacement(absence_id=row.pk, why=why, expected_version=expected_version)
        decision = decide_leave(actor, row.participation_id, facts, Application(), replacement=replacement)
        return Absence.objects.filter(decision=decision).first() or row
    participation = lock_for_absence(actor, row.participation_id, facts, None)
    row = standing_absence(absence_id, expected_version)
    facts = with_household(actor, participation, facts)
    check = checked(actor, participation, facts, replacing=row)
    if is_leave(row.kind):
        revoke_leave(actor, row, why)
        row.refresh_from_db()
        if row.is_standing:
            return row
    else:
        close_absence(actor, row, why)
    new = create_absence(actor, participation, facts, check, replaces=row)
    follow_facts(participation)
    note_absence(actor, participation, "absence_corrected", new, earlier_first_day=str(row.first_day),
                 earlier_last_day=str(row.last_day), earlier_kind=row.kind)  # fmt: skip
    return new


@operation
def void_absence(actor: Actor, absence_id: UUID, *, why: str, expected_version: int | None = None) -> Absence:
    """Take back a registration that should not have been: the case is as if it never was, and the row can be seen.

    Leave is taken back by a decision; while that waits for a team leader, the row stands.
    """
    require(actor, Action.CHANGE, Resource.PARTICIPATION)
    found = visible_absence(actor, absence_id)
    participation = lock_participation(actor, found.participation_id, None)
    row = standing_absence(absence_id, expected_version)
    if is_leave(row.kind):
        revoke_leave(actor, row, why)
        row.refresh_from_db()
        return row
    close_absence(actor, row, why)
    follow_facts(participation)
    note_absence(actor, participation, "absence_voided", row)
    return row


@operation
def record_documentation(
    actor: Actor, absence_id: UUID, *, received_on: dt.date, expected_version: int | None = None
) -> Absence:
    """Note that the documentation of an absence was received."""
    require(actor, Action.CHANGE, Resource.PARTICIPATION)
    found = visible_absence(actor, absence_id)
    participation = lock_participation(actor, found.participation_id, None)
    row = standing_absence(absence_id, expected_version)
    if received_on > timezone.localdate():
        raise RuleRefused(Refusal("in_future", _("Datoen er fram i tid."), "received_on"))
    row.documentation, row.documented_on = Documentation.RECEIVED, received_on
    row.save()
    note_absence(actor, participation, "absence_documented", row)
    return row
