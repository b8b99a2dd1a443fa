"""A school with classes, teachers and pupils, for tests."""

import datetime as dt
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, AgencyKind, AgencyService, Role, User
from participants.models import Participant
from programmes.models.classes import ClassEnrolment, ClassSession, ClassTeacher, Course, SchoolClass
from programmes.operations.classes.enrolling import enrol_in_class
from tests.world import LONG_AGO, actor_of, make_person, make_user

_numbers = count(1)
START = dt.date(2026, 8, 17)


def today() -> dt.date:
    """The day on which the test runs."""
    return timezone.localdate()


def make_school(*municipalities: Agency, name: str = "Nygård skole") -> Agency:
    """A school that serves the municipalities."""
    school = Agency.objects.create(kind=AgencyKind.SCHOOL, name=name, number=f"S{next(_numbers)}")
    for municipality in municipalities:
        AgencyService.objects.create(provider=school, municipality=municipality, first_day=LONG_AGO)
    return school


def make_class(
    school: Agency, *, kind: str = "norwegian", topic: str = "", name: str = "", **facts: Any
) -> SchoolClass:
    """A class of the school since long, without end."""
    number = next(_numbers)
    course, _new = Course.objects.get_or_create(
        school=school, name=f"{kind} {topic}".strip(), defaults={"kind": kind, "topic": topic}
    )
    known = {"first_day": LONG_AGO, "level": "A2"} | facts
    return SchoolClass.objects.create(course=course, school=school, name=name or f"Klasse {number}", **known)


def make_teacher(school_class: SchoolClass, **period: Any) -> Actor:
    """Somebody new who teaches the class."""
    user = make_user(school_class.school, Role.TEACHER)
    ClassTeacher.objects.create(school_class=school_class, user=user, **({"first_day": LONG_AGO} | period))
    return actor_of(user)


def make_session(school_class: SchoolClass, day: dt.date | None = None, **facts: Any) -> ClassSession:
    """A session of three hours."""
    known = {"starts_at": dt.time(9), "ends_at": dt.time(12), "planned_minutes": 180} | facts
    return ClassSession.objects.create(school_class=school_class, day=day or today(), **known)


def put_in_class(person: Participant, school_class: SchoolClass, first_day: dt.date = LONG_AGO) -> ClassEnrolment:
    """Give the person a place."""
    actor = system_actor(person.municipality_id)
    return enrol_in_class(actor, person.pk, class_id=school_class.pk, first_day=first_day)


def enrolments_of(municipality_id: UUID) -> list[ClassEnrolment]:
    """All places of a municipality's people, as the system sees them."""
    with acting_as(system_actor(municipality_id)):
        return list(ClassEnrolment.objects.all())


@dataclass(frozen=True, slots=True)
class Taught:
    """A class with a teacher, a session today, and two pupils."""

    school: Agency
    school_class: SchoolClass
    teacher: Actor
    session: ClassSession
    pupils: tuple[Participant, Participant]

    @property
    def teacher_user(self) -> User:
        """The teacher as a user."""
        return User.objects.get(pk=str(self.teacher.user_id))


def make_taught_class(municipality: Agency, **names: str) -> Taught:
    """A school of the municipality's own with one class."""
    school = make_school(municipality)
    school_class = make_class(school)
    teacher = make_teacher(school_class)
    pupils = (make_person(municipality, **names), make_person(municipality))
    for person in pupils:
        put_in_class(person, school_class)
    return Taught(school, school_class, teacher, make_session(school_class), pupils)
