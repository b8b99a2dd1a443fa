"""A nation of 100,000 with a known truth: every figure against a count one by one, curves against SciPy's."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from agencies.access import Actor
from agencies.models import Agency, Role
from config.embedded.roles import APP_ROLE, OWNER_ROLE
from integration.operations.outcomes.after_programme import after_programme
from integration.operations.outcomes.employment import Axis, employment
from integration.operations.outcomes.lasting import lasting
from integration.operations.outcomes.loads import loads_on
from integration.operations.outcomes.programme_figures import end_reasons, main_activities, programme_figures
from integration.operations.outcomes.qualification import qualification_figures, sectors
from integration.operations.outcomes.questions import SPLITS, Question
from integration.operations.outcomes.refreshing import refresh_everywhere
from integration.operations.outcomes.traits import refresh_traits_everywhere
from integration.outcomes.months import month_index
from tests.integration.outcomes.population import Person, invent_all, write
from tests.integration.outcomes.truth import (
    TODAY,
    by_calendar,
    equal_curve,
    equal_groups,
    equal_months,
    equal_stays,
    grouped_truth,
    since_settlement,
)
from tests.integration.outcomes.truth_of_programmes import (
    after_counts,
    ended_by,
    equal_categories,
    equal_pairs,
    programme_pairs,
    qualification_pairs,
    sector_counts,
)
from tests.integration.outcomes.writing import FILLED
from tests.reclaiming import taken_back
from tests.world import make_actor, make_municipality

pytestmark = [pytest.mark.exhaustive, pytest.mark.xdist_group("nation")]
PEOPLE, TOWNS, YEARS = 100_000, 10, 10
NOW = Question(until=TODAY, known_on=TODAY)
# The truth is counted in plain Python, so it is asked for every so many months.
EVERY = 12


def count_tables() -> None:
    """Let the planner know how large the tables are; what it remembers of empty ones reads all rows for each key."""
    with connection.cursor() as cursor:
        for model in FILLED:
            cursor.execute(f"ANALYZE {model._meta.db_table}")


@contextmanager
def without_history() -> Iterator[None]:
    """Nobody's change is recorded while the tables are filled."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {OWNER_ROLE}")
        for model in FILLED:
            cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
        yield
        for model in FILLED:
            cursor.execute(f"ALTER TABLE {model._meta.db_table} ENABLE TRIGGER USER")
        count_tables()
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")


@pytest.fixture(scope="module")
def nation(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Person]]:
    """The people, written once for the module and taken back at its end."""
    with django_db_blocker.unblock(), taken_back():
        made = invent_all(PEOPLE, seed=2026, today=TODAY, years=YEARS)
        towns = [make_municipality(f"By {number}") for number in range(TOWNS)]
        with without_history():
            # Protected people, who are in no figure: so that the tables are not empty when they are counted.
            write(make_municipality("Skjult"), [replace(one, protected=True) for one in made[:200]])
            count_tables()
            for number, town in enumerate(towns):
                for person in made[number::TOWNS]:
                    person.town = number
                write(town, made[number::TOWNS])
        refresh_everywhere(TODAY)
        refresh_traits_everywhere(TODAY)
        yield made


@pytest.fixture
def directorate(nation: list[Person], db: None) -> Actor:
    """A leader who asks about the whole nation."""
    return make_actor(Agency.objects.create(kind="directorate", number="1", name="Direktoratet"), Role.LEADER)


@pytest.mark.parametrize(("axis", "day_of"), [(Axis.CALENDAR, by_calendar), (Axis.SINCE, since_settlement)])
def test_every_month_of_ten_years_is_true(nation: list[Person], directorate: Actor, axis, day_of):
    (series,) = employment(directorate, NOW, axis)
    assert equal_months(series, nation, day_of, every=EVERY) >= YEARS * 12 // EVERY


@pytest.mark.parametrize(
    ("axis", "day_of", "months"),
    [
        (Axis.CALENDAR, by_calendar, [month_index(dt.date(year, 10, 31)) for year in (2018, 2022, 2026)]),
        (Axis.SINCE, since_settlement, [0, 13, 40]),
    ],
)
def test_every_group_of_every_split_is_true(nation: list[Person], directorate: Actor, axis, day_of, months):
    towns = {str(pk): name.removeprefix("By ") for pk, name in Agency.objects.values_list("pk", "name")}
    truths = {month: grouped_truth(nation, day_of, month) for month in months}
    for split in SPLITS:
        groups = employment(directorate, Question(TODAY, TODAY, split=split), axis)
        named = [type(one)(towns.get(one.group, one.group), one.months) for one in groups]
        for month, truth in truths.items():
            large = sum(min(count["in_work"], count["full_time"]) > 100 for count in truth[split].values())
            assert equal_groups(named, truth[split], month) >= 0.8 * large, (split, month)


def test_the_curve_its_limits_and_who_stays_in_work_are_true(nation: list[Person], directorate: Actor):
    (group,) = lasting(directorate, NOW)
    assert equal_curve(group, nation) > 30
    equal_stays(group, nation)


def test_what_became_of_programmes_is_true(nation: list[Person], directorate: Actor):
    assert equal_pairs(programme_figures(directorate, NOW), programme_pairs(nation)) >= 45
    reasons = ended_by(nation, lambda programme: programme.end_reason)
    assert equal_categories(end_reasons(directorate, NOW), reasons) >= 50
    activities = ended_by(nation, lambda programme: programme.main_activity)
    assert equal_categories(main_activities(directorate, NOW), activities) >= 70


def test_what_came_after_programmes_is_true(nation: list[Person], directorate: Actor):
    truth = after_counts(nation)
    rows = {row.year: row for row in after_programme(directorate, NOW)}
    assert rows.keys() == truth.keys()
    compared = 0
    for year, count in truth.items():
        row = rows[year]
        assert row.is_due == (dt.date(year + 1, 11, 16) <= TODAY)
        for name, number in count.items():
            shown = getattr(row, name)
            assert shown in (None, number), (year, name)
            compared += shown is not None
    assert compared >= 50


def test_qualification_is_true(nation: list[Person], directorate: Actor):
    assert equal_pairs(qualification_figures(directorate, NOW), qualification_pairs(nation)) >= 55
    assert equal_categories(sectors(directorate, NOW), sector_counts(nation)) >= 55


def test_the_load_of_every_adviser_is_true(nation: list[Person], directorate: Actor):
    truth: Counter = Counter()
    for person in nation:
        is_here = person.moved_on is None or person.moved_on >= TODAY
        is_here &= all(day is None or day > TODAY for day in (person.left_norway_on, person.died_on))
        if is_here and not person.is_hidden and any(one.is_running_on(TODAY) for one in person.programmes):
            truth[None if person.adviser is None else (person.town, person.adviser)] += 1
    loads = loads_on(directorate, TODAY)
    assert sorted(load.people for load in loads if load.user_id) == sorted(
        people for adviser, people in truth.items() if adviser
    )
    assert sum(load.people for load in loads if load.user_id is None) == truth[None]
