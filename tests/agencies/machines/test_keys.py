"""The issuer's keys: kept, changed, withdrawn, and what happens while the issuer is silent."""

import pytest

from agencies.machines import keys
from agencies.machines.keys import FRESH_SECONDS, KEPT_SECONDS, PAUSE_SECONDS, key_store
from agencies.models import Agency
from tests.agencies.machines.conftest import Clock
from tests.agencies.machines.issuer import Issuer, rsa_key
from tests.agencies.machines.test_signed_tokens import assert_refused, call, let_in

pytestmark = pytest.mark.django_db


def test_a_new_key_is_fetched_once_when_a_token_names_it(municipality: Agency, issuer: Issuer, clock: Clock) -> None:
    let_in(municipality)
    assert call(issuer.token()).status_code == 200
    clock.wait(PAUSE_SECONDS + 1)
    issuer.published = [rsa_key("two"), rsa_key("one")]
    issuer.readings.clear()
    assert [call(issuer.token(rsa_key(name))).status_code for name in ("two", "one", "two")] == [200, 200, 200]
    assert issuer.readings.count("/jwk") == 1


def test_invented_key_ids_do_not_make_us_hammer_the_issuer(municipality: Agency, issuer: Issuer, clock: Clock) -> None:
    let_in(municipality)
    call(issuer.token())
    for number in range(20):
        assert_refused(call(issuer.token(header={"kid": f"invented-{number}"})), "unknown key")
    assert issuer.readings.count("/jwk") == 1
    clock.wait(PAUSE_SECONDS + 1)
    for number in range(20):
        call(issuer.token(header={"kid": f"invented-{number}"}))
    assert issuer.readings.count("/jwk") == 2
    assert call(issuer.token()).status_code == 200


def test_a_key_that_was_withdrawn_is_let_go_within_the_hour(municipality: Agency, issuer: Issuer, clock: Clock) -> None:
    let_in(municipality)
    old = issuer.token()
    assert call(old).status_code == 200
    issuer.published = [rsa_key("two")]
    assert call(old).status_code == 200
    clock.wait(FRESH_SECONDS + 1)
    assert_refused(call(old), "unknown key")
    assert call(issuer.token()).status_code == 200


def test_while_the_issuer_is_silent_a_known_key_goes_on_and_an_unknown_is_refused(
    municipality: Agency, issuer: Issuer, clock: Clock
) -> None:
    let_in(municipality)
    known = issuer.token()
    assert call(known).status_code == 200
    issuer.is_down = True
    clock.wait(FRESH_SECONDS + 1)
    assert call(known).status_code == 200
    assert_refused(call(issuer.token(rsa_key("two"))), "unknown key")
    clock.wait(KEPT_SECONDS)
    assert_refused(call(known), "unknown key")
    issuer.is_down = False
    clock.wait(PAUSE_SECONDS + 1)
    assert call(known).status_code == 200


def test_when_the_issuer_was_never_reached_every_token_is_refused(municipality: Agency, issuer: Issuer) -> None:
    let_in(municipality)
    issuer.is_down = True
    assert_refused(call(issuer.token()), "unknown key")


@pytest.mark.parametrize(
    "member",
    [
        {"kty": "EC", "crv": "P-256", "x": "eA", "y": "eA", "kid": "one"},
        {"kty": "oct", "k": "c2VjcmV0", "kid": "one"},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "one"},
        {"kty": "RSA", "kid": "one"},
        "one",
    ],
)
def test_a_key_of_another_kind_or_too_weak_is_passed_over(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch, member: object
) -> None:
    good = rsa_key("two").as_dict(private=False)
    monkeypatch.setattr(issuer, "answer", lambda _path: {"keys": [member, {**good, "use": "enc", "kid": "x"}, good]})
    monkeypatch.setattr(keys, "_jwks_url_of", lambda _issuer: f"{issuer.address}/jwk")
    store = key_store()
    assert [store.key(kid) is not None for kid in ("one", "x", "two")] == [False, False, True]


def test_the_metadata_of_another_issuer_are_not_believed(
    municipality: Agency, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(municipality)
    answer = issuer.answer
    monkeypatch.setattr(issuer, "answer", lambda path: (answer(path) or {}) | {"issuer": "https://evil.example/"})
    assert_refused(call(issuer.token()), "unknown key")
