"""What a passkey's question and answer may not be used for; keys that a browser makes are in the browser's tests."""

import logging
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from agencies.models import Agency, LoginSession, Passkey, Role, User
from agencies.operations.outbox import sweep_outbox
from tests.agencies.login.apps import user_with_app
from tests.agencies.login.soft_key import UNVERIFIED, SoftKey
from tests.world import make_user

pytestmark = pytest.mark.django_db
MINE = "/min-innlogging/"
ASK = "/logg-inn/passnokkel/"


@pytest.fixture
def user(municipality: Agency) -> User:
    return make_user(municipality, Role.PROGRAMME_ADVISER)


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _key(user: User, name: str) -> Passkey:
    return Passkey.objects.create(user=user, name=name, credential_id=name.encode(), credential=b"")


def test_a_strangers_question_names_no_keys_and_demands_verification(user: User) -> None:
    _key(user, "Jobb-PC")
    asked = Client().post(ASK).json()
    assert asked["rpId"] == "localhost"
    assert asked["userVerification"] == "required"
    assert not asked.get("allowCredentials")


def test_the_question_for_a_new_key_wants_one_that_knows_its_owner(user: User) -> None:
    asked = _client(user).post(f"{MINE}passnokkel/sporsmal/").json()
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["user"]["name"] == user.email


@pytest.mark.parametrize("answer", ["", "{}", "[]", "x", '{"id": "AA", "rawId": "AA", "type": "public-key"}'])
def test_what_is_no_answer_is_refused_kindly_at_every_door(user: User, answer: str) -> None:
    stranger = Client()
    stranger.post(ASK)
    for client, address in ((stranger, "/logg-inn/"), (_client(user), f"{MINE}bekreft/")):
        refused = client.post(address, {"answer": answer})
        assert refused.status_code == 422
        assert "Passnøkkelen kunne ikke brukes." in refused.content.decode()
    assert _client(user).post(f"{MINE}passnokkel/", {"name": "x", "answer": answer}).status_code == 422
    assert not Passkey.objects.exists()


def test_a_strangers_key_cannot_be_taken_away(user: User, municipality: Agency) -> None:
    strangers = _key(make_user(municipality, Role.TEAM_LEADER), "Telefonen")
    assert _client(user).post(f"{MINE}passnokkel/{strangers.pk}/ta-bort/").status_code == 404
    assert Passkey.objects.exists()


def test_with_the_last_factor_the_recovery_codes_go_and_not_before(user: User) -> None:
    user_with_app(user)
    key = _key(user, "Telefonen")
    client = _client(user)
    client.post(f"{MINE}kodeapp/ta-bort/")
    assert User.objects.get(pk=user.pk).has_second_factor
    client.post(f"{MINE}passnokkel/{key.pk}/ta-bort/")
    assert not User.objects.get(pk=user.pk).has_second_factor
    assert not user.recovery_codes.exists()


def _ask(client: Client) -> dict[str, Any]:
    return dict(client.post(ASK).json())


def _is_in(client: Client) -> bool:
    return client.get("/deltakere/").status_code == 200


def test_a_key_lets_its_owner_in_and_its_count_is_kept(user: User) -> None:
    User.objects.update(has_second_factor=True)
    key, client = SoftKey(user, count=7), Client()
    assert client.post("/logg-inn/", {"answer": key.answer(_ask(client))}).headers["Location"] == "/"
    assert _is_in(client)
    key.row.refresh_from_db()
    assert key.row.sign_count == 8
    assert LoginSession.objects.get().proof == "passkey"


@pytest.mark.parametrize("count", [0, 6, 7])
def test_a_count_that_does_not_rise_is_refused_and_the_owner_is_told(
    user: User, caplog: pytest.LogCaptureFixture, count: int
) -> None:
    key, client = SoftKey(user, count=7), Client()
    with caplog.at_level(logging.WARNING):
        assert client.post("/logg-inn/", {"answer": key.answer(_ask(client), count=count)}).status_code == 422
    assert not _is_in(client)
    assert f"passkey_copied passkey={key.row.pk} user={user.pk}" in caplog.text
    key.row.refresh_from_db()
    assert (key.row.sign_count, key.row.used_at) == (7, None)
    sweep_outbox()
    (letter,) = mail.outbox
    assert letter.to == [user.email]
    assert "kopi av en av passnøklene dine" in letter.body


def test_a_key_that_does_not_count_is_no_copy(user: User) -> None:
    key = SoftKey(user)
    for _time in range(2):
        client = Client()
        client.post("/logg-inn/", {"answer": key.answer(_ask(client), count=0)})
        assert _is_in(client)


def test_a_copy_proves_nothing_at_the_second_step_either(user: User) -> None:
    User.objects.update(has_second_factor=True)
    key, client = SoftKey(user, count=7), Client()
    client.post("/logg-inn/", {"username": user.email, "password": "passord"})
    assert client.post("/logg-inn/kode/", {"answer": key.answer(_ask(client), count=7)}).status_code == 422
    assert not _is_in(client)
    assert client.post("/logg-inn/kode/", {"answer": key.answer(_ask(client), count=8)}).status_code == 302
    assert _is_in(client)


_WRONG: dict[str, dict[str, Any]] = {
    "another site's page": {"origin": "https://evil.example"},
    "another site's key": {"site": "evil.example"},
    "without the owner": {"flags": UNVERIFIED},
    "another question": {"challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
    "made for a new key": {"type": "webauthn.create"},
}


@pytest.mark.parametrize("changed", _WRONG.values(), ids=_WRONG)
def test_an_answer_that_is_not_to_our_question_is_refused(user: User, changed: dict[str, Any]) -> None:
    key, client = SoftKey(user), Client()
    assert client.post("/logg-inn/", {"answer": key.answer(_ask(client), **changed)}).status_code == 422
    assert not _is_in(client)


def test_an_answer_that_another_key_has_signed_is_refused(user: User) -> None:
    key, client = SoftKey(user), Client()
    answer = key.answer(_ask(client), signer=SoftKey(user))
    assert client.post("/logg-inn/", {"answer": answer}).status_code == 422
    assert not _is_in(client)


def test_an_answer_is_good_once_and_at_the_browser_that_was_asked(user: User) -> None:
    key, client, thief = SoftKey(user), Client(), Client()
    answer = key.answer(_ask(client))
    _ask(thief)
    assert thief.post("/logg-inn/", {"answer": answer}).status_code == 422
    client.post("/logg-inn/", {"answer": answer})
    assert _is_in(client)
    client.post("/logg-ut/")
    assert client.post("/logg-inn/", {"answer": answer}).status_code == 422
    assert not _is_in(client)


def test_a_colleagues_key_is_no_second_step_and_no_proof(user: User, municipality: Agency) -> None:
    user_with_app(user)
    colleague = make_user(municipality, Role.TEAM_LEADER)
    key, client = SoftKey(colleague), Client()
    client.post("/logg-inn/", {"username": user.email, "password": "passord"})
    assert client.post("/logg-inn/kode/", {"answer": key.answer(_ask(client))}).status_code == 422
    assert not _is_in(client)
    inside = _client(user)
    assert inside.post(f"{MINE}bekreft/", {"answer": key.answer(_ask(inside))}).status_code == 422


def test_the_key_of_somebody_who_was_shut_out_opens_nothing(user: User) -> None:
    key, client = SoftKey(user), Client()
    User.objects.update(is_active=False)
    assert client.post("/logg-inn/", {"answer": key.answer(_ask(client))}).status_code == 422
