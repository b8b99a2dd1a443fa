"""The two figures of NAV's talk in Lugano in 2024, from populations built to have them.

24 percent of Ukrainians of working age were in work in July 2024, and 40 percent of those who arrived in 2022.
"""

import datetime as dt

import pytest

from agencies.models import Agency, Role
from integration.models import AgeGroup
from integration.operations.outcomes.employment import Axis, employment
from integration.operations.outcomes.questions import Question
from integration.operations.outcomes.refreshing import refresh_outcomes
from integration.outcomes.months import month_index
from tests.integration.outcomes.population import Job, Person, write
from tests.world import make_actor

pytestmark = pytest.mark.django_db
JULY = dt.date(2024, 7, 31)
NAV_AGES = (AgeGroup.ADULT, AgeGroup.YOUNG)


def _arrivals(settled_on: dt.date, people: int, in_work: int) -> list[Person]:
    job = Job("permanent", 100, dt.date(2024, 3, 1), None)
    return [
        Person(settled_on, dt.date(1990, 1, 1), "woman", "higher", jobs=[job] if place < in_work else [])
        for place in range(people)
    ]


@pytest.fixture
def town(municipality: Agency) -> Agency:
    early = _arrivals(dt.date(2022, 9, 1), people=100, in_work=40)
    late = _arrivals(dt.date(2023, 10, 1), people=150, in_work=20)
    # A pupil of 17 and a pensioner of 67 are no part of the working age.
    others = [Person(dt.date(2022, 9, 1), born, "man", "none") for born in (dt.date(2007, 1, 1), dt.date(1957, 1, 1))]
    write(municipality, [*early, *late, *others])
    refresh_outcomes(municipality.pk, JULY)
    return municipality


def _share_in_july(town: Agency, **filters: str) -> float | None:
    question = Question(until=JULY, known_on=JULY, ages=NAV_AGES, filters=filters)
    (series,) = employment(make_actor(town, Role.LEADER), question, Axis.CALENDAR)
    return next(figure.share for figure in series.months if figure.month == month_index(JULY))


def test_24_percent_were_in_work_in_july_2024(town: Agency):
    assert _share_in_july(town) == 0.24


def test_40_percent_of_those_who_arrived_in_2022_were_in_work(town: Agency):
    assert _share_in_july(town, arrival_year="2022") == 0.40
