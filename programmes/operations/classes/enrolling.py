"""Gives people a place in a class or on its list, moves them between classes, and ends their place."""

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, acting_as
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.models import Participant
from participants.operations.cases import lock_case, note_event
from programmes.models.classes import Attendance, ClassEnrolment, EnrolmentState, LeavingReason, SchoolClass
from programmes.operations.classes.everybody import everybody_in

_TRAINING = "integreringsloven § 30"


@operation
def enrol_in_class(
    actor: Actor, participant_id: UUID, *, class_id: UUID, first_day: dt.date, last_day: dt.date | None = None
) -> ClassEnrolment:
    """Give the person a place from ``first_day``; whoever waited for it waits no more.

    ``RuleRefused`` when the class is full on that day (the waiting list is open), or the day is outside its period.
    """
    require(actor, Action.CREATE, Resource.CLASS_ENROLMENT)
    person = lock_case(actor, participant_id)
    school_class = _lock_class(actor, class_id)
    _must_fit(actor, school_class, first_day, last_day)
    waiting = ClassEnrolment.objects.filter(participant=person, school_class=school_class).waiting().first()
    row = waiting or _place(actor, person, school_class)
    row.state, row.first_day, row.last_day = EnrolmentState.ENROLLED, first_day, last_day
    _save(row)
    note_event(actor, person, "class_joined", first_day, school_class=school_class.name)
    return row


@operation
def put_on_waiting_list(
    actor: Actor, participant_id: UUID, *, class_id: UUID, waiting_since: dt.date | None = None
) -> ClassEnrolment:
    """Put the person on the list of the class, behind those who have waited longer."""
    require(actor, Action.CREATE, Resource.CLASS_ENROLMENT)
    person = lock_case(actor, participant_id)
    school_class = _lock_class(actor, class_id)
    today = timezone.localdate()
    if ClassEnrolment.objects.filter(participant=person, school_class=school_class).on(today).exists():
        text = _("Deltakeren har allerede plass i klassen.")
        raise RuleRefused(Refusal("already_enrolled", text, "participant", _TRAINING))
    row = _place(actor, person, school_class)
    row.state, row.waiting_since = EnrolmentState.WAITING, waiting_since or today
    _save(row)
    note_event(actor, person, "class_waiting", row.waiting_since, school_class=school_class.name)
    return row


@operation
def leave_class(
    actor: Actor, enrolment_id: UUID, *, last_day: dt.date, reason: str, expected_version: int | None = None
) -> ClassEnrolment:
    """End a place on ``last_day``; somebody who only waited is taken off the list."""
    require(actor, Action.CHANGE, Resource.CLASS_ENROLMENT)
    found = ClassEnrolment.objects.visible_to(actor).select_related("school_class").get(pk=enrolment_id)
    person = lock_case(actor, found.participant_id)
    row = ClassEnrolment.objects.select_for_update(of=("self",)).select_related("school_class").get(pk=enrolment_id)
    require_version(row, expected_version)
    if row.state == EnrolmentState.WAITING:
        row.state = EnrolmentState.WITHDRAWN
    else:
        _must_be_able_to_end(row, last_day)
        row.last_day, row.leaving_reason = last_day, reason
    row.save()
    note_event(actor, person, "class_left", last_day, school_class=row.school_class.name, reason=reason)
    return row


@operation
def move_to_class(
    actor: Actor, enrolment_id: UUID, *, class_id: UUID, first_day: dt.date, expected_version: int | None = None
) -> ClassEnrolment:
    """Move the person to another class from ``first_day``; the place left ends the day before. Answers the new row."""
    require(actor, Action.CHANGE, Resource.CLASS_ENROLMENT)
    found = ClassEnrolment.objects.visible_to(actor).get(pk=enrolment_id)
    if found.school_class_id == class_id:
        raise RuleRefused(Refusal("same_class", _("Velg en annen klasse."), "school_class"))
    left = leave_class(
        actor, enrolment_id, last_day=first_day - dt.timedelta(days=1), reason=LeavingReason.MOVED_CLASS,
        expected_version=expected_version,
    )  # fmt: skip
    joined = enrol_in_class(actor, left.participant_id, class_id=class_id, first_day=first_day)
    joined.moved_from = left
    joined.save()
    return joined


def places_taken(actor: Actor, school_class: SchoolClass, day: dt.date) -> int:
    """How many have a place on ``day``: protected people take places too, and so do those of other municipalities."""
    with acting_as(everybody_in(actor, school_class)):
        return ClassEnrolment.objects.filter(school_class=school_class).on(day).count()


def _lock_class(actor: Actor, class_id: UUID) -> SchoolClass:
    """The class, locked so that two do not take its last place."""
    visible = SchoolClass.objects.visible_to(actor).select_related("course")
    return visible.select_for_update(of=("self",), no_key=True).get(pk=class_id)


def _must_fit(actor: Actor, school_class: SchoolClass, first_day: dt.date, last_day: dt.date | None) -> None:
    ends = school_class.last_day
    if first_day < school_class.first_day or (ends and first_day > ends):
        text = _("Klassen varer fra %(first)s til %(last)s.") % {
            "first": f"{school_class.first_day:%d.%m.%Y}",
            "last": f"{ends:%d.%m.%Y}" if ends else "…",
        }
        raise RuleRefused(Refusal("outside_class", text, "first_day"))
    if last_day and last_day < first_day:
        raise RuleRefused(Refusal("ends_before_it_begins", _("Siste dag kan ikke være før første dag."), "last_day"))
    if school_class.capacity and places_taken(actor, school_class, first_day) >= school_class.capacity:
        text = _("Klassen er full denne dagen. Sett deltakeren på ventelisten, eller velg en annen klasse.")
        raise RuleRefused(Refusal("class_full", text, "school_class"))


def _must_be_able_to_end(row: ClassEnrolment, last_day: dt.date) -> None:
    if row.first_day and last_day < row.first_day:
        text = _("Siste dag kan ikke være før første dag.")
        raise RuleRefused(Refusal("ends_before_it_begins", text, "last_day"))
    met = Attendance.objects.filter(participant=row.participant_id, school_class=row.school_class_id)
    if met.filter(day__gt=last_day).exists():
        text = _("Det er ført oppmøte etter denne dagen. Rett oppmøtet først, eller velg en senere dag.")
        raise RuleRefused(Refusal("attendance_after", text, "last_day"))


def _place(actor: Actor, person: Participant, school_class: SchoolClass) -> ClassEnrolment:
    return ClassEnrolment(
        participant=person,
        municipality_id=person.municipality_id,
        school_class=school_class,
        enrolled_by_id=actor.user_id,
    )


def _save(row: ClassEnrolment) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        for constraint in ClassEnrolment._meta.constraints:  # noqa: SLF001 - Django's own way to them
            if constraint.name in str(error):
                text = str(constraint.violation_error_message)
                raise RuleRefused(Refusal(constraint.name, text, "school_class")) from error
        raise
