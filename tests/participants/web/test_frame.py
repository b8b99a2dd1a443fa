"""The top bar asks the database where it is shown, and a fragment of a page without it does not."""

from typing import Any

import pytest
from django.test import RequestFactory

from agencies.access import acting_as
from agencies.models import Agency, Role
from participants.web.frame import places_of
from tests.agencies.api.cases import make_full_case
from tests.world import make_actor, make_municipality

pytestmark = pytest.mark.django_db


def _labels(agency: Agency, role: Role) -> list[str]:
    request: Any = RequestFactory().get("/")
    request.actor = make_actor(agency, role)
    with acting_as(request.actor):
        return [str(item["label"]) for item in places_of(request)["nav_items"]]


def test_nothing_is_asked_before_the_top_bar_is_written(municipality: Agency, django_assert_num_queries: Any) -> None:
    request: Any = RequestFactory().get("/")
    request.actor = make_actor(municipality, Role.TEAM_LEADER)
    with acting_as(request.actor):
        with django_assert_num_queries(0):
            places = places_of(request)
        with django_assert_num_queries(1):
            labels = [str(item["label"]) for item in places["nav_items"]]
            assert list(places["own_items"]) == []
    assert "Teamet" in labels
    assert "Flytting" not in labels


def test_a_place_stands_there_for_those_who_have_something_in_it(municipality: Agency) -> None:
    make_full_case(municipality)
    assert "Flytting" in _labels(municipality, Role.TEAM_LEADER)
    assert "Flytting" not in _labels(make_municipality("Voss"), Role.TEAM_LEADER)
