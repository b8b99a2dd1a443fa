"""Employers and placements at the API: the work of a NAV adviser."""

import pytest

from agencies.models import Agency, Role
from tests.agencies.api.calling import Api, api_for
from tests.agencies.api.cases import make_full_case
from tests.agencies.api.test_problems import assert_problem
from tests.world import make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db
EMPLOYERS, PLACEMENTS = "/api/v1/employers/", "/api/v1/placements/"
CAFE = {"organisation_number": "312 345 676", "name": "Kaffebrenneriet", "municipality_number": "4601"}
JOB = {"occupation_code": "5131", "form": "permanent", "percent": "60", "first_day": "2026-11-02"}
PLACEMENT = {
    "id", "version", "participant_id", "municipality_id", "employer_id", "employer_name", "organisation_number",
    "occupation_code", "occupation_name", "form", "percent", "first_day", "last_day", "logged_by_id", "logged_for_id",
    "created_at",
    "hours_per_week", "how_found", "family_tie", "end_reason", "did_not_last", "measure_id",
}  # fmt: skip


@pytest.fixture
def nav(municipality: Agency) -> Api:
    return api_for(make_nav_office(municipality), Role.NAV_ADVISER)


def test_an_employer_is_registered_once_and_found_by_name_and_number(nav: Api):
    first, second = nav.post(EMPLOYERS, CAFE), nav.post(EMPLOYERS, CAFE)
    assert (first.status_code, first.json()["id"]) == (201, second.json()["id"])
    for words in ("kaffebren", "312345676", "312 345"):
        found = nav.get(f"{EMPLOYERS}?search={words}").json()["results"]
        assert [row["organisation_number"] for row in found] == ["312345676"]


def test_a_wrong_organisation_number_is_refused_at_its_member(nav: Api):
    body = assert_problem(nav.post(EMPLOYERS, CAFE | {"organisation_number": "312345678"}), 422, "rule_refused")
    assert body["errors"][0]["pointer"] == "#/organisation_number"


def test_nav_logs_a_job_that_the_municipality_sees_at_once(municipality: Agency, nav: Api):
    person = make_person(municipality)
    employer = nav.post(EMPLOYERS, CAFE).json()["id"]
    response = nav.post(PLACEMENTS, JOB | {"participant_id": person.pk, "employer_id": employer})
    assert response.status_code == 201, response.content
    assert set(response.json()) == PLACEMENT
    adviser = api_for(municipality, Role.PROGRAMME_ADVISER)
    seen = adviser.get(f"{PLACEMENTS}?participant_id={person.pk}&current=true").json()["results"]
    assert [(row["employer_name"], row["percent"]) for row in seen] == [("Kaffebrenneriet", "60.00")]


def test_an_unknown_occupation_and_share_are_refused_at_their_members(municipality: Agency, nav: Api):
    employer = nav.post(EMPLOYERS, CAFE).json()["id"]
    body = JOB | {"participant_id": make_person(municipality).pk, "employer_id": employer}
    errors = assert_problem(
        nav.post(PLACEMENTS, body | {"occupation_code": "abcd", "percent": "0"}), 422, "rule_refused"
    )
    assert {error["pointer"] for error in errors["errors"]} == {"#/occupation_code", "#/percent"}


def test_no_job_is_logged_for_a_stranger(nav: Api):
    employer = nav.post(EMPLOYERS, CAFE).json()["id"]
    stranger = make_person(make_municipality("Voss"))
    body = JOB | {"participant_id": stranger.pk, "employer_id": employer}
    assert_problem(nav.post(PLACEMENTS, body), 404, "not_found")


def test_a_job_is_ended_by_whoever_has_read_it(municipality: Agency, nav: Api):
    path = make_full_case(municipality).paths["placements"]
    etag = nav.get(path).headers["ETag"]
    early = nav.post(f"{path}end/", {"last_day": "2026-11-01"}, If_Match=etag)
    assert assert_problem(early, 422, "rule_refused")["errors"][0]["pointer"] == "#/last_day"
    ended = nav.post(f"{path}end/", {"last_day": "2026-11-20"}, If_Match=etag)
    assert (ended.status_code, ended.json()["last_day"]) == (200, "2026-11-20")
    assert_problem(nav.post(f"{path}end/", {"last_day": "2026-11-21"}, If_Match=etag), 412, "stale_version")


def test_an_enrolment_officer_logs_no_job(municipality: Agency):
    person = make_person(municipality)
    api = api_for(municipality, Role.ENROLMENT_OFFICER)
    assert_problem(api.post(PLACEMENTS, JOB | {"participant_id": person.pk}), 403, "not_permitted")
