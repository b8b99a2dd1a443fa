"""The demonstration's classes: schools with classes of each level, eight weeks of attendance, test results.

Sessions, places and results are made by the operations that staff use; attendance by the same set-based writing as a
school's own system would use, so that cover by absence and the duty to decide are true.
"""

import datetime as dt
from dataclasses import dataclass
from random import Random

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Role
from integration.demo.cast import BERGEN, NARVIK, NYGAARD, OSLO, ROSENHOF
from integration.demo.chance import happens, weighted
from integration.demo.telling import Scene
from participants.models import Participant
from programmes.models import Participation
from programmes.models.classes import Category, ClassSession, Level, SchoolClass, Skill
from programmes.operations.classes.enrolling import enrol_in_class, put_on_waiting_list
from programmes.operations.classes.planning import (
    ClassFacts,
    Slot,
    give_teacher,
    make_class,
    make_course,
    make_sessions,
    set_timetable,
)
from programmes.operations.classes.recording import AttendanceRow, record_attendance
from programmes.operations.classes.results import register_result
from programmes.operations.classes.training import register_training_right

_SCHOOLS = {BERGEN: NYGAARD, OSLO: ROSENHOF, NARVIK: ROSENHOF}
_WEEKS = dt.timedelta(weeks=8)
_PUPILS_A_CLASS = 14
_MOST_CLASSES = 3
_MORNING = tuple(Slot(weekday, dt.time(9), dt.time(12, 15), 15) for weekday in (1, 2, 3, 4))
_AFTERNOON = (Slot(5, dt.time(9), dt.time(11, 30), 0),)
_LEVELS = (Level.A1, Level.A2, Level.B1)
_BELOW = {Level.A1: Level.BELOW_A1, Level.A2: Level.A1, Level.B1: Level.A2}
_KINDS = {
    Category.PRESENT: 86.0,
    Category.LATE: 5.0,
    Category.ABSENT_VALID: 6.0,
    Category.ABSENT_INVALID: 3.0,
}
_LATE_MINUTES = 20


@dataclass(frozen=True, slots=True)
class _Classroom:
    """A class, and who is in it."""

    school_class: SchoolClass
    pupils: list[Participant]


def fill_classrooms(chance: Random, scene: Scene, people: list[Participant]) -> int:
    """Give the municipality's people in programmes their classes; answers how many have a place."""
    home = scene.staff.agencies[scene.number]
    actor = scene.leader
    ready = [person for person in people if not person.confidentiality][: _PUPILS_A_CLASS * _MOST_CLASSES + 2]
    rooms = []
    for place, level in enumerate(_LEVELS):
        pupils = ready[place * _PUPILS_A_CLASS : (place + 1) * _PUPILS_A_CLASS]
        if pupils:
            row = _class(scene, actor, level, f"Norsk {level} {home.name.split()[0]}")
            rooms.append(_Classroom(row, pupils))
            _place(actor, rooms[-1], scene.today)
    studies = _studies(scene, actor, home.name.split()[0])
    rooms.append(_Classroom(studies, ready[:_PUPILS_A_CLASS]))
    _place(actor, rooms[-1], scene.today)
    for person in ready[_PUPILS_A_CLASS * _MOST_CLASSES :]:
        put_on_waiting_list(actor, person.pk, class_id=rooms[0].school_class.pk)
    _meet(chance, scene, home.pk, rooms)
    for room in rooms[:-1]:
        for person in room.pupils:
            _results(chance, actor, scene.today, person, Level(room.school_class.level))
    return len(ready)


def people_in_programmes(actor: Actor, today: dt.date) -> list[Participant]:
    """Those whose programme has run for a while and goes on."""
    with acting_as(actor):
        running = (
            Participation.objects.visible_to(actor)
            .standing()
            .filter(first_day__lte=today - _WEEKS, last_day__gte=today)
        )
        return [row.participant for row in running.select_related("participant").order_by("first_day", "pk")]


def _class(scene: Scene, actor: Actor, level: Level, name: str) -> SchoolClass:
    course = make_course(
        actor, school_id=scene.staff.agencies[_SCHOOLS[scene.number]].pk, kind="norwegian", name=f"Norsk {level}"
    )
    return _opened(scene, actor, course.pk, name, str(level), _MORNING)


def _studies(scene: Scene, actor: Actor, town: str) -> SchoolClass:
    course = make_course(
        actor, school_id=scene.staff.agencies[_SCHOOLS[scene.number]].pk, kind="social_studies",
        name="Samfunnskunnskap: utdanning og arbeidsliv", topic="education_and_work",
    )  # fmt: skip
    return _opened(scene, actor, course.pk, f"Samfunnskunnskap {town}", "", _AFTERNOON)


def _opened(
    scene: Scene, actor: Actor, course_id: object, name: str, level: str, slots: tuple[Slot, ...]
) -> SchoolClass:
    """The class with its week, its sessions since it began, and its teacher."""
    begins = scene.today - _WEEKS
    facts = ClassFacts(
        name=name, level=level, track="ordinary" if level else "", language="no" if level else "ar", room="Rom 214",
        capacity=16, first_day=begins, last_day=scene.today + dt.timedelta(weeks=16),
    )  # fmt: skip
    row = make_class(actor, course_id=course_id, facts=facts)  # type: ignore[arg-type]
    row = set_timetable(actor, row.pk, slots=slots)
    make_sessions(row, begins)
    teacher = scene.staff.with_role(_SCHOOLS[scene.number], Role.TEACHER)[0]
    give_teacher(actor, row.pk, user_id=teacher.pk, first_day=begins)
    return row


def _place(actor: Actor, room: _Classroom, today: dt.date) -> None:
    for person in room.pupils:
        enrol_in_class(actor, person.pk, class_id=room.school_class.pk, first_day=today - _WEEKS)


def _meet(chance: Random, scene: Scene, municipality_id: object, rooms: list[_Classroom]) -> None:
    """Attendance up to yesterday; today's sessions wait for the teacher."""
    rows = []
    for room in rooms:
        sessions = ClassSession.objects.filter(school_class=room.school_class, day__lt=scene.today)
        habits = {person.pk: _habit(chance) for person in room.pupils}
        for session in sessions:
            for person in room.pupils:
                category = weighted(chance, habits[person.pk])
                rows.append(_row(room, session, person, category, scene.today))
    record_attendance(system_actor(municipality_id), rows, system="demo")  # type: ignore[arg-type]


def _habit(chance: Random) -> dict[Category, float]:
    """Most meet well; a few have stopped coming."""
    if happens(chance, 0.06):
        return {Category.PRESENT: 30.0, Category.ABSENT_VALID: 50.0, Category.ABSENT_INVALID: 20.0}
    return dict(_KINDS)


def _row(
    room: _Classroom, session: ClassSession, person: Participant, category: Category, today: dt.date
) -> AttendanceRow:
    # What was away long ago has been looked at; the last two weeks' waits for the adviser.
    is_recent = session.day > today - dt.timedelta(days=14)
    said = category if is_recent or category is not Category.ABSENT_INVALID else Category.ABSENT_VALID
    return AttendanceRow(
        participant_id=person.pk,
        school_class_id=room.school_class.pk,
        day=session.day,
        category=str(said),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        planned_minutes=session.planned_minutes,
        absent_minutes=_LATE_MINUTES if said is Category.LATE else None,
        sourced_id=f"{session.pk}-{person.pk}",
    )


def _results(chance: Random, actor: Actor, today: dt.date, person: Participant, level: Level) -> None:
    """Two rounds of tests, and since when training was offered."""
    with acting_as(actor):
        programme = Participation.objects.visible_to(actor).filter(participant=person).order_by("-first_day")[0]
    offered = max(programme.offer_date, person.settled_on or programme.offer_date)
    register_training_right(
        actor, person.pk, offered_start_on=offered, protection=programme.protection, education=programme.education
    )
    for back, outcome in ((240, _BELOW[level]), (70, level)):
        for skill in Skill:
            reached = outcome if happens(chance, 0.75) else _BELOW.get(outcome, Level.BELOW_A1)
            register_result(
                actor, person.pk, subject="norwegian", skill=str(skill), outcome=str(reached),
                taken_on=today - dt.timedelta(days=back),
            )  # fmt: skip
