"""Until when the right to Norwegian lasts, and how leave moves it (Integration Act §§ 32, 33, 37 d)."""

import datetime as dt

import pytest

from agencies.access import acting_as
from agencies.models import Agency, Role
from participants.models import Deadline, Participant
from programmes.absence_facts import AbsenceFacts
from programmes.law.enums import Education, Protection
from programmes.law.training import life_skills_minima, social_studies_minima
from programmes.models.classes import TrainingRight
from programmes.operations.absences import register_absence, void_absence
from programmes.operations.classes.planning import make_sessions
from programmes.operations.classes.training import register_training_right
from tests.programmes.awards import make_programme
from tests.programmes.classes.schools import make_class, make_school
from tests.world import make_actor, make_person

OFFERED = dt.date(2026, 10, 5)


def _due(person: Participant, actor: object) -> dict[str, dt.date]:
    kinds = ("norwegian_training", "social_studies")
    with acting_as(actor):  # type: ignore[arg-type]
        rows = Deadline.objects.filter(participant=person, kind__in=kinds).open()
        return {row.kind: row.due_on for row in rows}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("protection", "education", "norwegian", "social_studies"),
    [
        ("ordinary", "below", dt.date(2029, 10, 4), dt.date(2027, 10, 4)),
        ("ordinary", "upper_secondary", dt.date(2028, 4, 4), dt.date(2027, 10, 4)),
        ("collective", "upper_secondary", dt.date(2027, 10, 4), None),
        ("collective", "below", dt.date(2027, 10, 4), None),
    ],
)
def test_the_right_lasts_as_long_as_protection_and_education_give(
    municipality: Agency, protection: str, education: str, norwegian: dt.date, social_studies: dt.date | None
):
    person, actor = make_person(municipality), make_actor(municipality, Role.PROGRAMME_ADVISER)
    right = register_training_right(
        actor, person.pk, offered_start_on=OFFERED, protection=protection, education=education
    )
    assert (right.norwegian_last_day, right.social_studies_last_day) == (norwegian, social_studies)
    wanted = {"norwegian_training": norwegian} | ({"social_studies": social_studies} if social_studies else {})
    assert _due(person, actor) == wanted


@pytest.mark.django_db
def test_leave_moves_the_deadline_and_taking_it_back_moves_it_again(municipality: Agency):
    person, actor = make_person(municipality), make_actor(municipality, Role.PROGRAMME_ADVISER)
    programme = make_programme(person, actor)
    register_training_right(
        actor, person.pk, offered_start_on=OFFERED, protection="collective", education="upper_secondary"
    )
    week = AbsenceFacts(kind="welfare", first_day=dt.date(2026, 11, 2), last_day=dt.date(2026, 11, 6))
    leave = register_absence(actor, programme.pk, week)
    # Five working days after Monday 4 October 2027.
    assert _due(person, actor)["norwegian_training"] == dt.date(2027, 10, 11)
    with acting_as(actor):
        assert TrainingRight.objects.get().leave_working_days == 5
    void_absence(actor, leave.pk, why="Feil")
    assert _due(person, actor)["norwegian_training"] == dt.date(2027, 10, 4)


@pytest.mark.django_db
def test_sick_days_are_no_leave_and_move_nothing(municipality: Agency):
    person, actor = make_person(municipality), make_actor(municipality, Role.PROGRAMME_ADVISER)
    programme = make_programme(person, actor)
    register_training_right(
        actor, person.pk, offered_start_on=OFFERED, protection="collective", education="upper_secondary"
    )
    sick = AbsenceFacts(kind="sick_doctor", first_day=dt.date(2026, 11, 2), last_day=dt.date(2026, 11, 6))
    register_absence(actor, programme.pk, sick)
    assert _due(person, actor)["norwegian_training"] == dt.date(2027, 10, 4)


@pytest.mark.parametrize(("education", "hours"), [(Education.BELOW, [10, 15]), (Education.UPPER_SECONDARY, [5, 10])])
def test_life_skills_ask_for_fewer_hours_of_those_with_upper_secondary(education: Education, hours: list[int]):
    assert [each.amount for each in life_skills_minima(education, Protection.ORDINARY)] == hours


def test_social_studies_are_three_modules_of_25_hours_and_none_under_collective_protection():
    assert [each.amount for each in social_studies_minima(Protection.ORDINARY)] == [25, 25, 25]
    assert social_studies_minima(Protection.COLLECTIVE) == []


@pytest.mark.django_db
def test_the_timetable_gives_no_session_on_a_day_off(municipality: Agency):
    """Easter 2027: Maundy Thursday 25 March to Easter Monday 29 March; 17 May is a Monday."""
    school_class = make_class(make_school(municipality), first_day=dt.date(2027, 3, 22), last_day=dt.date(2027, 5, 21))
    for weekday in (1, 4, 6):
        school_class.slots.create(weekday=weekday, starts_at=dt.time(9), ends_at=dt.time(12))
    make_sessions(school_class, dt.date(2027, 3, 22))
    days = {session.day for session in school_class.sessions.all()}
    off = {dt.date(2027, 3, 25), dt.date(2027, 3, 29), dt.date(2027, 5, 6), dt.date(2027, 5, 17)}
    assert days.isdisjoint(off)
    assert {day.weekday() for day in days} == {0, 3}
    assert dt.date(2027, 3, 22) in days
    assert dt.date(2027, 4, 1) in days
