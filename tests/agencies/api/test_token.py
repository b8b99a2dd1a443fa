"""Log-in at the API."""

import datetime as dt

import pytest
from django.utils import timezone

from agencies.models import Agency, ApiToken, Membership, Role
from agencies.operations.login import ACCOUNT_FAILURES
from tests.agencies.api.calling import Api, api_for
from tests.agencies.api.test_problems import assert_problem
from tests.world import LONG_AGO, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db
TOKEN = "/api/v1/token/"
PEOPLE = "/api/v1/participants/"


def _log_in(user, password="passord", **more):
    return Api().post(TOKEN, {"email": user.email, "password": password, **more}, key=None)


def _with(token: str) -> Api:
    api = Api()
    api.headers["Authorization"] = f"Bearer {token}"
    return api


def test_email_and_password_give_a_token_that_opens_the_api(municipality: Agency):
    make_person(municipality)
    response = _log_in(make_user(municipality, Role.PROGRAMME_ADVISER))
    assert response.status_code == 201, response.content
    body = response.json()
    assert (body["token_type"], body["agency_id"], body["roles"]) == (
        "Bearer", str(municipality.pk), ["programme_adviser"],
    )  # fmt: skip
    assert response.headers["Cache-Control"] == "no-store"
    assert len(_with(body["token"]).get(PEOPLE).json()["results"]) == 1


def test_the_secret_is_kept_as_a_hash_only(municipality: Agency):
    secret = _log_in(make_user(municipality, Role.PROGRAMME_ADVISER)).json()["token"]
    assert secret not in str(list(ApiToken.objects.values()))


def test_a_wrong_password_is_401_and_too_many_are_429(municipality: Agency):
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    for _time in range(ACCOUNT_FAILURES):
        assert_problem(_log_in(user, "feil"), 401, "not_authenticated")
    response = _log_in(user)
    assert_problem(response, 429, "too_many_requests")
    assert int(response.headers["Retry-After"]) > 60


def test_whoever_works_in_two_agencies_says_which(municipality: Agency):
    other = make_municipality("Voss")
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    Membership.objects.create(user=user, agency=other, role=Role.TEAM_LEADER, first_day=LONG_AGO)
    body = assert_problem(_log_in(user), 422, "choose_agency")
    assert {agency["id"] for agency in body["agencies"]} == {str(municipality.pk), str(other.pk)}
    assert _log_in(user, agency_id=str(other.pk)).json()["roles"] == ["team_leader"]
    assert_problem(_log_in(user, agency_id=str(make_municipality().pk)), 422, "choose_agency")


def test_a_revoked_and_an_expired_token_open_nothing(municipality: Agency):
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    api = _with(_log_in(user).json()["token"])
    assert api.delete(TOKEN).status_code == 204
    assert_problem(api.get(PEOPLE), 401, "not_authenticated")
    late = _with(_log_in(user).json()["token"])
    ApiToken.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert_problem(late.get(PEOPLE), 401, "not_authenticated")


def test_an_expired_token_does_not_stand_in_the_way_of_a_new_log_in(municipality: Agency):
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    response = _with("expired").post(TOKEN, {"email": user.email, "password": "passord"}, key=None)
    assert response.status_code == 201


def test_the_session_of_a_browser_reads_but_writes_only_with_the_csrf_token(municipality: Agency):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user(municipality, Role.PROGRAMME_ADVISER))
    assert browser.get(PEOPLE).status_code == 200
    body = {"family_name": "A", "birth_date": "1990-01-01"}
    response = browser.post(PEOPLE, body, content_type="application/json", headers={"Idempotency-Key": "k"})
    assert_problem(response, 403, "not_permitted")


def test_calls_are_limited_and_every_answer_says_what_is_left(municipality: Agency, settings, monkeypatch):
    settings.API_RATES = {"user": (2, 60), "anonymous": (1, 60), "client": (1, 60)}
    monkeypatch.setattr("agencies.api.throttling.time.time", lambda: 1_790_000_010.5)
    api = api_for(municipality, Role.PROGRAMME_ADVISER)
    answers = [api.get(PEOPLE) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"user";q=2;w=60'
    assert [answer.headers["RateLimit"] for answer in answers] == [f'"user";r={n};t=30' for n in (1, 0, 0)]
    assert_problem(answers[2], 429, "too_many_requests")
    assert answers[2].headers["Retry-After"] == "30"


def test_when_the_counter_does_not_answer_calls_go_through(municipality: Agency, monkeypatch):
    import redis
    from django.core.cache import cache

    def down(*_args, **_kwargs):
        raise redis.ConnectionError

    monkeypatch.setattr(cache, "add", down)
    assert api_for(municipality, Role.PROGRAMME_ADVISER).get(PEOPLE).status_code == 200


def test_no_other_origin_is_let_in(municipality: Agency):
    response = api_for(municipality, Role.PROGRAMME_ADVISER).get(PEOPLE, Origin="https://evil.example")
    assert not [name for name in response.headers if name.lower().startswith("access-control")]
