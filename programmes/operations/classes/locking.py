"""Locks a month of attendance when benefit is computed from it, and opens it again with a reason (Act § 24)."""

import datetime as dt
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, acting_as
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from programmes.models.classes import Attendance, AttendanceLock
from programmes.operations.classes.deciding_duties import last_day_of_month


@operation
def lock_month(actor: Actor, municipality_id: UUID, *, month: dt.date) -> AttendanceLock:
    """Settle the month; the same lock is answered when it is locked already.

    ``RuleRefused`` while the month is not over, and while reported absence in it waits for a decision, whoever's it is.
    """
    require(actor, Action.CREATE, Resource.ATTENDANCE_LOCK)
    _must_be_own(actor, municipality_id)
    first = month.replace(day=1)
    last = last_day_of_month(first)
    refusals = []
    if last >= timezone.localdate():
        refusals.append(Refusal("month_not_over", _("Måneden er ikke over."), "month", "integreringsloven § 24"))
    if text := _what_waits(actor, municipality_id, first, last):
        refusals.append(Refusal("absence_to_decide", text, "month", "integreringsloven § 21"))
    if refusals:
        raise RuleRefused(*refusals)
    lock, _new = AttendanceLock.objects.get_or_create(
        municipality_id=municipality_id, month=first, reopened_at=None,
        defaults={"locked_at": timezone.now(), "locked_by_id": actor.user_id},
    )  # fmt: skip
    return lock


@operation
def reopen_month(actor: Actor, municipality_id: UUID, *, month: dt.date, reason: str) -> AttendanceLock:
    """Open a locked month for corrections; the lock stays, with who opened it and why."""
    require(actor, Action.CHANGE, Resource.ATTENDANCE_LOCK)
    _must_be_own(actor, municipality_id)
    lock = AttendanceLock.objects.select_for_update(of=("self",)).get(
        municipality=municipality_id, month=month.replace(day=1), reopened_at__isnull=True
    )
    if not reason.strip():
        raise RuleRefused(Refusal("reason_required", _("Skriv hvorfor måneden åpnes igjen."), "reason"))
    lock.reopened_at, lock.reopened_by_id, lock.reopen_reason = timezone.now(), actor.user_id, reason.strip()
    lock.save()
    return lock


def is_locked(municipality_id: UUID, day: dt.date) -> bool:
    """Whether the month of ``day`` is settled."""
    return AttendanceLock.objects.filter(
        municipality=municipality_id, month=day.replace(day=1), reopened_at__isnull=True
    ).exists()


def _what_waits(actor: Actor, municipality_id: UUID, first: dt.date, last: dt.date) -> str:
    """What is told of absence that waits for a decision; nothing when none does.

    The system asks, since benefit is computed from the absence of protected people too; they are in no number.
    """
    days = {"municipality": municipality_id, "day__range": (first, last)}
    listed = Attendance.objects.listed_for(actor).filter(**days).to_decide()
    if number := listed.values("participant").distinct().count():
        return _("Ta stilling til meldt fravær først. Det gjelder %(number)s deltakere.") % {"number": number}
    with acting_as(actor.as_system()):
        is_clear = not Attendance.objects.filter(**days).to_decide().exists()
    if is_clear:
        return ""
    return _("Noe meldt fravær som ikke står i listene, venter på svar. De som har sakene, må ta stilling først.")


def _must_be_own(actor: Actor, municipality_id: UUID) -> None:
    if municipality_id not in actor.municipality_ids:
        raise AttendanceLock.DoesNotExist
