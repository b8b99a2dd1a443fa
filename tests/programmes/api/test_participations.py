"""Programmes and the programme clock at the API."""

import pytest

from agencies.models import Agency, Role
from programmes.law.case_json import clock_document
from tests.agencies.api.calling import Api, api_for
from tests.agencies.api.cases import make_full_case
from tests.agencies.api.test_problems import assert_problem
from tests.world import make_nav_office, make_person

pytestmark = pytest.mark.django_db
PROGRAMMES = "/api/v1/participations/"
CLOCK = "/api/v1/programme-clock/"
FOR_NAV = {
    "id", "version", "participant_id", "municipality_id", "state", "offer_date", "protection", "education", "goal",
    "first_day", "months", "extension_months", "decided_last_day", "rule_set", "base_last_day", "last_day", "days_left",
    "counted_working_days", "awarded_on", "plan_made_on", "ended_on",
}  # fmt: skip
DECISIONS = {"reason", "limit_reason", "limits_passed", "end_reason", "main_activity"}
AWARD = {
    "offer_date": "2026-10-05", "protection": "collective", "education": "below", "goal": "work",
    "first_day": "2026-10-12", "months": 6, "awarded_on": "2026-10-06",
}  # fmt: skip


@pytest.fixture
def adviser(municipality: Agency) -> Api:
    return api_for(municipality, Role.PROGRAMME_ADVISER)


def test_each_role_sees_its_fields_alone(municipality: Agency, adviser: Api):
    case = make_full_case(municipality)
    nav = api_for(make_nav_office(municipality), Role.NAV_ADVISER)
    assert set(adviser.get(case.paths["participations"]).json()) == FOR_NAV | DECISIONS | {"steps"}
    assert set(adviser.get(PROGRAMMES).json()["results"][0]) == FOR_NAV | DECISIONS
    assert set(nav.get(case.paths["participations"]).json()) == FOR_NAV | {"steps"}
    assert set(nav.get(PROGRAMMES).json()["results"][0]) == FOR_NAV
    assert_problem(nav.get(f"{PROGRAMMES}?end_reason=permit_lost"), 400, "invalid_parameter")


def test_a_programme_is_awarded_and_says_why_it_ends_when_it_does(municipality: Agency, adviser: Api):
    person = make_person(municipality)
    response = adviser.post(PROGRAMMES, AWARD | {"participant_id": person.pk})
    assert response.status_code == 201, response.content
    body = response.json()
    assert (body["last_day"], body["state"]) == ("2027-04-11", "running")
    assert body["steps"][-1]["date"] == body["last_day"]
    assert all("§" in step["paragraph"] or "kapittel" in step["paragraph"] for step in body["steps"])
    assert adviser.get(f"{PROGRAMMES}{body['id']}/").json() == body


def test_a_second_programme_in_the_same_time_is_refused(municipality: Agency, adviser: Api):
    person = make_person(municipality)
    adviser.post(PROGRAMMES, AWARD | {"participant_id": person.pk})
    body = assert_problem(adviser.post(PROGRAMMES, AWARD | {"participant_id": person.pk}), 422, "rule_refused")
    assert body["errors"][0]["code"] == "programme_overlaps"


def test_an_enrolment_officer_and_nav_award_nothing(municipality: Agency):
    person = make_person(municipality)
    for api in (
        api_for(municipality, Role.ENROLMENT_OFFICER),
        api_for(make_nav_office(municipality), Role.NAV_ADVISER),
    ):
        assert_problem(api.post(PROGRAMMES, AWARD | {"participant_id": person.pk}), 403, "not_permitted")


def test_a_programme_is_ended_and_its_plan_is_made_where_plans_are(municipality: Agency, adviser: Api):
    path = make_full_case(municipality).paths["participations"]
    read = adviser.get(path)
    assert adviser.post(f"{path}plan/", {"made_on": "2026-10-07"}).status_code == 404
    end = {"ended_on": "2026-11-01", "end_reason": "goal_reached", "main_activity": "full_time_work"}
    ended = adviser.post(f"{path}end/", end, If_Match=read.headers["ETag"])
    assert (ended.status_code, ended.json()["state"], ended.json()["ended_on"]) == (200, "ended", "2026-11-01")
    assert_problem(adviser.post(f"{path}end/", end, If_Match=read.headers["ETag"]), 412, "stale_version")


def test_programmes_are_filtered_by_the_state_that_they_show(municipality: Agency, adviser: Api):
    make_full_case(municipality)
    for state in ("not_started", "running", "time_out", "ended"):
        found = adviser.get(f"{PROGRAMMES}?state={state}").json()["results"]
        assert [row["state"] for row in found] == ([state] if state == "running" else [])


def test_the_steps_come_in_the_language_of_the_request_and_the_etag_knows(municipality: Agency, adviser: Api):
    path = make_full_case(municipality).paths["participations"]
    norwegian, english = adviser.get(path, Accept_Language="nb"), adviser.get(path, Accept_Language="en")
    assert norwegian.json()["steps"] != english.json()["steps"]
    assert norwegian.headers["ETag"] != english.headers["ETag"]


def test_the_clock_answers_as_the_command_does_and_stores_nothing(adviser: Api):
    case = {
        "id": "a", "offer_date": "2026-10-05", "protection": "ordinary", "education": "below", "goal": "work",
        "first_day": "2026-10-12", "months": 12, "absences": [
            {"kind": "parental", "first_day": "2027-01-04", "last_day": "2027-06-30"},
        ],
    }  # fmt: skip
    response = adviser.post(CLOCK, case, key=None)
    assert response.status_code == 200
    assert response.json() == clock_document(case)
    assert adviser.get(PROGRAMMES).json()["results"] == []


def test_what_is_no_case_is_pointed_at(adviser: Api):
    body = assert_problem(adviser.post(CLOCK, {"protection": "none"}, key=None), 400, "invalid")
    assert body["errors"][0]["pointer"] == "#/protection"


def test_the_clock_is_for_staff():
    assert_problem(Api().post(CLOCK, {}, key=None), 401, "not_authenticated")
