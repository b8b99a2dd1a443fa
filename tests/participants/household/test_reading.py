"""What the law's rules read of a household."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.access import Actor, acting_as
from agencies.models import Agency, Role
from participants.household import (
    changes_between,
    children_under,
    has_child_under,
    household_on,
    households_on,
    is_sole_carer,
    partner_of,
)
from participants.models import Participant
from participants.operations.household import Living, change_living, end_tie
from tests.participants.household.families import SETTLED, add_child, marry
from tests.world import make_actor, make_person

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 26)


@pytest.fixture
def officer(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.ENROLMENT_OFFICER)


def test_a_person_without_a_family_has_an_empty_household(municipality: Agency, officer: Actor) -> None:
    person = make_person(municipality)
    with acting_as(officer):
        found = household_on(person, DAY)
        assert (found.members, found.partner, found.supports_children) == ((), None, False)
        assert (partner_of(person, DAY), is_sole_carer(person, DAY), found.lives_with_parents) == (None, False, False)


@pytest.mark.parametrize(("days_after_birthday", "is_child"), [(-1, True), (0, False), (1, False)])
def test_a_child_is_under_age_until_the_day_before_the_birthday(
    municipality: Agency, officer: Actor, days_after_birthday: int, is_child: bool
) -> None:
    person = make_person(municipality)
    add_child(officer, person, dt.date(2008, 5, 4))
    day = dt.date(2026, 5, 4) + dt.timedelta(days=days_after_birthday)
    with acting_as(officer):
        assert bool(children_under(person, 18, day)) is is_child
        found = Participant.objects.filter(has_child_under(18, day))
        assert list(found) == ([person] if is_child else [])


def test_a_child_born_on_29_february_is_under_18_through_28_february(municipality: Agency, officer: Actor) -> None:
    person = make_person(municipality)
    add_child(officer, person, dt.date(2008, 2, 29))
    with acting_as(officer):
        days = [dt.date(2026, 2, 27), dt.date(2026, 2, 28), dt.date(2026, 3, 1)]
        answers = [bool(children_under(person, 18, day)) for day in days]
        sets = [Participant.objects.filter(has_child_under(18, day)).exists() for day in days]
        assert answers == sets
        assert answers == [True, True, False]


def test_a_child_is_no_child_before_it_is_born(municipality: Agency, officer: Actor) -> None:
    person = make_person(municipality)
    add_child(officer, person, dt.date(2026, 6, 1))
    with acting_as(officer):
        assert not children_under(person, 18, dt.date(2026, 5, 31))
        assert children_under(person, 18, dt.date(2026, 6, 1))


def test_partners_are_partners_on_both_cases_to_the_last_day(municipality: Agency, officer: Actor) -> None:
    anna, bohdan = make_person(municipality), make_person(municipality, sex="man")
    member = marry(officer, anna, bohdan)
    end_tie(officer, member.pk, last_day=dt.date(2026, 11, 10), reason="divorce")
    with acting_as(officer):
        for one, other in ((anna, bohdan), (bohdan, anna)):
            assert partner_of(one, SETTLED - dt.timedelta(days=1)) is None
            found = partner_of(one, dt.date(2026, 11, 10))
            assert found
            assert (found.participant_id, found.name) == (other.pk, other.full_name)
            assert partner_of(one, dt.date(2026, 11, 11)) is None


@pytest.mark.parametrize(
    ("custody", "lives_here", "is_alone", "supports"),
    [
        ("alone", True, True, True),
        ("together", True, False, True),
        ("shared", True, False, True),
        ("shared", False, False, True),
        ("other_parent", False, False, False),
        ("others", False, False, False),
        ("", True, False, True),
    ],
)
def test_who_is_a_sole_carer_and_who_supports_children(
    municipality: Agency, officer: Actor, custody: str, lives_here: bool, is_alone: bool, supports: bool
) -> None:
    person = make_person(municipality)
    add_child(officer, person, dt.date(2019, 5, 4), custody=custody, lives_here=lives_here)
    with acting_as(officer):
        found = household_on(person, DAY)
        assert (found.is_sole_carer, found.supports_children) == (is_alone, supports)


def test_the_days_on_which_a_household_changes(municipality: Agency, officer: Actor) -> None:
    person = make_person(municipality)
    child = add_child(officer, person, dt.date(2008, 12, 24), first_day=SETTLED, custody="alone")
    moved_out = Living(first_day=dt.date(2026, 11, 15), lives_here=False, custody="other_parent")
    change_living(officer, child.pk, living=moved_out)
    with acting_as(officer):
        days = changes_between(person, SETTLED, dt.date(2026, 12, 31))
        assert days == [SETTLED, dt.date(2026, 11, 15), dt.date(2026, 12, 24)]
        assert is_sole_carer(person, dt.date(2026, 11, 14))
        assert not is_sole_carer(person, dt.date(2026, 11, 15))


@pytest.fixture
def town_of(municipality: Agency, officer: Actor) -> Callable[[int], list[Participant]]:
    def make(count: int) -> list[Participant]:
        people = [make_person(municipality) for _ in range(count)]
        for person in people:
            add_child(officer, person, dt.date(2019, 5, 4))
        return people

    return make


def test_many_households_cost_one_query(officer: Actor, town_of: Callable[[int], list[Participant]]) -> None:
    counts = []
    for size in (1, 12):
        people = town_of(size)
        with (
            acting_as(officer),
            CaptureQueriesContext(
                connection,
            ) as queries,
        ):
            found = households_on([person.pk for person in people], DAY)
            assert all(found[person.pk].children for person in people)
        counts.append(len([query for query in queries if "familyperiod" in query["sql"]]))
    assert counts == [1, 1]
