"""The identity providers that an installation knows, and what they publish of themselves (OpenID Connect Discovery)."""

import time
from dataclasses import dataclass
from typing import Any

import orjson
import requests
from django.conf import settings

from agencies.machines.keys import KeyStore

TIMEOUT = (2, 5)
_FRESH_SECONDS = 60 * 60
_MOST_BYTES = 256 * 1024
_metadata: dict[str, tuple[float, dict[str, Any]]] = {}
_stores: dict[str, KeyStore] = {}


class ProviderUnavailable(Exception):
    """The provider did not answer, or not as itself."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider (``config.settings.oidc``).

    ``claim`` holds what mappings to roles are made from. An e-mail address is believed within ``email_domains`` only.
    ``acr``: the level of assurance that a log-in must have; "" for whichever the provider gives. ``number_claim`` has
    the identity number of whoever logs in; "" where the provider does not tell it.
    """

    code: str
    name: str
    issuer: str
    client_id: str
    client_secret: str
    scope: str
    claim: str
    acr: str
    email_domains: tuple[str, ...]
    number_claim: str = ""

    def endpoint(self, name: str) -> str:
        """An address of the provider's; one that is not HTTPS although the issuer is, is not taken."""
        address = str(self.metadata().get(name) or "")
        if not address or (self.issuer.startswith("https://") and not address.startswith("https://")):
            raise ProviderUnavailable(name)
        return address

    def metadata(self) -> dict[str, Any]:
        """What the provider publishes, read once an hour."""
        read_at, found = _metadata.get(self.issuer, (float("-inf"), {}))
        if time.monotonic() - read_at > _FRESH_SECONDS:
            found = read_json("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != self.issuer:
                raise ProviderUnavailable("issuer")
            _metadata[self.issuer] = (time.monotonic(), found)
        return found

    def keys(self) -> KeyStore:
        """The provider's public keys, with rotation."""
        return _stores.setdefault(self.issuer, KeyStore(self.issuer, self.endpoint("jwks_uri")))


def providers() -> list[Provider]:
    """All, in the order of the settings."""
    return [Provider(**facts) for facts in settings.OIDC_PROVIDERS]


def provider_called(code: str) -> Provider | None:
    """The provider with this code."""
    return next((each for each in providers() if each.code == code), None)


def provider_of(issuer: str) -> Provider | None:
    """The provider with this issuer."""
    return next((each for each in providers() if each.issuer == issuer), None)


def read_json(method: str, address: str, **parts: Any) -> dict[str, Any]:
    """One object from the provider, without redirects and of bounded size."""
    try:
        with requests.request(method, address, timeout=TIMEOUT, allow_redirects=False, stream=True, **parts) as answer:
            body = answer.raw.read(_MOST_BYTES + 1, decode_content=True)
            is_good = answer.status_code == requests.codes.ok and len(body) <= _MOST_BYTES
        found = orjson.loads(body) if is_good else None
    except (requests.RequestException, OSError, ValueError) as error:
        raise ProviderUnavailable(type(error).__name__) from error
    if not isinstance(found, dict):
        raise ProviderUnavailable("answer")
    return found
