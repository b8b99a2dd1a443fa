"""Errors: one shape for whatever goes wrong under /api/."""

import pytest
from django.test import Client

from agencies.api.problem_kinds import KINDS
from agencies.models import Agency, Role
from tests.agencies.api.calling import PROBLEM, Api, api_for
from tests.world import make_person

pytestmark = pytest.mark.django_db
PEOPLE = "/api/v1/participants/"


def assert_problem(response, status: int, code: str) -> dict:
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == PROBLEM
    body = response.json()
    assert body["status"] == status
    assert body["code"] == code
    assert body["type"] == f"/api/problems/{code.replace('_', '-')}/"
    assert body["title"]
    assert body["detail"]
    assert body["instance"].endswith(response.headers["X-Request-ID"])
    return body


def test_an_unknown_address_under_api_is_a_problem_and_no_page():
    for path in ("/api/", "/api/v2/x/", "/api/v1/participants", "/api/v1/participants/not-an-id/"):
        assert_problem(Api().get(path), 404, "not_found")
    assert_problem(Api().post("/api/v1/nothing/", {}), 404, "not_found")


def test_an_unknown_page_is_still_a_page():
    response = Client().get("/finnes-ikke/")
    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/html")


def test_without_a_token_the_challenge_is_bearer():
    response = Api().get(PEOPLE)
    assert_problem(response, 401, "not_authenticated")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_bad_token_is_refused_and_never_ignored():
    api = Api()
    api.headers["Authorization"] = "Bearer nonsense"
    assert_problem(api.get(PEOPLE), 401, "not_authenticated")


def test_a_role_without_the_act_is_refused_before_the_body_is_read(municipality: Agency):
    api = api_for(municipality, Role.ADMINISTRATOR)
    assert_problem(api.post(PEOPLE, "{"), 403, "not_permitted")


def test_broken_json_wrong_media_type_and_wrong_method_are_problems(municipality: Agency):
    api = api_for(municipality, Role.PROGRAMME_ADVISER)
    assert_problem(api.post(PEOPLE, "{"), 400, "bad_request")
    assert_problem(api.delete(PEOPLE), 405, "method_not_allowed")
    assert_problem(api.get(PEOPLE, Accept="text/html"), 406, "not_acceptable")
    response = api.client.post(PEOPLE, "x", content_type="text/csv", headers=api.headers | {"Idempotency-Key": "a-key"})
    assert_problem(response, 415, "unsupported_media_type")


def test_a_body_nested_too_deeply_is_a_bad_request(municipality: Agency):
    deep = "[" * 100_000 + "]" * 100_000
    answer = api_for(municipality, Role.PROGRAMME_ADVISER).post("/api/v1/participants/search/", deep, key=None)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_every_faulty_member_is_pointed_at(municipality: Agency):
    api = api_for(municipality, Role.PROGRAMME_ADVISER)
    body = assert_problem(api.post(PEOPLE, {"birth_date": "i går", "sekx": "woman"}), 400, "invalid")
    assert {error["pointer"]: error["code"] for error in body["errors"]} == {
        "#/birth_date": "invalid",
        "#/sekx": "unknown_field",
    }


def test_a_body_that_is_no_object_is_refused(municipality: Agency):
    api = api_for(municipality, Role.PROGRAMME_ADVISER)
    body = assert_problem(api.post(PEOPLE, [1]), 400, "invalid")
    assert body["errors"][0]["pointer"] == "#"


def test_a_rule_says_the_field_the_code_and_the_paragraph(municipality: Agency):
    person = make_person(municipality)
    api = api_for(municipality, Role.PROGRAMME_ADVISER)
    award = {
        "participant_id": person.pk, "offer_date": "2026-10-05", "protection": "collective", "education": "below",
        "goal": "work", "first_day": "2026-10-12", "months": 47, "awarded_on": "2026-10-06",
    }  # fmt: skip
    body = assert_problem(api.post("/api/v1/participations/", award), 422, "rule_refused")
    error = body["errors"][0]
    assert error["pointer"] == "#/months"
    assert error["code"] == "duration_above_maximum"
    assert "§" in error["paragraph"]


def test_a_refusal_about_a_row_points_at_the_member_with_its_id(municipality: Agency):
    person = make_person(municipality)
    api = api_for(municipality, Role.PROGRAMME_ADVISER)
    body = {"user_id": person.pk, "kind": "adviser", "first_day": "2026-10-12"}
    errors = assert_problem(api.post(f"{PEOPLE}{person.pk}/assignments/", body), 422, "rule_refused")["errors"]
    assert errors[0]["pointer"] == "#/user_id"


UNUSABLE = [
    "nonsense=1", "format=xml", "page_size=0", "page_size=501", "page_size=x", "cursor=abc", "count=yes",
    "ordering=phone", "intake=banana", "intake=",
]  # fmt: skip


@pytest.mark.parametrize("parameter", UNUSABLE)
def test_a_parameter_that_cannot_be_used_is_named(municipality: Agency, parameter: str):
    response = api_for(municipality, Role.PROGRAMME_ADVISER).get(f"{PEOPLE}?{parameter}")
    body = assert_problem(response, 400, "invalid_parameter")
    assert [error["parameter"] for error in body["errors"]] == [parameter.partition("=")[0]]


def test_a_repeated_parameter_is_refused(municipality: Agency):
    response = api_for(municipality, Role.PROGRAMME_ADVISER).get(f"{PEOPLE}?page_size=1&page_size=2")
    assert assert_problem(response, 400, "invalid_parameter")["errors"][0]["code"] == "repeated_parameter"


def test_a_constraint_of_the_database_says_its_own_message(municipality: Agency, monkeypatch):
    from participants.api import participants
    from participants.models import IdentityNumber

    def twice(actor, municipality_id, enrolment, **_named):
        person = make_person(municipality)
        for _time in range(2):
            IdentityNumber.objects.create(
                participant=person, municipality=municipality, kind="duf", value="209900000000",
                valid_from=person.birth_date,
            )  # fmt: skip

    monkeypatch.setattr(participants, "enrol_by_hand", _in_a_savepoint(twice))
    response = api_for(municipality, Role.PROGRAMME_ADVISER).post(PEOPLE, {"birth_date": "1990-01-01"})
    body = assert_problem(response, 409, "conflict")
    assert body["errors"][0]["code"] == "identity_number_once_in_municipality"
    assert "allerede registrert" in body["detail"]


def test_what_row_level_security_refuses_is_not_found(municipality: Agency, monkeypatch):
    from participants.api import participants
    from participants.models import Participant
    from tests.world import make_municipality

    other = make_municipality()

    def elsewhere(actor, municipality_id, enrolment, **_named):
        Participant.objects.create(municipality=other, given_name="A", birth_date="1990-01-01")

    monkeypatch.setattr(participants, "enrol_by_hand", _in_a_savepoint(elsewhere))
    response = api_for(municipality, Role.PROGRAMME_ADVISER).post(PEOPLE, {"birth_date": "1990-01-01"})
    assert_problem(response, 404, "not_found")


def test_a_crash_is_a_problem_too_and_takes_everything_back(municipality: Agency, monkeypatch):
    from participants.api import participants

    def crash(actor, municipality_id, enrolment, **_named):
        make_person(municipality)
        raise ZeroDivisionError

    monkeypatch.setattr(participants, "enrol_by_hand", crash)
    api = api_for(municipality, Role.PROGRAMME_ADVISER)
    api.client.raise_request_exception = False
    assert_problem(api.post(PEOPLE, {"birth_date": "1990-01-01"}), 500, "server_error")
    assert api.get(f"{PEOPLE}?count=true").json()["count"] == 0


def test_every_kind_of_problem_has_an_address_that_explains_it():
    for kind in KINDS.values():
        response = Client().get(kind.type)
        assert response.headers["Location"] == f"/api/docs/#problem-{kind.code.replace('_', '-')}"


def test_the_language_of_the_request_is_that_of_the_problem(municipality: Agency):
    body = Api().get(PEOPLE, Accept_Language="nb").json()
    assert body["title"] == "Du er ikke logget inn"


def _in_a_savepoint(function):
    from django.db import transaction

    def run(*args, **kwargs):
        with transaction.atomic():
            return function(*args, **kwargs)

    return run
