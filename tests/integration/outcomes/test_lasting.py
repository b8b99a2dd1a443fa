"""Time to first work against SciPy on the same people, and who stays in work against a count person by person."""

import datetime as dt

import pytest
from dateutil.relativedelta import relativedelta
from django.urls import reverse
from scipy.stats import CensoredData, ecdf

from agencies.models import Agency, Role
from integration.models import AgeGroup
from integration.operations.outcomes.lasting import STILL_AFTER, days_of, lasting
from integration.operations.outcomes.questions import Question
from integration.operations.outcomes.refreshing import refresh_outcomes
from integration.outcomes.suppression import Count, must_hide
from tests.integration.outcomes.population import Person, invent, write
from tests.integration.outcomes.test_pages import client_of, town_of
from tests.world import make_actor

TODAY = dt.date(2026, 11, 26)
NOW = Question(until=TODAY, known_on=TODAY)
pytestmark = pytest.mark.django_db
_DAY = dt.timedelta(days=1)


@pytest.fixture
def people(municipality: Agency) -> list[Person]:
    made = invent(400, seed=7, today=TODAY)
    write(municipality, made)
    refresh_outcomes(municipality.pk, TODAY)
    return made


def _last_seen(person: Person) -> dt.date:
    end = person.birth_date + relativedelta(years=67) - _DAY
    return min(TODAY, end, (person.moved_on or dt.date.max) - _DAY)


def _first_work(person: Person) -> dt.date | None:
    # Hours rise on the first days of jobs only.
    days = sorted({person.settled_on, *(job.first_day for job in person.jobs if job.first_day > person.settled_on)})
    return next((day for day in days if day <= _last_seen(person) and person.hours_on(day) >= 1), None)


def _followed(people: list[Person], youngest: int = 20) -> list[Person]:
    return [
        person
        for person in people
        if not person.protected
        and person.settled_on <= _last_seen(person)
        and person.age_on(person.settled_on) >= youngest
    ]


@pytest.mark.parametrize(("ages", "youngest"), [((AgeGroup.ADULT,), 20), (tuple(AgeGroup), 18)])
def test_curve_and_limits_equal_scipys(municipality: Agency, people: list[Person], ages, youngest):
    (group,) = lasting(make_actor(municipality, Role.LEADER), Question(TODAY, TODAY, ages=ages))
    followed = _followed(people, youngest)
    starts = [_first_work(person) for person in followed]
    happened = [(start - one.settled_on).days for one, start in zip(followed, starts, strict=True) if start]
    cut = [(_last_seen(one) - one.settled_on).days for one, start in zip(followed, starts, strict=True) if not start]
    survival = ecdf(CensoredData(happened, right=cut)).sf
    limits = survival.confidence_interval(method="log-log")
    assert group.people == len(followed)
    compared = 0
    for point in group.points:
        if point.begun is None:
            continue
        day = days_of(point.months)
        assert point.begun == pytest.approx(1 - float(survival.evaluate(day)))
        assert point.lower == pytest.approx(1 - float(limits.high.evaluate(day)))
        assert point.upper == pytest.approx(1 - float(limits.low.evaluate(day)))
        assert point.events == sum(time <= day for time in happened)
        assert point.at_risk == sum(time > day for time in (*happened, *cut))
        compared += 1
    assert compared > 10


def test_who_is_in_work_later_is_counted_person_by_person(municipality: Agency, people: list[Person]):
    (group,) = lasting(make_actor(municipality, Role.LEADER), NOW)
    began = [(person, start) for person in _followed(people) if (start := _first_work(person))]
    for still in group.still:
        later = [(one, start + relativedelta(months=still.months)) for one, start in began]
        followed = [(one, day) for one, day in later if day <= _last_seen(one)]
        in_work = sum(one.hours_on(day) >= 1 for one, day in followed)
        assert not must_hide(Count(in_work, len(followed)))
        assert (still.in_work, still.followed) == (in_work, len(followed))
    assert [still.months for still in group.still] == list(STILL_AFTER)


def test_groups_add_up_to_everybody(municipality: Agency, people: list[Person]):
    leader = make_actor(municipality, Role.LEADER)
    groups = lasting(leader, Question(TODAY, TODAY, split="sex"))
    (whole,) = lasting(leader, NOW)
    assert len(groups) == 2
    assert sum(group.people or 0 for group in groups) == whole.people


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
