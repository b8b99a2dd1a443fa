"""A teacher's taps: how pupils met at one session. Past sessions are corrected with a reason."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, acting_as
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.models import Participant
from participants.operations.cases import note_event, refuse_anothers_among
from programmes.models.classes import Attendance, Category, ClassSession
from programmes.operations.classes.recording import AttendanceRow, RecordOutcome, record_attendance

SAID_BY_TEACHER = (Category.PRESENT, Category.LATE, Category.ABSENT_VALID, Category.ABSENT_INVALID)
"""What somebody in the room can say; leave, holiday and cancelled follow from the case and the timetable."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How one person met; ``absent_minutes`` None means none when there, and all when not."""

    category: str
    absent_minutes: int | None = None


@operation
def mark_attendance(actor: Actor, session_id: UUID, marks: Mapping[UUID, Mark], *, reason: str = "") -> RecordOutcome:
    """Record how these people met at a session; what was said before on the same day is simply said anew.

    ``RuleRefused``: a session that has not come or is cancelled, a locked month, somebody who is not in the class, and
    a change of a past session's attendance without ``reason``.
    """
    require(actor, Action.CREATE, Resource.ATTENDANCE)
    session = ClassSession.objects.visible_to(actor).select_related("school_class").get(pk=session_id)
    refuse_anothers_among(actor, marks)
    known = dict(
        Attendance.objects.visible_to(actor).filter(session=session, participant__in=marks).values_list(
            "participant", "category"
        )
    )  # fmt: skip
    changed = [pk for pk, mark in marks.items() if known.get(pk, mark.category) != mark.category]
    is_past = session.day < timezone.localdate()
    _must_be_open(session, marks)
    if is_past and changed and not reason.strip():
        text = _("Økten er over. Skriv hvorfor oppmøtet rettes.")
        raise RuleRefused(Refusal("reason_required", text, "reason"))
    outcome = record_attendance(actor, [_row(session, pk, mark) for pk, mark in marks.items()], reason=reason.strip())
    if outcome.refused:
        raise RuleRefused(*{_refusal(fault) for _place, fault in outcome.refused})
    if is_past and changed:
        _note(actor, session, changed)
    return outcome


def _row(session: ClassSession, participant_id: UUID, mark: Mark) -> AttendanceRow:
    return AttendanceRow(
        participant_id=participant_id,
        school_class_id=session.school_class_id,
        day=session.day,
        category=mark.category,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        planned_minutes=session.planned_minutes,
        absent_minutes=mark.absent_minutes,
    )


def _must_be_open(session: ClassSession, marks: Mapping[UUID, Mark]) -> None:
    refusals = []
    if session.day > timezone.localdate():
        text = _("Økten er ikke før %(day)s.") % {"day": f"{session.day:%d.%m.%Y}"}
        refusals.append(Refusal("session_to_come", text))
    if session.cancelled_at:
        refusals.append(Refusal("session_cancelled", _("Økten er avlyst.")))
    if any(mark.category not in SAID_BY_TEACHER for mark in marks.values()):
        refusals.append(Refusal("category_invalid", _("Velg til stede, kom for sent eller borte."), "category"))
    if refusals:
        raise RuleRefused(*refusals)


def _refusal(fault: str) -> Refusal:
    texts = {
        "month_locked": _("Måneden er låst fordi stønaden er beregnet. Be kommunen om å åpne den."),
        "not_enrolled": _("Deltakeren har ikke plass i klassen denne dagen."),
        "minutes_invalid": _("Minutter borte kan ikke være flere enn planlagte minutter."),
    }
    return Refusal(fault, texts.get(fault, _("Oppmøtet kunne ikke føres.")), "category")


def _note(actor: Actor, session: ClassSession, people: list[UUID]) -> None:
    """The case remembers corrections; the teacher cannot open it, so the system writes for them."""
    with acting_as(actor.as_system()):
        for person in Participant.objects.filter(pk__in=people):
            note_event(actor, person, "attendance_corrected", session.day, school_class=session.school_class.name)


def is_editable_on(session: ClassSession, today: dt.date) -> bool:
    """Whether attendance can be recorded at the session at all."""
    return session.day <= today and session.cancelled_at is None
