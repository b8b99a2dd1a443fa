"""A protected case opens only after the second factor was given lately."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import AccessLogEntry, Agency, ApiToken, Role, User
from agencies.operations.login_sessions import PROVED_AT
from agencies.operations.proving import STEP_UP_AFTER
from participants.models import NamedAccess, Participant
from tests.agencies.api.test_problems import assert_problem
from tests.agencies.login.apps import code_of, user_with_app
from tests.world import make_person, make_user

pytestmark = pytest.mark.django_db
PROVE = "/min-innlogging/bekreft/"


@pytest.fixture
def user(municipality: Agency) -> User:
    return make_user(municipality, Role.TEAM_LEADER)


@pytest.fixture
def hidden(municipality: Agency, user: User) -> Participant:
    person = make_person(municipality, confidentiality=6, given_name="Skjult")
    with acting_as(system_actor(municipality.pk)):
        NamedAccess.objects.create(participant=person, municipality=municipality, user=user)
    return person


def _client(user: User, *, minutes_ago: float) -> Client:
    client = Client()
    client.force_login(user)
    session = client.session
    session[PROVED_AT] -= minutes_ago * 60
    session.save()
    return client


def _openings(municipality: Agency) -> int:
    with acting_as(system_actor(municipality.pk)):
        return AccessLogEntry.objects.filter(granted=True, participant_id__isnull=False).count()


@pytest.mark.parametrize(("minutes", "is_open"), [(14, True), (16, False)])
def test_a_protected_case_waits_for_a_fresh_proof(
    user: User, hidden: Participant, municipality: Agency, minutes: int, is_open: bool
) -> None:
    user_with_app(user)
    answer = _client(user, minutes_ago=minutes).get(f"/deltakere/{hidden.pk}/")
    assert (answer.status_code == 200) is is_open
    assert ("Skjult" in answer.content.decode()) is is_open
    assert _openings(municipality) == (1 if is_open else 0)


def test_the_code_opens_the_case_that_was_asked_for(user: User, hidden: Participant) -> None:
    secret, _codes = user_with_app(user)
    client, case = _client(user, minutes_ago=60), f"/deltakere/{hidden.pk}/"
    way = client.get(case).headers["Location"]
    assert way.startswith(PROVE)
    assert client.post(way, {"code": "000000"}).status_code == 422
    assert client.get(case).status_code == 302
    assert client.post(way, {"code": code_of(secret)}).headers["Location"] == case
    assert client.get(case).status_code == 200


@pytest.mark.parametrize("part", ["historikk/", "nytt-dokument/", "tildel/", "tillatelse/", "program/tildel/"])
def test_no_side_door_of_the_case_opens_before_it(user: User, hidden: Participant, part: str) -> None:
    user_with_app(user)
    answer = _client(user, minutes_ago=60).get(f"/deltakere/{hidden.pk}/{part}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(PROVE)


def test_other_cases_ask_for_nothing(user: User, municipality: Agency) -> None:
    user_with_app(user)
    person = make_person(municipality)
    assert _client(user, minutes_ago=60).get(f"/deltakere/{person.pk}/").status_code == 200


def test_whoever_may_not_see_the_case_is_not_asked_either(hidden: Participant, municipality: Agency) -> None:
    stranger = make_user(municipality, Role.TEAM_LEADER)
    user_with_app(stranger)
    assert _client(stranger, minutes_ago=60).get(f"/deltakere/{hidden.pk}/").status_code == 404


def test_the_api_says_that_the_proof_is_due(user: User, hidden: Participant) -> None:
    user_with_app(user)
    address = f"/api/v1/participants/{hidden.pk}/"
    assert_problem(_client(user, minutes_ago=60).get(address), 403, "proof_due")
    assert _client(user, minutes_ago=1).get(address).status_code == 200


@pytest.mark.parametrize(("minutes", "status"), [(-1, 200), (1, 403)])
def test_a_token_opens_it_only_while_it_is_fresh(user: User, hidden: Participant, minutes: int, status: int) -> None:
    secret, _codes = user_with_app(user)
    facts: dict[str, Any] = {"email": user.email, "password": "passord", "code": code_of(secret)}
    token = Client().post("/api/v1/token/", facts, "application/json").json()["token"]
    ApiToken.objects.update(created_at=timezone.now() - STEP_UP_AFTER - dt.timedelta(minutes=minutes))
    answer = Client().get(f"/api/v1/participants/{hidden.pk}/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == status
