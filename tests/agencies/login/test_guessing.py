"""Guessing at the doors: no way around the pause, and nothing to learn about who has an account."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Agency, Role, User
from agencies.operations.login import ACCOUNT_FAILURES, ADDRESS_FAILURES
from agencies.operations.staffing.invitations import token_of, write_invitation
from tests.agencies.login.apps import user_with_app
from tests.world import actor_of, make_user

pytestmark = pytest.mark.django_db
LOGIN = "/logg-inn/"


@pytest.fixture
def user(municipality: Agency) -> User:
    return make_user(municipality, Role.PROGRAMME_ADVISER)


def _answer(email: str, password: str = "feil", **more: Any) -> Any:
    return Client().post(LOGIN, {"username": email, "password": password}, **more)


def _token(email: str, password: str = "feil") -> int:
    facts = {"email": email, "password": password}
    return Client().post("/api/v1/token/", facts, "application/json").status_code


_SPELLINGS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "spaces": lambda email: f"  {email}\t",
    "a Kelvin sign": lambda email: email.replace("k", "\u212a"),
    "a capital and a space": lambda email: f" {email.capitalize()} ",
}


@pytest.mark.parametrize("spell", _SPELLINGS.values(), ids=_SPELLINGS)
def test_another_spelling_of_the_address_is_the_same_account(user: User, spell: Callable[[str], str]) -> None:
    user.email = "kkk@example.test"
    user.save()
    for _guess in range(ACCOUNT_FAILURES):
        _answer(spell(user.email))
    assert _answer(user.email, "passord").status_code == 422
    assert _token(user.email, "passord") == 429


_LOOKS_ALIKE = [
    "ansatt\u200b@example.test",
    "\uff41nsatt@example.test",
    "ansatt@example.test\x00",
    "ansatt@example.tes\u0165",
]


@pytest.mark.parametrize("spelling", _LOOKS_ALIKE)
def test_an_address_that_only_looks_alike_opens_nothing_and_locks_nobody_out(user: User, spelling: str) -> None:
    user.email = "ansatt@example.test"
    user.save()
    for _guess in range(ACCOUNT_FAILURES + 1):
        assert _answer(spelling, "passord").status_code == 422
    assert _answer(user.email, "passord").status_code == 302


def test_page_and_api_count_together(user: User) -> None:
    for _guess in range(ACCOUNT_FAILURES - 1):
        _answer(user.email)
    assert _token(user.email) == 401
    assert _answer(user.email, "passord").status_code == 422


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED"])
def test_a_caller_cannot_say_that_it_comes_from_elsewhere(user: User, header: str) -> None:
    for number in range(ADDRESS_FAILURES):
        _answer(f"noen{number}@example.test", REMOTE_ADDR="10.0.0.9", **{header: f"10.1.0.{number}"})
    assert _answer(user.email, "passord", REMOTE_ADDR="10.0.0.9", **{header: "10.2.0.1"}).status_code == 422


@pytest.mark.parametrize(
    ("theirs", "other"), [("2001:db8:1:2::{}", "2001:db8:1:3::1"), ("::ffff:10.0.0.9", "::ffff:10.0.0.10")]
)
def test_a_network_of_ipv6_is_one_caller(user: User, theirs: str, other: str) -> None:
    for number in range(ADDRESS_FAILURES):
        _answer(f"noen{number}@example.test", REMOTE_ADDR=theirs.format(number + 1))
    assert _answer(user.email, "passord", REMOTE_ADDR=theirs.format(99)).status_code == 422
    assert _answer(user.email, "passord", REMOTE_ADDR=other).status_code == 302


def _bytes(answer: Any) -> bytes:
    """The page without the tokens that are new each time."""
    return re.sub(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": "|nonce=")[\w+/=]+', b"", answer.content)


def _gone(user: User) -> None:
    user.is_active = False
    user.save()


def _without_password(user: User) -> None:
    user.set_unusable_password()
    user.save()


def _with_app(user: User) -> None:
    user_with_app(user)


_ACCOUNTS: dict[str, tuple[Callable[[User], None] | None, str]] = {
    "unknown": (None, "feil"),
    "known": (lambda _user: None, "feil"),
    "with a second factor": (_with_app, "feil"),
    "without a password": (_without_password, "feil"),
    "gone, by a wrong password": (_gone, "feil"),
    "gone, by the right password": (_gone, "passord"),
}


def _seen(make: Callable[[User], None] | None, password: str, user: User, monkeypatch: pytest.MonkeyPatch) -> tuple:
    """What a guesser can see of an account: status, bytes without what is new each time, questions, hashes made."""
    if make is None:
        user.email = "en.annen@example.test"
        user.save()
    else:
        make(user)
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, given: str, salt: str) -> str:
        hashed.append(given)
        return encode(self, given, salt)

    with (
        monkeypatch.context() as patch,
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        patch.setattr(MD5PasswordHasher, "encode", counted)
        answer = _answer("ansatt@example.test", password)
    statements = [re.sub(r"'[^']*'|_x\d+", "", each["sql"]) for each in asked.captured_queries]
    return answer.status_code, _bytes(answer), statements, len(hashed), sorted(answer.headers)


@pytest.mark.parametrize(("make", "password"), _ACCOUNTS.values(), ids=list(_ACCOUNTS))
def test_every_account_answers_a_guess_as_one_that_does_not_exist(
    user: User,
    municipality: Agency,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[User], None] | None,
    password: str,
) -> None:
    user.email = "ansatt@example.test"
    user.save()
    missing = _seen(None, "feil", user, monkeypatch)
    user.email = "ansatt@example.test"
    user.save()
    found = _seen(make, password, user, monkeypatch)
    assert found == missing
    assert found[0] == 422
    assert found[3] == 1


def test_a_locked_account_answers_as_one_that_does_not_exist(user: User) -> None:
    pages = set()
    for email in (user.email, "ingen@example.test"):
        for _guess in range(ACCOUNT_FAILURES + 2):
            answer = _answer(email)
        pages.add((answer.status_code, _bytes(answer).replace(email.encode(), b"")))
    assert len(pages) == 1


def test_a_link_that_was_used_withdrawn_or_never_made_answers_alike(user: User, municipality: Agency) -> None:
    admin = actor_of(make_user(municipality, Role.ADMINISTRATOR))
    links = []
    for facts in ("used_at", "cancelled_at", "expires_at"):
        invitation = write_invitation(admin, user, municipality.pk)
        setattr(invitation, facts, timezone.now())
        invitation.save()
        links.append(token_of(invitation.pk))
    links += [token_of(user.pk), "ikke-en-lenke", f"{links[0]}x"]
    answers = [Client().get(f"/invitasjon/{link}/") for link in links]
    assert {answer.status_code for answer in answers} == {410}
    pages = {_bytes(answer).replace(link.encode(), b"") for link, answer in zip(links, answers, strict=True)}
    assert len(pages) == 1


@pytest.mark.parametrize(("make", "password"), _ACCOUNTS.values(), ids=list(_ACCOUNTS))
def test_the_api_answers_a_guess_alike_too(user: User, make: Callable[[User], None] | None, password: str) -> None:
    if make:
        make(user)
    bodies = []
    for email in (user.email if make else "noen@example.test", "ingen@example.test"):
        answer = Client().post("/api/v1/token/", {"email": email, "password": password}, "application/json")
        assert answer.status_code == 401
        bodies.append({name: value for name, value in answer.json().items() if name != "instance"})
    assert bodies[0] == bodies[1]
