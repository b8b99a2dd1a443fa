"""A protected case opens only after the second factor was given lately."""

import datetime as dt
from typing import Any
from uuid import uuid4

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


_PROTECTED: dict[str, tuple[dict[str, Any], str]] = {
    "strictly confidential": ({"confidentiality": 6}, ""),
    "strictly confidential abroad": ({"confidentiality": 19}, ""),
    "confidential, named": ({"confidentiality": 7}, ""),
    "confidential, cleared": ({"confidentiality": 7}, "cleared_for_confidential"),
    "shielded, named": ({"is_shielded": True}, ""),
    "shielded, cleared": ({"is_shielded": True}, "cleared_for_shielded"),
}


@pytest.fixture(params=_PROTECTED.values(), ids=list(_PROTECTED))
def protected(request: pytest.FixtureRequest, municipality: Agency, user: User) -> Participant:
    """A case of each kind that is protected, open to the user by name or by clearance."""
    facts, clearance = request.param
    if clearance:
        user.memberships.update(**{clearance: True})
    person = make_person(municipality, given_name="Skjult", **facts)
    if not clearance:
        _name(person, user)
    return person


@pytest.fixture
def hidden(municipality: Agency, user: User) -> Participant:
    person = make_person(municipality, confidentiality=6, given_name="Skjult")
    _name(person, user)
    return person


def _name(person: Participant, user: User) -> None:
    with acting_as(system_actor(person.municipality_id)):
        NamedAccess.objects.create(participant=person, municipality=person.municipality, user=user)


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
    user: User, protected: Participant, municipality: Agency, minutes: int, is_open: bool
) -> None:
    user_with_app(user)
    answer = _client(user, minutes_ago=minutes).get(f"/deltakere/{protected.pk}/")
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


@pytest.mark.parametrize("address", ["/", "/deltakere/", "/sok/", "/api/v1/participants/", "/api/v1/deadlines/"])
@pytest.mark.parametrize("minutes", [14, 16])
def test_no_list_and_no_search_shows_one_before_it_or_after(
    user: User, protected: Participant, municipality: Agency, address: str, minutes: int
) -> None:
    user_with_app(user)
    other = make_person(municipality, given_name="Skjultikke")
    client = _client(user, minutes_ago=minutes)
    answer = client.post(address, {"q": "Skjult"}) if address == "/sok/" else client.get(address)
    page = answer.content.decode()
    assert str(protected.pk) not in page
    assert str(other.pk) in page


def test_the_one_page_that_shows_them_leads_to_the_proof_and_back(user: User, protected: Participant) -> None:
    secret, _codes = user_with_app(user)
    client = _client(user, minutes_ago=60)
    assert 'href="/deltakere/skjermet/"' in client.get("/deltakere/?sorter=frist").content.decode()
    way = client.get("/deltakere/skjermet/").headers["Location"]
    assert way.startswith(PROVE)
    assert client.post(way, {"code": code_of(secret)}).headers["Location"] == "/deltakere/skjermet/"
    assert "Skjult" in client.get("/deltakere/skjermet/").content.decode()


def test_nothing_is_said_to_whoever_has_no_protected_case(user: User, municipality: Agency) -> None:
    user_with_app(user)
    make_person(municipality, confidentiality=6)
    assert "/deltakere/skjermet/" not in _client(user, minutes_ago=60).get("/deltakere/").content.decode()


def test_before_it_hidden_and_missing_are_answered_alike(user: User, hidden: Participant, municipality: Agency) -> None:
    user_with_app(user)
    client, others = _client(user, minutes_ago=60), make_person(municipality, confidentiality=6)
    answers = {client.get(f"/deltakere/{pk}/").headers["Location"].partition("?")[0] for pk in (others.pk, uuid4())}
    assert answers == {PROVE}
    for pk in (others.pk, uuid4()):
        assert_problem(client.get(f"/api/v1/participants/{pk}/"), 403, "proof_due")
    fresh = _client(user, minutes_ago=1)
    for pk in (others.pk, uuid4()):
        assert fresh.get(f"/deltakere/{pk}/").status_code == 404
        assert_problem(fresh.get(f"/api/v1/participants/{pk}/"), 404, "not_found")


def test_a_protected_person_is_enrolled_after_it_only(user: User, municipality: Agency) -> None:
    user_with_app(user)
    facts = {"given_name": "Ny", "family_name": "Person", "birth_date": "1990-01-02", "confidentiality": 6}
    for minutes, status in ((60, 403), (1, 201)):
        api = _client(user, minutes_ago=minutes)
        answer = api.post("/api/v1/participants/", facts, "application/json", headers={"Idempotency-Key": str(uuid4())})
        assert answer.status_code == status, answer.content
        with acting_as(system_actor(municipality.pk)):
            assert Participant.objects.filter(given_name="Ny").count() == int(status == 201)


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
