"""How a session begins and ends: never at another site, never one that somebody else has laid out, never by a trick."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.test import Client

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, ApiToken, OidcIdentity, Passkey, Role, User
from agencies.operations.outbox import sweep_outbox
from agencies.operations.staffing.invitations import token_of, write_invitation
from agencies.operations.staffing.members import Access, deactivate, invite
from participants.models import NamedAccess
from tests.agencies.login.apps import code_of, user_with_app
from tests.agencies.login.certified import START, CertifiedProvider, Colleague
from tests.agencies.login.soft_key import SoftKey
from tests.world import LONG_AGO, actor_of, make_person, make_user

pytestmark = pytest.mark.django_db
LOGIN, SECOND, MINE = "/logg-inn/", "/logg-inn/kode/", "/min-innlogging/"
NEW = "en ganske lang setning"

ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "///evil.example/", "/\\evil.example/", "\\\\evil.example/",
    "https:evil.example", "http:///evil.example/", "javascript:alert(1)", "data:text/html,x", " //evil.example/",
    "\t//evil.example/", "/\t/evil.example/", "http://testserver@evil.example/", "http://testserver.evil.example/",
    "http://[/", "//evil.example\\@testserver/", "\x00//evil.example/", "%2F%2Fevil.example",
]  # fmt: skip


@pytest.fixture
def user(municipality: Agency) -> User:
    return make_user(municipality, Role.PROGRAMME_ADVISER)


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _is_in(client: Client) -> bool:
    return client.get("/deltakere/").status_code == 200


def _is_here(location: str) -> bool:
    """Whether a browser that follows the header stays on this site."""
    return (
        not location.startswith(("//", "/\\", "\\")) and "://" not in location and ":" not in location.partition("/")[0]
    )


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_no_door_sends_anybody_to_another_site(user: User, employer: CertifiedProvider, wanted: str) -> None:
    secret, _codes = user_with_app(user)
    client = Client()
    facts = {"username": user.email, "password": "passord", "next": wanted}
    doors = [client.post(LOGIN, facts), client.get(f"{SECOND}?{urlencode({'next': wanted})}")]
    doors.append(client.post(SECOND, {"code": code_of(secret), "next": wanted}))
    assert _is_in(client)
    doors.append(client.get(f"{LOGIN}?{urlencode({'next': wanted})}"))
    agency = user.memberships.get().agency_id
    doors.append(client.post("/velg-virksomhet/", {"agency": str(agency), "next": wanted}))
    doors.append(client.post(f"{MINE}bekreft/", {"code": code_of(secret, steps=1), "next": wanted}))
    doors.append(client.post("/sprak/", {"language": "en", "next": wanted}))
    went = [door.headers["Location"] for door in doors if door.status_code == 302]
    assert len(went) == 6
    assert [location for location in went if not _is_here(location)] == []
    stranger = Client()
    stranger.get(f"{START}?{urlencode({'next': wanted})}")
    assert stranger.session["oidc"]["next"] == "" or _is_here(stranger.session["oidc"]["next"])


def test_a_referer_that_is_no_address_leads_to_the_first_page(user: User, municipality: Agency) -> None:
    user_with_app(user)
    hidden = make_person(municipality, confidentiality=6)
    with acting_as(system_actor(municipality.pk)):
        NamedAccess.objects.create(participant=hidden, municipality=municipality, user=user)
    client = _client(user)
    session = client.session
    session["proved_at"] = 0
    session.save()
    for referer in ("http://[/", "https://evil.example//evil.example/"):
        answer = client.post(f"/deltakere/{hidden.pk}/tildel/", headers={"referer": referer})
        assert answer.headers["Location"] == f"{MINE}bekreft/?next=%2F"


def _laid_out(client: Client) -> str:
    """A session that an attacker has begun and brought into somebody's browser."""
    session = client.session
    session["acting_agency"] = "of the attacker"
    session.save()
    return str(session.session_key)


def test_a_session_that_was_laid_out_is_not_the_one_that_gets_in(user: User) -> None:
    secret, _codes = user_with_app(user)
    client = Client()
    laid_out = _laid_out(client)
    client.post(LOGIN, {"username": user.email, "password": "passord"})
    half_in = client.session.session_key
    client.post(SECOND, {"code": code_of(secret)})
    assert _is_in(client)
    assert len({laid_out, half_in, client.session.session_key}) == 3
    for key in (laid_out, half_in):
        thief = Client()
        thief.cookies["sessionid"] = str(key)
        assert not _is_in(thief)
        assert thief.get(SECOND).status_code == 302


def test_whoever_comes_after_somebody_else_in_a_browser_finds_nothing_of_theirs(
    user: User, municipality: Agency
) -> None:
    client = _client(user)
    client.get(f"{MINE}kodeapp/")
    assert client.session["waiting_app"]
    other = make_user(municipality, Role.TEAM_LEADER)
    client.post(LOGIN, {"username": other.email, "password": "passord"})
    assert "waiting_app" not in client.session


def test_every_door_wants_the_pages_own_token(user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    for address in ("/logg-ut/", f"{MINE}okter/avslutt-andre/", f"{MINE}kodeapp/ta-bort/", f"{MINE}passord/",
                    f"{MINE}bekreft/", "/velg-virksomhet/", "/logg-inn/passnokkel/"):  # fmt: skip
        assert client.post(address).status_code == 403, address
    assert _is_in(client)
    stranger = Client(enforce_csrf_checks=True)
    for address in (LOGIN, SECOND):
        assert stranger.post(address, {"username": user.email, "password": "passord"}).status_code == 403
    assert not _is_in(stranger)
    page = client.get(MINE).content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    assert client.post("/logg-ut/", {"csrfmiddlewaretoken": token}).status_code == 302
    assert not _is_in(client)


def _token_of(user: User) -> str:
    facts = {"email": user.email, "password": "passord"}
    return str(Client().post("/api/v1/token/", facts, "application/json").json()["token"])


def _opens(token: str) -> bool:
    return Client().get("/api/v1/participants/", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_with_the_other_sessions_the_keys_that_they_made_end_and_nobody_elses(user: User, municipality: Agency) -> None:
    strangers = _token_of(make_user(municipality, Role.TEAM_LEADER))
    for end, facts in ((f"{MINE}okter/avslutt-andre/", {}), (f"{MINE}passord/", {"password": NEW, "again": NEW})):
        token, client = _token_of(user), _client(user)
        assert _opens(token)
        assert client.post(end, facts).status_code == 302
        assert not _opens(token)
        assert _is_in(client)
    assert _opens(strangers)


def test_a_reset_ends_the_keys_too(user: User, municipality: Agency) -> None:
    token = _token_of(user)
    _client(make_user(municipality, Role.ADMINISTRATOR)).post(f"/ansatte/{user.pk}/nullstill/")
    assert not _opens(token)
    assert not ApiToken.objects.filter(user=user).exists()


def test_whoever_is_half_in_by_a_password_that_was_changed_is_out(user: User) -> None:
    secret, _codes = user_with_app(user)
    thief = Client()
    thief.post(LOGIN, {"username": user.email, "password": "passord"})
    assert thief.get(SECOND).status_code == 200
    _client(user).post(f"{MINE}passord/", {"password": NEW, "again": NEW})
    assert thief.get(SECOND).headers["Location"] == LOGIN
    assert thief.post(SECOND, {"code": code_of(secret)}).headers["Location"] == LOGIN
    assert not _is_in(thief)


def test_the_link_in_a_mailbox_does_not_stand_in_for_the_second_factor(user: User, municipality: Agency) -> None:
    secret, _codes = user_with_app(user)
    link = f"/invitasjon/{token_of(write_invitation(_admin(municipality), user, municipality.pk).pk)}/"
    client = Client()
    assert client.post(link, {"password": NEW, "again": NEW}).headers["Location"] == SECOND
    assert not _is_in(client)
    assert client.post(SECOND, {"code": code_of(secret)}).status_code == 302
    assert _is_in(client)


def _admin(municipality: Agency) -> Any:
    return actor_of(make_user(municipality, Role.ADMINISTRATOR))


def test_whoever_comes_back_begins_anew_and_an_old_key_opens_nothing(user: User, municipality: Agency) -> None:
    key = SoftKey(user)
    User.objects.filter(pk=user.pk).update(has_second_factor=True)
    deactivate(_admin(municipality), user.pk)
    access = [Access(role="programme_adviser", first_day=LONG_AGO)]
    invite(_admin(municipality), email=user.email, name=user.name, access=access)
    client = Client()
    answer = key.answer(client.post("/logg-inn/passnokkel/").json())
    assert client.post(LOGIN, {"answer": answer}).status_code == 422
    assert not _is_in(client)
    assert not Passkey.objects.exists()


def test_a_link_that_somebody_else_sent_on_makes_nobody_another_person(
    employer: CertifiedProvider, municipality: Agency
) -> None:
    kari = make_user(municipality, Role.PROGRAMME_ADVISER)
    kari.email = "kari@bergen.test"
    kari.save()
    employer.employ("kari", email=kari.email)
    access = [Access(role="team_leader", first_day=LONG_AGO)]
    attacker = invite(_admin(municipality), email="a@annet.test", name="A", access=access)
    sweep_outbox()
    token = mail.outbox[0].body.partition("/invitasjon/")[2].partition("/")[0]
    victim = Colleague()
    victim.log_in(f"{START}?invitation={token}")
    assert not victim.is_in()
    assert not OidcIdentity.objects.filter(user=attacker).exists()
    victim.log_in()
    assert OidcIdentity.objects.get().user == kari
