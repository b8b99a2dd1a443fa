"""A nation of 100,000 with a known truth: figures against a count person by person, curves against SciPy's."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from agencies.access import Actor
from agencies.models import Agency, Role
from integration.operations.outcomes.employment import Axis, employment
from integration.operations.outcomes.lasting import lasting
from integration.operations.outcomes.questions import Question
from integration.operations.outcomes.refreshing import refresh_everywhere
from tests.integration.outcomes.population import Person, invent, write
from tests.integration.outcomes.truth import (
    TODAY,
    by_calendar,
    equal_curve,
    equal_months,
    equal_stays,
    since_settlement,
)
from tests.world import make_actor, make_municipality

pytestmark = [pytest.mark.exhaustive, pytest.mark.xdist_group("nation")]
PEOPLE, TOWNS, YEARS = 100_000, 10, 10
NOW = Question(until=TODAY, known_on=TODAY)
# The truth is counted in plain Python, so it is asked for every so many months.
EVERY = 6


@pytest.fixture(scope="module")
def nation(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[list[Person]]:
    """The people, written once for the module and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        made = invent(PEOPLE, seed=2026, today=TODAY, years=YEARS)
        for number in range(TOWNS):
            write(make_municipality(), made[number::TOWNS])
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE participants_participant")
            cursor.execute("ANALYZE employers_placement")
        refresh_everywhere(TODAY)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def directorate(nation: list[Person], db: None) -> Actor:
    """A leader who asks about the whole nation."""
    return make_actor(Agency.objects.create(kind="directorate", number="1", name="Direktoratet"), Role.LEADER)


@pytest.mark.parametrize(("axis", "day_of"), [(Axis.CALENDAR, by_calendar), (Axis.SINCE, since_settlement)])
def test_every_month_of_ten_years_is_true(nation: list[Person], directorate: Actor, axis, day_of):
    (series,) = employment(directorate, NOW, axis)
    assert equal_months(series, nation, day_of, every=EVERY) >= YEARS * 12 // EVERY


@pytest.mark.parametrize("split", ["sex", "education"])
def test_every_group_is_true(nation: list[Person], directorate: Actor, split):
    groups = employment(directorate, Question(TODAY, TODAY, split=split), Axis.CALENDAR)
    assert len(groups) == len({getattr(person, split) for person in nation})
    for series in groups:
        mine = [person for person in nation if getattr(person, split) == series.group]
        assert equal_months(series, mine, by_calendar, every=4 * EVERY) >= YEARS * 12 // (4 * EVERY)


def test_the_curve_its_limits_and_who_stays_in_work_are_true(nation: list[Person], directorate: Actor):
    (group,) = lasting(directorate, NOW)
    assert equal_curve(group, nation) > 30
    equal_stays(group, nation)
