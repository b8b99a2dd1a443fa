"""The issuer's public keys (JWKS, RFC 7517): read when needed, kept, and read again when they have been changed.

Each process keeps its own. A known key goes on while the issuer does not answer; an unknown one makes us ask once, and
then not again for a while, so that nobody can make us hammer the issuer with invented key ids.
"""

import logging
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import orjson
import requests
from django.conf import settings
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

logger = logging.getLogger(__name__)

FRESH_SECONDS = 60 * 60
"""After this the keys are read again, so that a key that was withdrawn is let go."""
KEPT_SECONDS = 24 * 60 * 60
"""For this long known keys go on when the issuer does not answer."""
PAUSE_SECONDS = 30
"""The least time between two readings, whoever asks for what."""
TIMEOUT = (2, 4)
_MOST_BYTES = 256 * 1024
_LEAST_BITS = 2048


class KeysUnavailable(Exception):
    """The issuer did not answer, or with what cannot be read."""


@dataclass
class KeyStore:
    """The keys of one issuer, by their ids."""

    issuer: str
    jwks_url: str
    _keys: dict[str, RSAKey] = field(default_factory=dict)
    _read_at: float = float("-inf")
    _asked_at: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def key(self, kid: str) -> RSAKey | None:
        """The key with this id; None when the issuer has none, or has been silent for too long."""
        if self._wants_reading(kid):
            self._read(kid)
        return self._keys.get(kid) if time.monotonic() - self._read_at < KEPT_SECONDS else None

    def _wants_reading(self, kid: str) -> bool:
        now = time.monotonic()
        is_wanted = kid not in self._keys or now - self._read_at > FRESH_SECONDS
        return is_wanted and now - self._asked_at > PAUSE_SECONDS

    def _read(self, kid: str) -> None:
        # Whoever has a key that only is no longer fresh does not wait for the thread that reads.
        if not self._lock.acquire(blocking=kid not in self._keys):
            return
        try:
            if not self._wants_reading(kid):
                return
            self._asked_at = time.monotonic()
            self._keys = _keys_at(self.jwks_url or _jwks_url_of(self.issuer))
            self._read_at = time.monotonic()
        except KeysUnavailable as error:
            logger.warning("machine_keys_not_read: %s", error)
        finally:
            self._lock.release()


_stores: dict[tuple[str, str], KeyStore] = {}


def key_store() -> KeyStore:
    """The keys of the issuer in the settings."""
    where = (settings.MACHINE_TOKEN_ISSUER, settings.MACHINE_TOKEN_JWKS_URL)
    return _stores.setdefault(where, KeyStore(*where))


def _jwks_url_of(issuer: str) -> str:
    """What the issuer's metadata say (RFC 8414), which must be the metadata of this issuer and of no other."""
    metadata = _json_at(f"{issuer.rstrip('/')}/.well-known/oauth-authorization-server")
    address = metadata.get("jwks_uri")
    if metadata.get("issuer") != issuer or not isinstance(address, str):
        raise KeysUnavailable("the metadata are another issuer's")
    if issuer.startswith("https://") and not address.startswith("https://"):
        raise KeysUnavailable("the keys are not at an HTTPS address")
    return address


def _keys_at(address: str) -> dict[str, RSAKey]:
    listed = _json_at(address).get("keys")
    if not isinstance(listed, list):
        raise KeysUnavailable("no list of keys")
    keys = {kid: key for kid, key in map(_key_of, listed) if key}
    if not keys:
        raise KeysUnavailable("no key that can be used")
    return keys


def _key_of(member: Any) -> tuple[str, RSAKey | None]:
    """One key and its id; those of other kinds and uses, and weak ones, are passed over."""
    if not isinstance(member, dict) or member.get("kty") != "RSA" or member.get("use", "sig") != "sig":
        return "", None
    kid = member.get("kid")
    try:
        # The public part only, whatever else the issuer should let slip.
        key = RSAKey.import_key({name: member[name] for name in ("kty", "n", "e")})
        is_strong = key.public_key.key_size >= _LEAST_BITS
    except (JoseError, KeyError, TypeError, ValueError):
        return "", None
    return (kid, key) if isinstance(kid, str) and kid and is_strong else ("", None)


def _json_at(address: str) -> dict[str, Any]:
    try:
        # No redirects: an address that leads elsewhere is not the issuer.
        with requests.get(
            address, timeout=TIMEOUT, allow_redirects=False, headers={"Accept": "application/json"}, stream=True
        ) as answer:
            if answer.status_code != requests.codes.ok:
                raise KeysUnavailable(f"answered {answer.status_code}")
            body = answer.raw.read(_MOST_BYTES + 1, decode_content=True)
        if len(body) > _MOST_BYTES:
            raise KeysUnavailable("answered too much")
        found = orjson.loads(body)
    except (requests.RequestException, OSError, ValueError) as error:
        raise KeysUnavailable(type(error).__name__) from error
    if not isinstance(found, dict):
        raise KeysUnavailable("answered no object")
    return found
