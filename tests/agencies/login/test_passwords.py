"""How passwords are kept: by Argon2id, and what was kept otherwise is kept so from the next log-in on.

The suite's own hasher is a quick one; here it is production's.
"""

from typing import Any

import pytest
from argon2 import Type, extract_parameters
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from agencies.models import Agency, Role, User
from agencies.operations.passwords import change_password
from tests.config.production import production_settings
from tests.world import make_user

pytestmark = pytest.mark.django_db
GOOD = "en ganske lang setning"


@pytest.fixture(scope="module")
def of_production() -> list[str]:
    return list(production_settings("PASSWORD_HASHERS")["PASSWORD_HASHERS"])


@pytest.fixture(autouse=True)
def _hashers(settings: Any, of_production: list[str]) -> None:
    settings.PASSWORD_HASHERS = of_production


@pytest.fixture
def user(municipality: Agency) -> User:
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    user.password = PBKDF2PasswordHasher().encode(GOOD, "salt" * 4, iterations=1000)
    user.save()
    return user


def _log_in(user: User, password: str) -> int:
    return Client().post("/logg-inn/", {"username": user.email, "password": password}).status_code


def _assert_argon2(user: User) -> None:
    user.refresh_from_db()
    algorithm, _, kept = user.password.partition("$")
    found = extract_parameters(f"${kept}")
    assert (algorithm, found.type) == ("argon2", Type.ID)
    # No less than OWASP asks for: 19 MiB and two rounds; each password with a salt of its own.
    assert found.memory_cost >= 19 * 1024
    assert found.time_cost >= 2
    assert (found.salt_len >= 16, found.hash_len >= 32) == (True, True)


def test_a_new_password_is_kept_by_argon2id(user: User) -> None:
    change_password(user, GOOD)
    _assert_argon2(user)
    first = user.password
    change_password(user, GOOD)
    user.refresh_from_db()
    assert user.password != first


def test_a_hash_of_another_kind_is_replaced_at_the_next_log_in_and_not_by_a_wrong_password(user: User) -> None:
    before = user.password
    assert _log_in(user, "feil") == 422
    user.refresh_from_db()
    assert user.password == before
    assert _log_in(user, GOOD) == 302
    _assert_argon2(user)
    assert _log_in(user, GOOD) == 302


def test_a_kind_that_is_no_longer_good_enough_opens_nothing(user: User) -> None:
    user.password = "md5$salt$cf7b5ba02e0a1a8b5a1a54bd0a0f1d5c"
    user.save()
    assert _log_in(user, GOOD) == 422


def test_an_unknown_address_takes_a_hash_of_the_same_kind(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher

    made: list[str] = []
    encode = Argon2PasswordHasher.encode

    def counted(self: Argon2PasswordHasher, password: str, salt: str) -> str:
        made.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", counted)
    assert Client().post("/logg-inn/", {"username": "ingen@example.test", "password": GOOD}).status_code == 422
    assert made == [GOOD]
