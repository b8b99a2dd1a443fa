"""Deadlines and flags at the API."""

import pytest

from agencies.models import Agency, Role
from tests.agencies.api.calling import Api, api_for
from tests.agencies.api.cases import FullCase, make_full_case
from tests.agencies.api.test_problems import assert_problem
from tests.world import make_nav_office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_november")]
FLAG = {
    "id", "version", "deadline_id", "participant_id", "municipality_id", "kind", "due_on", "threshold", "raised_on",
    "state", "taken_by_id", "taken_by_name", "taken_at", "escalated_at", "closed_at",
}  # fmt: skip
DEADLINE = {
    "id", "version", "participant_id", "municipality_id", "kind", "subject_id", "due_on", "paragraph",
    "responsible_agency_id", "met_on", "closed_on", "is_open",
}  # fmt: skip


@pytest.fixture
def case(municipality: Agency) -> FullCase:
    return make_full_case(municipality)


@pytest.fixture
def adviser(case: FullCase) -> Api:
    return api_for(case.municipality, Role.PROGRAMME_ADVISER)


@pytest.fixture
def nav(case: FullCase) -> Api:
    return api_for(make_nav_office(case.municipality), Role.NAV_ADVISER)


def test_nav_does_not_read_what_the_municipality_wrote_about_a_flag(case: FullCase, adviser: Api, nav: Api):
    assert set(adviser.get(case.paths["flags"]).json()) == FLAG | {"reason"}
    assert set(nav.get(case.paths["flags"]).json()) == FLAG
    assert set(nav.get(case.paths["deadlines"]).json()) == DEADLINE


def test_a_flag_is_taken_followed_up_and_then_closed_for_good(case: FullCase, adviser: Api):
    path = case.paths["flags"]
    taken = adviser.post(f"{path}take/", If_Match=adviser.get(path).headers["ETag"])
    assert (taken.json()["state"], taken.json()["taken_by_name"]) == ("taken", adviser.user.name)
    done = adviser.post(f"{path}act/", {"reason": "Ringte."}, If_Match=taken.headers["ETag"])
    assert (done.json()["state"], done.json()["reason"]) == ("acted_on", "Ringte.")
    again = adviser.post(f"{path}dismiss/", {"reason": "Nei."}, If_Match=done.headers["ETag"])
    assert assert_problem(again, 422, "rule_refused")["errors"][0]["code"] == "flag_closed"


def test_a_flag_is_not_dismissed_without_a_reason(case: FullCase, adviser: Api):
    path = case.paths["flags"]
    response = adviser.post(f"{path}dismiss/", {"reason": " "}, If_Match=adviser.get(path).headers["ETag"])
    assert assert_problem(response, 422, "rule_refused")["errors"][0]["pointer"] == "#/reason"


def test_deadlines_are_filtered_by_kind_day_and_openness(case: FullCase, adviser: Api):
    def kinds(query: str) -> list[str]:
        return [
            row["kind"]
            for row in adviser.get(f"/api/v1/deadlines/?participant_id={case.person.pk}&{query}").json()["results"]
        ]

    assert sorted(kinds("")) == sorted(kinds("open=true") + kinds("open=false"))
    assert kinds("open=false") == ["plan", "decision_draft", "programme_start"]
    assert kinds("kind=permit_expiry") == ["permit_expiry"]
    assert kinds("kind=permit_expiry&due_to=2027-08-31") == []
    assert kinds("kind=permit_expiry&due_from=2027-09-01") == ["permit_expiry"]


@pytest.mark.parametrize("query", ["open=ja", "due_from=01.09.2027", "participant_id=7"])
def test_a_filter_that_cannot_be_read_is_refused(adviser: Api, query: str):
    body = assert_problem(adviser.get(f"/api/v1/deadlines/?{query}"), 400, "invalid_parameter")
    assert body["errors"][0]["parameter"] == query.partition("=")[0]


def test_flags_are_filtered_by_state_and_openness(case: FullCase, adviser: Api):
    every = adviser.get("/api/v1/flags/?count=true").json()["count"]
    standing = adviser.get("/api/v1/flags/?open=true&count=true").json()["count"]
    opened = adviser.get("/api/v1/flags/?state=open&count=true").json()["count"]
    closed = adviser.get("/api/v1/flags/?open=false").json()["results"]
    assert opened == standing > 0
    assert every == standing + len(closed)
    assert {row["state"] for row in closed} <= {"acted_on", "dismissed", "superseded", "lapsed"}
