"""What an identity provider may do wrong, and lets nobody in: tokens for others, of others, of nobody; silence."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client
from joserfc.jwk import OctKey

from agencies.models import Agency, Role
from tests.agencies.login.provider import SECRET, IdentityProvider, running_provider, signed, unsigned
from tests.agencies.machines.issuer import rsa_key
from tests.world import make_user

pytestmark = pytest.mark.django_db
START = "/logg-inn/hos/entra/"


@pytest.fixture
def provider(settings: Any, municipality: Agency) -> Iterator[IdentityProvider]:
    """With somebody who works here and is believed, as long as the provider does nothing wrong."""
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    user.email = "kari@bergen.test"
    user.save()
    with running_provider() as running:
        settings.OIDC_PROVIDERS = [running.settings()]
        running.person = {"sub": "abc", "email": user.email}
        yield running


def _log_in() -> Client:
    client = Client()
    away = client.get(START).headers["Location"]
    back = requests.get(away, allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    assert client.get(f"{parts.path}?{parts.query}").status_code == 302
    return client


def _is_in(client: Client) -> bool:
    return client.get("/min-innlogging/").status_code == 200


def test_while_it_does_nothing_wrong_its_people_get_in(provider: IdentityProvider) -> None:
    assert _is_in(_log_in())


_WRONG: list[dict[str, Any]] = [
    {"iss": "https://andre.test"}, {"aud": "andre"}, {"aud": ["fotfeste", "andre"], "azp": "andre"}, {"aud": None},
    {"exp": 1}, {"exp": None}, {"iat": None}, {"nonce": "x"}, {"nonce": None}, {"sub": None}, {"azp": "andre"},
]  # fmt: skip


@pytest.mark.parametrize("changed", _WRONG, ids=str)
def test_a_token_that_is_not_for_this_log_in_is_refused(provider: IdentityProvider, changed: dict[str, Any]) -> None:
    provider.changed = changed
    client = _log_in()
    assert "kunne ikke fullføres" in client.get("/logg-inn/").content.decode()
    assert not _is_in(client)


def _by_the_published_key_as_a_secret(claims: dict[str, Any]) -> str:
    return signed(claims, key=OctKey.import_key(rsa_key("one").as_pem(private=False)), algorithm="HS256")


_SIGNATURES: dict[str, Callable[[dict[str, Any]], str]] = {
    "another key under a published name": lambda claims: signed(claims, key=rsa_key("two")),
    "a key that is not published": lambda claims: signed(claims, key=rsa_key("two"), kid="two"),
    "none": unsigned,
    "our own secret": lambda claims: signed(claims, key=OctKey.import_key(SECRET * 4), algorithm="HS256"),
    "the published key as a secret": _by_the_published_key_as_a_secret,
    "no token": lambda claims: "",
}


@pytest.mark.parametrize("sign", _SIGNATURES.values(), ids=_SIGNATURES)
def test_a_token_that_is_not_signed_with_a_published_key_is_refused(
    provider: IdentityProvider, sign: Callable[[dict[str, Any]], str]
) -> None:
    provider.sign = sign
    assert not _is_in(_log_in())


def test_what_is_said_of_somebody_else_than_the_token_names_is_refused(provider: IdentityProvider) -> None:
    provider.userinfo = {"sub": "en-annen"}
    assert not _is_in(_log_in())


def test_what_is_signed_counts_before_what_is_not(provider: IdentityProvider) -> None:
    provider.changed, provider.userinfo = {"email_verified": False}, {"email_verified": True}
    assert not _is_in(_log_in())


def test_metadata_of_another_issuer_lead_nowhere(provider: IdentityProvider) -> None:
    provider.metadata = {"issuer": "https://andre.test"}
    client = Client()
    assert client.get(START).headers["Location"] == "/logg-inn/"
    assert "svarer ikke" in client.get("/logg-inn/").content.decode()


def test_a_provider_that_is_silent_or_unknown_is_said_to_be_so(settings: Any) -> None:
    assert Client().get("/logg-inn/hos/ukjent/").status_code == 404
    silent = IdentityProvider()
    silent.address = "http://127.0.0.1:9"
    settings.OIDC_PROVIDERS = [silent.settings()]
    client = Client()
    assert client.get(START).headers["Location"] == "/logg-inn/"
    assert "svarer ikke" in client.get("/logg-inn/").content.decode()
