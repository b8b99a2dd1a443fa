"""Makes courses and classes, gives them teachers and a timetable, and makes their sessions without the days off."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, acting_as, bound_actor
from agencies.errors import Refusal, RuleRefused
from agencies.models import Agency, AgencyKind, Membership, Role
from agencies.operations.base import operation, require, require_version
from programmes.law.working_days import is_working_day
from programmes.models.classes import ClassSession, ClassTeacher, Course, SchoolClass, TimetableSlot
from programmes.models.classes.courses import schools_met_by
from programmes.operations.classes.everybody import everybody_in

DAYS_AHEAD = 120
"""How far ahead sessions are made for a class without a last day; the nightly task adds what comes."""

_TEACHING_AGENCIES = (AgencyKind.SCHOOL, AgencyKind.MUNICIPALITY, AgencyKind.DISTRICT, AgencyKind.COUNTY)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of the week: ``weekday`` 1 (Monday) to 7, and minutes of break within."""

    weekday: int
    starts_at: dt.time
    ends_at: dt.time
    break_minutes: int = 0
    room: str = ""


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """What is stated of a class."""

    name: str
    first_day: dt.date
    last_day: dt.date | None = None
    level: str = ""
    track: str = ""
    language: str = ""
    room: str = ""
    capacity: int | None = None


@operation
def make_course(actor: Actor, *, school_id: UUID, kind: str, name: str, topic: str = "", code: str = "") -> Course:
    """Register a course of a school; one of the same name there is answered as it is."""
    require(actor, Action.CREATE, Resource.SCHOOL_CLASS)
    school = _school(actor, school_id)
    if not name.strip():
        raise RuleRefused(Refusal("name_missing", _("Skriv navnet på kurset."), "name"))
    facts = {"kind": kind, "topic": topic, "code": code}
    course, _new = Course.objects.get_or_create(school=school, name=name.strip(), defaults=facts)
    return course


@operation
def make_class(actor: Actor, *, course_id: UUID, facts: ClassFacts) -> SchoolClass:
    """Make a class of a course."""
    require(actor, Action.CREATE, Resource.SCHOOL_CLASS)
    course = Course.objects.visible_to(actor).get(pk=course_id)
    _check(facts)
    return SchoolClass.objects.create(course=course, school_id=course.school_id, **_columns(facts))


@operation
def change_class(
    actor: Actor, class_id: UUID, *, facts: ClassFacts, expected_version: int | None = None
) -> SchoolClass:
    """Change what is stated of a class; its coming sessions follow its period and room."""
    require(actor, Action.CHANGE, Resource.SCHOOL_CLASS)
    row = _lock_class(actor, class_id)
    require_version(row, expected_version)
    _check(facts)
    for name, value in _columns(facts).items():
        setattr(row, name, value)
    row.save()
    make_sessions(row)
    return row


@operation
def set_timetable(
    actor: Actor, class_id: UUID, *, slots: Sequence[Slot], expected_version: int | None = None
) -> SchoolClass:
    """Give the class this week; coming sessions that nobody has recorded at are made again from it."""
    require(actor, Action.CHANGE, Resource.SCHOOL_CLASS)
    row = _lock_class(actor, class_id)
    require_version(row, expected_version)
    _check_slots(slots)
    row.slots.all().delete()
    TimetableSlot.objects.bulk_create(
        [
            TimetableSlot(
                school_class=row, weekday=slot.weekday, starts_at=slot.starts_at, ends_at=slot.ends_at,
                break_minutes=slot.break_minutes, room=slot.room,
            )
            for slot in slots
        ]
    )  # fmt: skip
    row.save()
    make_sessions(row)
    return row


@operation
def give_teacher(
    actor: Actor,
    class_id: UUID,
    *,
    user_id: UUID,
    first_day: dt.date,
    last_day: dt.date | None = None,
    is_substitute: bool = False,
) -> ClassTeacher:
    """Let somebody who is a teacher at the school teach the class; a substitute for a period with an end."""
    require(actor, Action.CHANGE, Resource.SCHOOL_CLASS)
    row = _lock_class(actor, class_id)
    members = Membership.objects.active_on(timezone.localdate()).filter(agency=row.school_id, role=Role.TEACHER)
    refusals = []
    if not members.filter(user_id=user_id).exists():
        refusals.append(Refusal("not_a_teacher", _("Velg en som er lærer ved skolen."), "user"))
    if last_day and last_day < first_day:
        refusals.append(Refusal("ends_before_it_begins", _("Siste dag kan ikke være før første dag."), "last_day"))
    if is_substitute and last_day is None:
        refusals.append(Refusal("substitute_needs_end", _("En vikar trenger en siste dag."), "last_day"))
    if refusals:
        raise RuleRefused(*refusals)
    teacher, _new = ClassTeacher.objects.update_or_create(
        school_class=row, user_id=user_id, first_day=first_day,
        defaults={"last_day": last_day, "is_substitute": is_substitute},
    )  # fmt: skip
    return teacher


@operation
def cancel_session(actor: Actor, session_id: UUID, *, reason: str, expected_version: int | None = None) -> ClassSession:
    """Cancel a session: nobody should have met at it, and it is in no percentage."""
    require(actor, Action.CREATE, Resource.ATTENDANCE)
    found = ClassSession.objects.visible_to(actor).get(pk=session_id)
    row = ClassSession.objects.select_for_update(of=("self",)).select_related("school_class").get(pk=found.pk)
    require_version(row, expected_version)
    if not reason.strip():
        raise RuleRefused(Refusal("reason_required", _("Skriv hvorfor økten er avlyst."), "reason"))
    with acting_as(everybody_in(actor, row.school_class)):
        is_recorded = row.attendance.exists()
    if is_recorded:
        text = _("Det er allerede ført oppmøte i denne økten.")
        raise RuleRefused(Refusal("attendance_recorded", text, "reason"))
    row.cancelled_at, row.cancel_reason = timezone.now(), reason.strip()
    row.save()
    return row


def make_sessions(school_class: SchoolClass, from_day: dt.date | None = None) -> int:
    """Make the class' sessions from ``from_day`` (today unless given) by its timetable; answers how many are new.

    Days off of Regulations § 17(1) have none. Coming sessions of the timetable that no longer fit are taken away unless
    somebody has recorded at them, or cancelled them; the caller holds the lock of the class.
    """
    start = max(from_day or timezone.localdate(), school_class.first_day)
    ends = school_class.last_day or timezone.localdate() + dt.timedelta(days=DAYS_AHEAD)
    wanted = list(_sessions(school_class, start, ends))
    coming = school_class.sessions.filter(
        day__gte=from_day or timezone.localdate(), is_from_timetable=True, cancelled_at__isnull=True
    )
    with acting_as(everybody_in(bound_actor(), school_class)):
        recorded = list(coming.filter(attendance__isnull=False).values_list("pk", flat=True))
    untouched = coming.exclude(pk__in=recorded)
    keys = {(row.day, row.starts_at): row for row in wanted}
    stale = [row.pk for row in untouched if not _is_same(row, keys.get((row.day, row.starts_at)))]
    ClassSession.objects.filter(pk__in=stale).delete()
    before = school_class.sessions.count()
    ClassSession.objects.bulk_create(wanted, ignore_conflicts=True)
    return school_class.sessions.count() - before


def _sessions(school_class: SchoolClass, first_day: dt.date, last_day: dt.date) -> list[ClassSession]:
    slots: dict[int, list[TimetableSlot]] = {}
    for slot in school_class.slots.all():
        slots.setdefault(slot.weekday, []).append(slot)
    days = (first_day + dt.timedelta(days=number) for number in range((last_day - first_day).days + 1))
    topic = school_class.course.topic
    return [
        ClassSession(
            school_class=school_class,
            day=day,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            planned_minutes=slot.taught_minutes,
            topic=topic,
            room=slot.room or school_class.room,
        )
        for day in days
        if is_working_day(day)
        for slot in slots.get(day.isoweekday(), [])
    ]


def _is_same(row: ClassSession, wanted: ClassSession | None) -> bool:
    if wanted is None:
        return False
    names = ("ends_at", "planned_minutes", "topic", "room")
    return all(getattr(row, name) == getattr(wanted, name) for name in names)


def _school(actor: Actor, school_id: UUID) -> Agency:
    schools = schools_met_by(actor, timezone.localdate()).filter(kind__in=_TEACHING_AGENCIES)
    school = schools.filter(pk=school_id).first()
    if school is None:
        text = _("Velg kommunen selv, eller en skole som betjener den.")
        raise RuleRefused(Refusal("unknown_school", text, "school"))
    return school


def _lock_class(actor: Actor, class_id: UUID) -> SchoolClass:
    visible = SchoolClass.objects.visible_to(actor).select_related("course")
    return visible.select_for_update(of=("self",), no_key=True).get(pk=class_id)


def _columns(facts: ClassFacts) -> dict[str, object]:
    names = ("first_day", "last_day", "level", "track", "language", "room", "capacity")
    return {"name": facts.name.strip(), **{name: getattr(facts, name) for name in names}}


def _check(facts: ClassFacts) -> None:
    refusals = []
    if not facts.name.strip():
        refusals.append(Refusal("name_missing", _("Skriv navnet på klassen."), "name"))
    if facts.last_day and facts.last_day < facts.first_day:
        refusals.append(Refusal("ends_before_it_begins", _("Siste dag kan ikke være før første dag."), "last_day"))
    if refusals:
        raise RuleRefused(*refusals)


def _check_slots(slots: Sequence[Slot]) -> None:
    for slot in slots:
        if slot.ends_at <= slot.starts_at:
            raise RuleRefused(Refusal("slot_ends_first", _("Timen må slutte etter at den begynner."), "slots"))
    by_day = sorted(slots, key=lambda slot: (slot.weekday, slot.starts_at))
    for earlier, later in pairwise(by_day):
        if earlier.weekday == later.weekday and later.starts_at < earlier.ends_at:
            raise RuleRefused(Refusal("slots_overlap", _("To timer på samme dag overlapper."), "slots"))
