"""The figures at the API: the same counts, the same silence."""

import pytest

from agencies.models import Role
from tests.agencies.api.calling import api_for
from tests.integration.outcomes.test_pages import town_of

pytestmark = pytest.mark.django_db
EMPLOYMENT = "/api/v1/outcomes/employment/"


def test_the_share_in_work_is_that_of_the_page():
    answer = api_for(town_of(12, 14, 6), Role.LEADER).get(EMPLOYMENT).json()
    (series,) = answer["series"]
    last = series["months"][-1]
    assert (last["people"], last["in_work"], last["full_time"], last["part_time"]) == (26, 12, 12, 0)
    assert answer["refreshed_at"]


def test_small_counts_are_null_also_by_subtraction():
    api = api_for(town_of(12, 14, 2), Role.LEADER)
    assert api.get(EMPLOYMENT).json()["series"][0]["months"][-1]["people"] is None


@pytest.mark.parametrize(
    "query", ["split=religion", "axis=x", "ages=5-9", "until=yesterday", "known_on=1", "unknown=1"]
)
def test_a_parameter_that_cannot_be_read_is_refused(query: str):
    assert api_for(town_of(5, 5, 5), Role.LEADER).get(f"{EMPLOYMENT}?{query}").status_code == 400


def test_who_may_not_see_figures_is_refused():
    assert api_for(town_of(5, 5, 5), Role.PROGRAMME_ADVISER).get(EMPLOYMENT).status_code == 403


def test_curves_and_years_are_served_with_the_same_silence():
    api = api_for(town_of(12, 14, 6), Role.LEADER)
    (group,) = api.get("/api/v1/outcomes/lasting/").json()["groups"]
    assert group["people"] == 26
    assert group["points"][-1]["events"] == 12
    assert api.get("/api/v1/outcomes/lasting/?split=sex&sex=woman").json()["groups"][0]["people"] == 12
    assert api.get("/api/v1/outcomes/after-programme/").json()["years"] == []
