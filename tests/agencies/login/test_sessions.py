"""Own sessions: seen, ended, and over by themselves."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from agencies.models import Agency, LoginSession, Role, User
from agencies.operations.login import ACCOUNT_FAILURES
from agencies.operations.login_sessions import BEGUN_AT, SEEN_AT
from agencies.operations.outbox import sweep_outbox
from tests.world import make_user

pytestmark = pytest.mark.django_db
MINE = "/min-innlogging/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


def _browser(user: User, agent: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": agent})
    assert client.post("/logg-inn/", {"username": user.email, "password": "passord"}).status_code == 302
    return client


def _rows(client: Client) -> list[str]:
    page = re.sub(r"<[^>]+>", " ", client.get(MINE).content.decode())
    return [name for name in ("Firefox · Windows", "Safari · iPhone") if name in page]


def _is_in(client: Client) -> bool:
    return client.get("/deltakere/").status_code == 200


@pytest.fixture
def user(municipality: Agency) -> User:
    return make_user(municipality, Role.PROGRAMME_ADVISER)


def test_one_sees_the_own_sessions_and_nobody_elses(user: User, municipality: Agency) -> None:
    here, _phone = _browser(user), _browser(user, SAFARI)
    stranger = _browser(make_user(municipality, Role.TEAM_LEADER), SAFARI)
    assert _rows(here) == ["Firefox · Windows", "Safari · iPhone"]
    assert _rows(stranger) == ["Safari · iPhone"]


def test_a_session_that_is_ended_elsewhere_is_out_at_the_next_request(user: User) -> None:
    here, phone = _browser(user), _browser(user, SAFARI)
    assert _is_in(phone)
    row = LoginSession.objects.get(device="Safari · iPhone")
    assert here.post(f"{MINE}okter/{row.pk}/avslutt/").status_code == 302
    assert phone.get("/deltakere/").headers["Location"].startswith("/logg-inn/")
    assert _is_in(here)
    assert _rows(here) == ["Firefox · Windows"]


def test_a_proof_given_again_is_worth_nothing_to_whoever_has_the_key_from_before(user: User) -> None:
    here, thief = _browser(user), Client()
    before = str(here.session.session_key)
    row = LoginSession.objects.get(session_key=before)
    thief.cookies["sessionid"] = before
    assert _is_in(thief)
    assert here.post(f"{MINE}bekreft/", {"password": "passord"}).status_code == 302
    assert _is_in(here)
    assert not _is_in(thief)
    assert _rows(here) == ["Firefox · Windows"]
    assert LoginSession.objects.get(session_key=here.session.session_key).pk == row.pk


def test_all_others_are_ended_at_once(user: User) -> None:
    here, *others = (_browser(user) for _number in range(3))
    here.post(f"{MINE}okter/avslutt-andre/")
    assert [_is_in(client) for client in (here, *others)] == [True, False, False]


def test_nobody_ends_a_strangers_session(user: User, municipality: Agency) -> None:
    strangers = _browser(make_user(municipality, Role.TEAM_LEADER))
    row = LoginSession.objects.get()
    here = _browser(user)
    assert here.post(f"{MINE}okter/{row.pk}/avslutt/").status_code == 404
    assert _is_in(strangers)


def test_logging_out_takes_the_session_off_the_list(user: User) -> None:
    here, phone = _browser(user), _browser(user, SAFARI)
    phone.post("/logg-ut/")
    assert _rows(here) == ["Firefox · Windows"]


@pytest.mark.parametrize(("key", "setting"), [(BEGUN_AT, "SESSION_COOKIE_AGE"), (SEEN_AT, "SESSION_IDLE_SECONDS")])
@pytest.mark.parametrize(("seconds", "is_in"), [(-60, True), (60, False)])
def test_a_session_ends_after_its_length_and_when_it_is_left_alone(
    user: User, settings: Any, key: str, setting: str, seconds: int, is_in: bool
) -> None:
    client = _browser(user)
    session = client.session
    session[key] -= getattr(settings, setting) + seconds
    session.save()
    assert _is_in(client) is is_in


def test_use_is_noted_but_not_at_every_request(user: User, django_assert_num_queries: Any) -> None:
    client = _browser(user)
    before = LoginSession.objects.get().seen_at
    client.get("/deltakere/")
    assert LoginSession.objects.get().seen_at == before
    session = client.session
    session[SEEN_AT] -= 3600
    session.save()
    client.get("/deltakere/")
    assert LoginSession.objects.get().seen_at > before


def test_the_owner_of_a_locked_account_is_told_once_and_an_unknown_address_is_not(user: User) -> None:
    for email in (user.email, "ingen@example.test"):
        for _try in range(ACCOUNT_FAILURES + 3):
            Client().post("/logg-inn/", {"username": email, "password": "feil"})
    assert sweep_outbox() == 1
    (letter,) = mail.outbox
    assert letter.to == [user.email]
    assert "Innloggingen er stengt en stund" in letter.body
    assert MINE in letter.body
