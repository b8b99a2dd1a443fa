"""What people do with flags: take, follow up, dismiss; and what happens when nobody does."""

import datetime as dt
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.duties import outliving
from participants.models import STANDING_FLAGS, Flag, FlagState
from participants.operations.cases import lock_case, note_event

UNTAKEN_DAYS = 7
"""A flag that nobody took within so many days goes to the team leader."""
SHORT_NOTICE_DAYS = 7
"""With so few days left, one working day is enough."""


@operation
def take_flag(actor: Actor, flag_id: UUID, *, expected_version: int | None = None) -> Flag:
    """Make the flag the actor's own to follow up; one that a colleague has taken is taken over."""
    flag = _lock_standing(actor, flag_id, expected_version)
    if flag.state == FlagState.TAKEN and flag.taken_by_id == actor.user_id:
        return flag
    flag.state, flag.taken_by_id, flag.taken_at = FlagState.TAKEN, actor.user_id, timezone.now()
    flag.save()
    note_event(actor, flag.participant, "flag_taken", timezone.localdate(), duty=flag.deadline.kind)
    return flag


@operation
def act_on_flag(actor: Actor, flag_id: UUID, *, reason: str = "", expected_version: int | None = None) -> Flag:
    """Note that the flag was followed up, and how."""
    return _close(actor, flag_id, FlagState.ACTED_ON, reason, expected_version)


@operation
def dismiss_flag(actor: Actor, flag_id: UUID, *, reason: str, expected_version: int | None = None) -> Flag:
    """Put the flag away with a reason; the next threshold raises a new one."""
    require(actor, Action.CHANGE, Resource.FLAG)
    if not reason.strip():
        raise RuleRefused(Refusal("reason_required", _("Skriv hvorfor varselet avvises."), "reason"))
    return _close(actor, flag_id, FlagState.DISMISSED, reason, expected_version)


def escalate_untaken(municipality_id: UUID, now: dt.datetime, working_day_before: dt.date) -> int:
    """Lift open flags that nobody took in time to the team leader; answers how many.

    ``working_day_before`` is the last working day before today: a flag with few days left that was raised on or
    before it has had its working day. It is given by the caller, since the calendar stands on a higher floor.
    """
    today = timezone.localdate(now)
    slow = Q(raised_on__lte=today - dt.timedelta(days=UNTAKEN_DAYS))
    urgent = Q(due_on__lte=today + dt.timedelta(days=SHORT_NOTICE_DAYS), raised_on__lte=working_day_before)
    untaken = Flag.objects.filter(slow | urgent, municipality=municipality_id, state=FlagState.OPEN)
    return untaken.filter(escalated_at__isnull=True).update(escalated_at=now, changed_at=now)


def _lock_standing(actor: Actor, flag_id: UUID, expected_version: int | None) -> Flag:
    require(actor, Action.CHANGE, Resource.FLAG)
    found = Flag.objects.visible_to(actor).select_related("deadline").get(pk=flag_id)
    # On a case that has moved some duties are still the municipality's.
    is_owed = found.deadline.kind in outliving()
    person = lock_case(actor, found.participant_id, even_moved=is_owed, even_anothers=True)
    flag = Flag.objects.select_related("deadline").select_for_update(of=("self",), no_key=True).get(pk=flag_id)
    flag.participant = person
    require_version(flag, expected_version)
    if flag.state not in STANDING_FLAGS:
        raise RuleRefused(Refusal("flag_closed", _("Varselet er allerede lukket.")))
    return flag


def _close(actor: Actor, flag_id: UUID, state: FlagState, reason: str, expected_version: int | None) -> Flag:
    flag = _lock_standing(actor, flag_id, expected_version)
    flag.state, flag.reason, flag.closed_at = state, reason.strip(), timezone.now()
    flag.taken_by_id = flag.taken_by_id or actor.user_id
    flag.save()
    note_event(
        actor, flag.participant, f"flag_{state}", timezone.localdate(), duty=flag.deadline.kind, reason=flag.reason
    )
    return flag
