"""What became of those whose programme ended: facts written as the refresh writes them, counted by hand."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from agencies.models import Agency, Role
from integration.operations.outcomes.after_programme import after_programme
from integration.operations.outcomes.questions import Question
from integration.operations.outcomes.refreshing import refresh_outcomes
from integration.operations.outcomes.traits import refresh_traits
from tests.integration.outcomes.population import Job, Person, Programme, write
from tests.integration.outcomes.test_pages import client_of
from tests.world import make_actor

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 26)
SETTLED = dt.date(2023, 1, 10)


def _town(municipality: Agency, ends: list[tuple[str, bool]], ended_on: dt.date = dt.date(2024, 5, 1)) -> Agency:
    """Somebody for each (main activity, in work in November 2025) whose programme ended on the day."""
    job = Job("permanent", 100, dt.date(2025, 11, 16), dt.date(2025, 11, 16))
    people = [
        Person(
            SETTLED, dt.date(1990, 1, 1), "man", "none", jobs=[job] if works else [],
            programmes=[_ended(activity, ended_on)],
        )
        for activity, works in ends
    ]  # fmt: skip
    write(municipality, people)
    refresh_outcomes(municipality.pk, TODAY)
    refresh_traits(municipality.pk, TODAY)
    return municipality


def _ended(activity: str, ended_on: dt.date, first_day: dt.date = dt.date(2023, 3, 1)) -> Programme:
    return Programme(first_day, 36, ended_on=ended_on, end_reason="goal_reached", main_activity=activity)


def _asked(town: Agency, **more: Any):
    return after_programme(make_actor(town, Role.LEADER), Question(until=TODAY, known_on=TODAY, **more))


def test_direct_transition_counts_work_and_education_of_all_who_ended(municipality: Agency):
    ends = [("full_time_work", True)] * 6 + [("upper_secondary", False)] * 4 + [("primary_lower_secondary", False)] * 5
    (year,) = _asked(_town(municipality, [*ends, *[("not_registered", False)] * 5]))
    assert (year.year, year.ended, year.direct, year.not_registered) == (2024, 20, 10, 5)
    assert year.direct_share == 0.5


def test_one_year_after_is_november_of_the_year_after(municipality: Agency):
    (year,) = _asked(_town(municipality, [("other", True)] * 13 + [("other", False)] * 7))
    assert (year.in_work, year.work_share, year.on_measure, year.gone, year.unknown) == (13, 0.65, 0, 0, 7)


def test_every_programme_that_ended_counts_a_second_one_too(municipality: Agency):
    first = _ended("other", dt.date(2024, 5, 1))
    second = _ended("full_time_work", dt.date(2025, 3, 1), dt.date(2024, 6, 1))
    people = [Person(SETTLED, dt.date(1990, 1, 1), "man", "none", programmes=[first, second]) for _ in range(10)]
    write(municipality, people)
    refresh_outcomes(municipality.pk, TODAY)
    refresh_traits(municipality.pk, TODAY)
    years = {row.year: (row.ended, row.direct) for row in _asked(municipality)}
    assert years == {2025: (10, 10), 2024: (10, 0)}


def test_november_that_has_not_been_is_not_shown(municipality: Agency):
    (year,) = _asked(_town(municipality, [("other", False)] * 20, ended_on=dt.date(2026, 2, 1)))
    assert not year.is_due
    assert year.in_work is None
    assert year.ended == 20


def test_a_few_are_not_shown(municipality: Agency):
    (year,) = _asked(_town(municipality, [("full_time_work", True)] * 3 + [("other", False)] * 17))
    assert (year.ended, year.direct, year.in_work, year.gone) == (20, None, None, None)


def test_the_page_shows_numerator_denominator_and_not_registered(municipality: Agency):
    town = _town(municipality, [("full_time_work", True)] * 6 + [("not_registered", False)] * 14)
    text = client_of(town, Role.LEADER).get(reverse("integration:outcomes-after")).content.decode()
    cells = [cell.split("<")[0] for cell in text.split('<td class="number">')[1:]]
    assert cells[:4] == ["20", "6", "30,0 %", "14"]
