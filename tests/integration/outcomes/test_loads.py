"""How many cases advisers have: written down each night, and the same for a past day whatever happens later."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted
from agencies.models import Agency, Role
from integration.operations.outcomes.loads import loads_on
from integration.operations.outcomes.programme_figures import caseload
from integration.operations.outcomes.questions import Question
from integration.operations.outcomes.refreshing import refresh_outcomes
from integration.operations.outcomes.traits import refresh_traits
from participants.models import Participant
from tests.integration.outcomes.population import Person, Programme, write
from tests.integration.outcomes.test_pages import client_of
from tests.world import make_actor

pytestmark = pytest.mark.django_db
DAY, LATER = dt.date(2026, 10, 1), dt.date(2026, 10, 8)
SETTLED, BORN = dt.date(2026, 1, 10), dt.date(1990, 1, 1)


def _person(adviser: int | None, **facts: Any) -> Person:
    running = Programme(dt.date(2026, 2, 1))
    return Person(SETTLED, BORN, "man", "none", programmes=[running], adviser=adviser, **facts)


def _loads(town: Agency, day: dt.date) -> list[tuple[str, int]]:
    return [(load.name, load.people) for load in loads_on(make_actor(town, Role.TEAM_LEADER), day)]


def test_each_advisers_load_is_that_counted_by_hand_on_that_day(municipality: Agency):
    ended = Person(
        SETTLED, BORN, "man", "none", adviser=0,
        programmes=[Programme(dt.date(2026, 2, 1), ended_on=dt.date(2026, 9, 30), end_reason="goal_reached",
                              main_activity="other")],
    )  # fmt: skip
    hidden = [_person(0, protected=True), _person(0, shielded=True), _person(0, died_on=DAY), ended]
    moved_today = _person(1, moved_on=DAY)
    write(municipality, [*(_person(0) for _ in range(6)), *(_person(1) for _ in range(3)), moved_today, *hidden])
    write(municipality, [_person(None) for _ in range(5)])
    refresh_traits(municipality.pk, DAY)
    expected = [("", 5), ("Rådgiver 0", 6), ("Rådgiver 1", 4)]
    assert _loads(municipality, DAY) == expected
    with acting_as(system_actor(municipality.pk)):
        Participant.objects.update(moved_on=DAY, moved_to=municipality)
    refresh_traits(municipality.pk, LATER)
    assert _loads(municipality, LATER) == []
    assert _loads(municipality, DAY) == expected
    assert _loads(municipality, LATER - dt.timedelta(days=1)) == expected
    assert _loads(municipality, DAY - dt.timedelta(days=1)) == []
    load = caseload(make_actor(municipality, Role.TEAM_LEADER), Question(until=DAY, known_on=LATER))
    assert (load.advisers, load.people, load.without_adviser) == (2, 15, 5)
    # Of two advisers the most would tell that the other has four.
    assert (load.average, load.middle, load.most) == (5, None, None)


def test_a_night_that_is_run_twice_changes_nothing(municipality: Agency):
    write(municipality, [_person(0) for _ in range(6)])
    for _ in range(2):
        refresh_traits(municipality.pk, DAY)
    assert _loads(municipality, DAY) == [("Rådgiver 0", 6)]


def test_loads_are_for_leaders(municipality: Agency):
    with pytest.raises(NotPermitted):
        loads_on(make_actor(municipality, Role.PROGRAMME_ADVISER), DAY)


def test_a_team_leader_sees_the_load_of_each_adviser_and_a_leader_only_the_middle(municipality: Agency):
    today = timezone.localdate()
    write(municipality, [*(_person(0) for _ in range(6)), *(_person(None) for _ in range(5))])
    refresh_outcomes(municipality.pk, today)
    refresh_traits(municipality.pk, today)
    pages = {
        role: client_of(municipality, role).get("/resultater/programmet/").content.decode()
        for role in (Role.TEAM_LEADER, Role.LEADER)
    }
    assert "Saker hos hver rådgiver" in pages[Role.TEAM_LEADER]
    assert "Rådgiver 0" in pages[Role.TEAM_LEADER]
    assert "Rådgiver 0" not in pages[Role.LEADER]
    assert "Saker per rådgiver, median" in pages[Role.LEADER]
