"""Tokens: how they are given (RFC 6749), what their scopes open, and when they end."""

import base64

import pytest
from django.utils import timezone

from agencies.models import Agency
from integration.models import RosterToken
from integration.provider.tokens import stop_client
from tests.integration.provider.world import GRADEBOOK, ROSTERING, Town, minor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(municipality: Agency) -> Town:
    return Town(municipality)


SCOPES = [
    (("roster-core.readonly",), "users", ROSTERING, 200),
    (("roster.readonly",), "users", ROSTERING, 200),
    (("roster-core.readonly", "roster.readonly"), "demographics", ROSTERING, 403),
    (("roster-demographics.readonly",), "demographics", ROSTERING, 200),
    (("roster-demographics.readonly",), "users", ROSTERING, 403),
    (("roster-core.readonly",), "results", GRADEBOOK, 403),
    (("gradebook.readonly",), "results", GRADEBOOK, 200),
]


def test_a_token_opens_what_its_scopes_cover(town: Town) -> None:
    for names, path, base, status in SCOPES:
        answer = town.get(path, town.scope(*names), base)
        assert answer.status_code == status, (names, path)
        if status == 403:
            assert minor_of(answer) == "forbidden"
    for bearer in ("", "tull"):
        answer = town.http.get(f"{ROSTERING}/users", headers={"Authorization": f"Bearer {bearer}"} if bearer else {})
        assert (answer.status_code, minor_of(answer)) == (401, "unauthorisedrequest")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert town.http.post(f"{ROSTERING}/users").status_code == 405
    assert town.get("tull").status_code == 404
    stop_client(town.owner, town.client.pk)
    assert town.get("users").status_code == 401


def test_a_token_that_has_run_out_opens_nothing(town: Town) -> None:
    RosterToken.objects.update(expires_at=timezone.now())
    answer = town.get("users")
    assert (answer.status_code, minor_of(answer)) == (401, "unauthorisedrequest")


def test_the_token_endpoint_keeps_to_rfc_6749(town: Town) -> None:
    form = {"grant_type": "client_credentials"}
    inside = form | {"client_id": town.client.client_id, "client_secret": town.secret}
    basic = base64.b64encode(f"{town.client.client_id}:{town.secret}".encode()).decode()
    told = town.ask_token(form, Authorization=f"Basic {basic}")
    assert told.status_code == 200
    assert set(told.json()) == {"access_token", "token_type", "expires_in", "scope"}
    assert (told.json()["token_type"], told.json()["expires_in"]) == ("Bearer", 3600)
    assert told.headers["Cache-Control"] == "no-store"
    narrow = "https://purl.imsglobal.org/spec/or/v1p2/scope/roster-core.readonly"
    assert town.ask_token(inside | {"scope": f"{narrow} urn:ukjent"}).json()["scope"] == narrow
    assert town.ask_token(inside, path=f"{ROSTERING}/token").status_code == 200
    wrong = [
        (inside | {"client_secret": "feil"}, 401, "invalid_client"),
        (form, 401, "invalid_client"),
        (inside | {"grant_type": "password"}, 400, "unsupported_grant_type"),
        (inside | {"grant_type": ""}, 400, "invalid_request"),
        (inside | {"scope": "urn:ukjent"}, 400, "invalid_scope"),
    ]
    for body, status, error in wrong:
        answer = town.ask_token(body)
        assert (answer.status_code, answer.json()["error"]) == (status, error), body
    assert town.http.post("/ims/oneroster/token", inside, content_type="application/json").status_code == 400
    assert town.http.get("/ims/oneroster/token").status_code == 405
