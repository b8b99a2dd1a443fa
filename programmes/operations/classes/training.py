"""The right to Norwegian and social studies: since when, until when, and the deadlines for it (law.md 4.3, 1.4)."""

import datetime as dt
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.models import Participant
from participants.operations.cases import lock_case, note_event
from participants.operations.deadlines import Duty, close_deadlines, write_deadlines
from programmes.law.enums import Education, Protection
from programmes.law.training import training_deadlines
from programmes.law.working_days import working_days_between
from programmes.models.absence import Absence
from programmes.models.classes import CourseKind, EarlierTraining, TrainingRight
from programmes.models.participation import LEAVE_KINDS

NORWEGIAN_TRAINING = "norwegian_training"
SOCIAL_STUDIES = "social_studies"


@operation
def register_training_right(  # noqa: PLR0913 - the facts of one right, each by its name
    actor: Actor,
    participant_id: UUID,
    *,
    offered_start_on: dt.date,
    protection: str,
    education: str,
    upper_secondary_from: dt.date | None = None,
    upper_secondary_to: dt.date | None = None,
    expected_version: int | None = None,
) -> TrainingRight:
    """State since when training was offered; stating it again corrects it, and the deadlines move.

    ``upper_secondary_from`` and ``_to`` are the days as a full-time pupil in upper secondary, where there are any.
    """
    require(actor, Action.CREATE, Resource.TEST_RESULT)
    person = lock_case(actor, participant_id)
    if person.settled_on and offered_start_on < person.settled_on:
        text = _("Opplæringen kan ikke være tilbudt før bosettingen %(day)s.") % {
            "day": f"{person.settled_on:%d.%m.%Y}"
        }
        raise RuleRefused(Refusal("before_settlement", text, "offered_start_on", "integreringsloven § 32"))
    if upper_secondary_to and not upper_secondary_from:
        text = _("Skriv også fra hvilken dag.")
        raise RuleRefused(Refusal("first_day_missing", text, "upper_secondary_from"))
    _require_order(upper_secondary_from, upper_secondary_to, "upper_secondary_to")
    row = TrainingRight.objects.select_for_update(of=("self",)).filter(participant=person).first()
    if row is not None:
        require_version(row, expected_version)
    row = row or TrainingRight(participant=person, municipality_id=person.municipality_id)
    row.offered_start_on, row.protection, row.education = offered_start_on, protection, education
    row.upper_secondary_from, row.upper_secondary_to = upper_secondary_from, upper_secondary_to
    write_right(row)
    note_event(actor, person, "training_offered", offered_start_on, last_day=str(row.norwegian_last_day))
    return row


@operation
def register_earlier_training(  # noqa: PLR0913 - the facts of one piece of training, each by its name
    actor: Actor,
    participant_id: UUID,
    *,
    kind: str,
    place: str,
    setting: str = "",
    topic: str = "",
    measure: str = "",
    language: str = "",
    hours: int = 0,
    meetings: int = 0,
    first_day: dt.date | None = None,
    through: dt.date | None = None,
) -> EarlierTraining:
    """Count what somebody had before, at a reception centre or in another municipality (Regulations § 2).

    With a ``measure`` it is no course: raises ``RuleRefused`` where a course or a module is chosen beside it.
    """
    require(actor, Action.CREATE, Resource.TEST_RESULT)
    person = lock_case(actor, participant_id)
    if hours <= 0 and meetings <= 0:
        raise RuleRefused(Refusal("nothing_to_count", _("Skriv hvor mange timer eller møter."), "hours"))
    if measure and (kind != CourseKind.OTHER or topic):
        text = _("Et tiltak er ikke et kurs. Velg «annen opplæring» og ingen modul.")
        raise RuleRefused(Refusal("measure_is_no_course", text, "measure"))
    _require_order(first_day, through, "through")
    row = EarlierTraining.objects.create(
        participant=person, municipality_id=person.municipality_id, setting=setting, kind=kind, topic=topic,
        measure=measure, language=language, minutes=hours * 60, meetings=meetings, place=place.strip(),
        first_day=first_day, through=through, registered_by_id=actor.user_id,
    )  # fmt: skip
    note_event(
        actor, person, "earlier_training", through or timezone.localdate(), course_kind=kind, place=place.strip()
    )
    return row


def write_right(row: TrainingRight) -> None:
    """Compute the last days of a right, store it and write its deadlines; the caller holds the lock of the case."""
    _compute(row)
    row.save()
    _owe(row)


def follow_leave(person: Participant) -> None:
    """Add the leave that now stands to the last days of training; nothing is written when it is the same."""
    row = TrainingRight.objects.select_for_update(of=("self",)).filter(participant=person).first()
    if row is None:
        return
    before = (row.leave_working_days, row.norwegian_last_day, row.social_studies_last_day)
    _compute(row)
    if (row.leave_working_days, row.norwegian_last_day, row.social_studies_last_day) != before:
        row.save()
        _owe(row)


def close_training(person: Participant, on: dt.date) -> None:
    """Training is no longer owed here: the case has moved, or its registration was a double."""
    close_deadlines([NORWEGIAN_TRAINING, SOCIAL_STUDIES], [person.pk], on)


def _require_order(first_day: dt.date | None, last_day: dt.date | None, field: str) -> None:
    if first_day and last_day and last_day < first_day:
        raise RuleRefused(Refusal("ends_before_it_begins", _("Siste dag kan ikke være før første dag."), field))


def _compute(row: TrainingRight) -> None:
    row.leave_working_days = _leave_days(row)
    norwegian, social_studies = training_deadlines(
        row.offered_start_on, Protection(row.protection), Education(row.education), row.leave_working_days
    )
    row.norwegian_last_day = norwegian.due_on
    row.social_studies_last_day = social_studies.due_on if social_studies and not row.is_full_time_pupil else None


def _leave_days(row: TrainingRight) -> int:
    """Working days of approved leave since training was offered; a day with two rows is counted once by the law."""
    leave = Absence.objects.standing().filter(
        participant=row.participant_id, hours__isnull=True, kind__in=LEAVE_KINDS, last_day__gte=row.offered_start_on
    )
    return sum(
        working_days_between(max(absence.first_day, row.offered_start_on), absence.last_day) for absence in leave
    )


def _owe(row: TrainingRight) -> None:
    person = row.participant
    norwegian, social_studies = training_deadlines(
        row.offered_start_on, Protection(row.protection), Education(row.education), row.leave_working_days
    )
    duties = [Duty(NORWEGIAN_TRAINING, person, person.pk, norwegian.due_on, norwegian.paragraph)]
    if social_studies and not row.is_full_time_pupil:
        duties.append(Duty(SOCIAL_STUDIES, person, person.pk, social_studies.due_on, social_studies.paragraph))
    else:
        close_deadlines([SOCIAL_STUDIES], [person.pk], timezone.localdate())
    write_deadlines(duties)
