"""Time to first work against SciPy on the same people, and who stays in work against a count person by person."""

import datetime as dt

import pytest
from django.urls import reverse

from agencies.models import Agency, Role
from integration.models import AgeGroup
from integration.operations.outcomes.lasting import lasting
from integration.operations.outcomes.questions import Question
from integration.operations.outcomes.refreshing import refresh_outcomes
from tests.integration.outcomes.population import Person, invent, write
from tests.integration.outcomes.test_pages import client_of, town_of
from tests.integration.outcomes.truth import TODAY, equal_curve, equal_stays, followed_people, last_seen
from tests.world import make_actor

NOW = Question(until=TODAY, known_on=TODAY)
pytestmark = pytest.mark.django_db


@pytest.fixture
def people(municipality: Agency) -> list[Person]:
    made = invent(400, seed=7, today=TODAY)
    write(municipality, made)
    refresh_outcomes(municipality.pk, TODAY)
    return made


@pytest.mark.parametrize(("ages", "youngest"), [((AgeGroup.ADULT,), 20), (tuple(AgeGroup), 18)])
def test_curve_and_limits_equal_scipys(municipality: Agency, ages, youngest):
    # Those of 18 and 19 years must not be few, or the wider series is not shown.
    people = invent(400 if youngest == 20 else 2500, seed=7, today=TODAY)
    write(municipality, people)
    refresh_outcomes(municipality.pk, TODAY)
    (group,) = lasting(make_actor(municipality, Role.LEADER), Question(TODAY, TODAY, ages=ages))
    assert equal_curve(group, people, youngest) > 10


def test_the_time_in_work_is_the_days_in_work_of_all_days_followed(municipality: Agency, people: list[Person]):
    (group,) = lasting(make_actor(municipality, Role.LEADER), NOW)
    worked = followed = 0
    for person in followed_people(people):
        number = (last_seen(person) - person.settled_on).days + 1
        followed += number
        worked += sum(person.hours_on(person.settled_on + dt.timedelta(days=day)) >= 1 for day in range(number))
    assert group.time_in_work == worked / followed
    assert group.half_begun_months == next(p.months for p in group.points if p.begun is not None and p.begun >= 0.5)


def test_who_is_in_work_later_is_counted_person_by_person(municipality: Agency, people: list[Person]):
    (group,) = lasting(make_actor(municipality, Role.LEADER), NOW)
    equal_stays(group, people)


def test_groups_add_up_to_everybody(municipality: Agency, people: list[Person]):
    leader = make_actor(municipality, Role.LEADER)
    groups = lasting(leader, Question(TODAY, TODAY, split="sex"))
    (whole,) = lasting(leader, NOW)
    assert len(groups) == 2
    assert sum(group.people or 0 for group in groups) == whole.people


def test_the_two_series_do_not_tell_of_the_few_between_18_and_20(municipality: Agency):
    write(municipality, invent(2500, seed=5, today=TODAY))
    refresh_outcomes(municipality.pk, TODAY)
    leader = make_actor(municipality, Role.LEADER)
    for split in ("", "sex"):
        adult, all_ages = (
            {
                (group.group, point.months): point.events
                for group in lasting(leader, Question(TODAY, TODAY, split=split, ages=ages))
                for point in group.points
                if point.events is not None
            }
            for ages in ((AgeGroup.ADULT,), tuple(AgeGroup))
        )
        assert adult.keys() & all_ages.keys()
        assert not [key for key in adult.keys() & all_ages.keys() if all_ages[key] - adult[key] in range(1, 5)]


def test_no_point_tells_of_fewer_than_five(municipality: Agency):
    write(municipality, invent(14, seed=2, today=TODAY))
    refresh_outcomes(municipality.pk, TODAY)
    for group in lasting(make_actor(municipality, Role.LEADER), Question(TODAY, TODAY, split="education")):
        for point in group.points:
            assert point.at_risk is None or point.at_risk not in range(1, 5)
            assert point.events is None or point.events not in range(1, 5)


def test_the_page_shows_curve_numbers_at_risk_and_warning():
    client = client_of(town_of(12, 14, 6), Role.LEADER)
    text = client.get(reverse("integration:outcomes-lasting"), {"inndeling": "kjonn"}).content.decode()
    assert "<svg" in text
    assert "Uten jobb ennå, av dem vi fortsatt kan følge" in text
    assert "50,0 %" in text
    assert "viser derfor ikke at den veien virker best" in text
    for kind, begins in (("svg", b"<svg"), ("png", b"\x89PNG"), ("csv", "\ufeff".encode())):
        assert client.get(reverse("integration:outcomes-lasting"), {"som": kind}).content.startswith(begins)
