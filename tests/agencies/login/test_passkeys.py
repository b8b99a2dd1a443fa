"""What a passkey's question and answer may not be used for; the answers of real keys are in the browser's tests."""

import pytest
from django.test import Client

from agencies.models import Agency, Passkey, Role, User
from tests.agencies.login.apps import user_with_app
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
