"""Sessions of classes without a last day, made night by night."""

import datetime as dt

import pytest

from agencies.models import Agency
from programmes.models.classes import ClassSession, SchoolClass, TimetableSlot
from programmes.operations.classes.extending import extend_sessions
from programmes.operations.classes.planning import DAYS_AHEAD
from programmes.tasks import extend_sessions as task
from tests.programmes.classes.schools import make_class, make_school, today

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


def _every_day(school_class: SchoolClass) -> SchoolClass:
    for weekday in range(1, 8):
        TimetableSlot.objects.create(
            school_class=school_class, weekday=weekday, starts_at=dt.time(9), ends_at=dt.time(12)
        )
    return school_class


def _days(school_class: SchoolClass) -> list[dt.date]:
    return list(ClassSession.objects.filter(school_class=school_class).values_list("day", flat=True))


def test_a_class_without_end_is_always_planned_as_far_ahead(municipality: Agency):
    endless = _every_day(make_class(make_school(municipality)))
    assert task() == len(_days(endless)) > 60
    assert max(_days(endless)) <= today() + dt.timedelta(days=DAYS_AHEAD)
    assert extend_sessions(today()) == 0
    before = len(_days(endless))
    # What somebody has taken away in between stays away.
    ClassSession.objects.filter(school_class=endless, day=min(_days(endless))).delete()
    assert extend_sessions(today()) == 0
    later = make_class(endless.school, last_day=today() + WEEK)
    _every_day(later)
    assert extend_sessions(today()) == 0, "a class with a last day has its sessions from the timetable"
    assert len(_days(endless)) == before - 1
