"""Absence that the school reports as unauthorised is a proposal: the municipality decides what it is (Act § 21).

Decided within a programme, it becomes an absence on the case, by the rules of absence; outside one it is an assessment
of the sessions alone.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.models import Participant
from participants.operations.cases import lock_case, note_event
from programmes.absence_facts import AbsenceFacts
from programmes.models import AbsenceKind, Participation
from programmes.models.classes import Attendance, Category
from programmes.operations.absences import register_absence
from programmes.operations.classes.covering import cover_sessions
from programmes.operations.classes.deciding_duties import follow_reports

_CENT = Decimal("0.01")


@dataclass(slots=True)
class ReportedDay:
    """A day on which the school says that somebody was away without valid reason, and nobody has decided."""

    day: dt.date
    planned: int = 0
    absent: int = 0
    sessions: list[Attendance] = field(default_factory=list)

    @property
    def hours(self) -> Decimal:
        """Hours away, as an absence has them."""
        return (Decimal(self.absent) / 60).quantize(_CENT)

    @property
    def planned_hours(self) -> Decimal:
        """Hours planned in the sessions of the day, as an absence has them."""
        return (Decimal(self.planned) / 60).quantize(_CENT)


def reported_days(rows: Iterable[Attendance]) -> list[ReportedDay]:
    """The undecided sessions (of one person), by day, the oldest first."""
    days: dict[dt.date, ReportedDay] = {}
    for row in rows:
        day = days.setdefault(row.day, ReportedDay(row.day))
        day.absent += row.absent_minutes
        day.planned += row.planned_minutes
        day.sessions.append(row)
    return [days[key] for key in sorted(days)]


@operation
def decide_reported(
    actor: Actor, participant_id: UUID, *, day: dt.date, is_valid: bool, reason: str = ""
) -> Participant:
    """Say what the absence reported for a day is: unauthorised, which reduces the benefit, or valid, with a reason.

    A certificate or self-certification is registered as an absence instead, and covers the sessions by itself.
    """
    require(actor, Action.DECIDE, Resource.ATTENDANCE)
    person = lock_case(actor, participant_id)
    waiting = Attendance.objects.visible_to(actor).filter(participant=person, day=day).to_decide()
    found = reported_days(waiting)
    if not found:
        raise RuleRefused(Refusal("nothing_reported", _("Det er ikke meldt fravær som venter på svar denne dagen.")))
    if is_valid and not reason.strip():
        text = _("Skriv hvorfor fraværet er gyldig.")
        raise RuleRefused(Refusal("reason_required", text, "reason", "integreringsloven § 21"))
    programme = Participation.objects.in_period(person, day, day).first()
    if programme is None:
        _assess(actor, person, found[0], is_valid=is_valid, reason=reason)
    else:
        register_absence(actor, programme.pk, _absence(found[0], is_valid=is_valid, reason=reason))
    outcome = "valid" if is_valid else "unauthorised"
    note_event(actor, person, "reported_absence_decided", day, outcome=outcome, hours=str(found[0].hours))
    return person


def _absence(reported: ReportedDay, *, is_valid: bool, reason: str) -> AbsenceFacts:
    said = reason.strip() or _("Meldt av skolen uten gyldig grunn.")
    return AbsenceFacts(
        kind=AbsenceKind.AUTHORISED if is_valid else AbsenceKind.UNAUTHORISED,
        first_day=reported.day,
        last_day=reported.day,
        hours=reported.hours,
        planned_hours=reported.planned_hours,
        reason=said,
    )


def _assess(actor: Actor, person: Participant, reported: ReportedDay, *, is_valid: bool, reason: str) -> None:
    rows = Attendance.objects.filter(pk__in=[row.pk for row in reported.sessions])
    rows.update(
        assessed_as=Category.ABSENT_VALID if is_valid else Category.ABSENT_INVALID,
        assessed_by=actor.user_id,
        assessed_at=timezone.now(),
        assess_reason=reason.strip() or _("Meldt av skolen uten gyldig grunn."),
        changed_at=timezone.now(),
    )
    cover_sessions([person.pk], reported.day, reported.day)
    follow_reports([person.pk])
