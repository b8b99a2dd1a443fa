"""Log-in at an identity provider: code flow with PKCE, state and nonce (OpenID Connect Core 3.1, RFC 7636)."""

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from joserfc import jws, jwt
from joserfc.errors import JoseError

from agencies.oidc.identity import Identity
from agencies.oidc.providers import Provider, ProviderUnavailable, read_json

ALGORITHMS = ("RS256", "RS384", "RS512")
LEEWAY_SECONDS = 30
WAIT_SECONDS = 10 * 60
"""How long somebody may take at the provider."""
_WAITING = "oidc"


class LoginFailed(Exception):
    """What came back is not a log-in; the text is a code for the log, never shown with anything of the answer."""


def begin(session: Any, provider: Provider, return_to: str, *, again: bool = False, **kept: str) -> str:
    """Where to send the browser. ``again``: the person must prove who they are now, whatever the provider remembers."""
    waiting = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    session[_WAITING] = waiting | kept | {"provider": provider.code, "at": time.time(), "again": again}
    challenge = base64.urlsafe_b64encode(hashlib.sha256(waiting["verifier"].encode()).digest()).rstrip(b"=")
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": return_to,
        "scope": provider.scope,
        "state": waiting["state"],
        "nonce": waiting["nonce"],
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
        # Whoever is asked for an age must say when the person proved it (OpenID Connect Core 2, auth_time): without
        # that a protected case would wait for a second proof right after the first.
        "max_age": "0" if again else str(settings.SESSION_COOKIE_AGE),
    }
    if provider.acr:
        asked["acr_values"] = provider.acr
    if again:
        asked["prompt"] = "login"
    return f"{provider.endpoint('authorization_endpoint')}?{urlencode(asked)}"


def finish(
    session: Any, provider: Provider, return_to: str, answer: Mapping[str, str]
) -> tuple[Identity, dict[str, Any]]:
    """Who has logged in, and what was kept at ``begin``; ``LoginFailed`` for everything that is not as asked.

    Each question is answered once: it is taken out of the session before the answer is looked at.
    """
    waiting = session.pop(_WAITING, None) or {}
    is_asked = waiting.get("provider") == provider.code and time.time() - waiting.get("at", 0) < WAIT_SECONDS
    if not is_asked or not secrets.compare_digest(answer.get("state", "").encode(), waiting["state"].encode()):
        raise LoginFailed("state")
    # Where the provider names itself, it must be the one that was asked (RFC 9207).
    if answer.get("error") or not answer.get("code") or answer.get("iss", provider.issuer) != provider.issuer:
        raise LoginFailed("answer")
    try:
        tokens = read_json(
            "POST",
            provider.endpoint("token_endpoint"),
            auth=(provider.client_id, provider.client_secret),
            data={
                "grant_type": "authorization_code",
                "code": answer["code"],
                "redirect_uri": return_to,
                "code_verifier": waiting["verifier"],
            },
        )
        claims = _verified(provider, str(tokens.get("id_token", "")), waiting)
        return Identity.of(provider, _with_more(provider, tokens, claims)), waiting
    except ProviderUnavailable as error:
        raise LoginFailed("provider") from error


def _verified(provider: Provider, token: str, waiting: Mapping[str, Any]) -> dict[str, Any]:
    try:
        header = jws.extract_compact(token.encode()).headers()
        key = provider.keys().key(str(header.get("kid", "")))
        if key is None or header.get("alg") not in ALGORITHMS:
            raise LoginFailed("key")
        claims = dict(jwt.decode(token, key, algorithms=list(ALGORITHMS)).claims)
        wanted: dict[str, Any] = {
            "iss": {"essential": True, "value": provider.issuer},
            "sub": {"essential": True},
            "aud": {"essential": True, "value": provider.client_id},
            "exp": {"essential": True},
            "iat": {"essential": True},
            "nonce": {"essential": True, "value": waiting["nonce"]},
        }
        if provider.acr:
            wanted["acr"] = {"essential": True, "value": provider.acr}
        jwt.JWTClaimsRegistry(leeway=LEEWAY_SECONDS, **wanted).validate(claims)
    except (JoseError, ValueError) as error:
        raise LoginFailed("token") from error
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise LoginFailed("azp")
    # Who was to prove it anew has, since the question was put (max_age, OpenID Connect Core 3.1.2.1).
    if waiting["again"] and float(claims.get("auth_time") or 0) < waiting["at"] - LEEWAY_SECONDS:
        raise LoginFailed("auth_time")
    return claims


def _with_more(provider: Provider, tokens: Mapping[str, Any], claims: dict[str, Any]) -> dict[str, Any]:
    """The claims, with those that the provider gives at its userinfo endpoint only; what is signed wins."""
    if not provider.metadata().get("userinfo_endpoint") or not tokens.get("access_token"):
        return claims
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    more = read_json("GET", provider.endpoint("userinfo_endpoint"), headers=bearer)
    if more.get("sub") != claims["sub"]:
        raise LoginFailed("userinfo")
    return more | claims
