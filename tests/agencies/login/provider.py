"""An identity provider of the tests' own: real HTTP, real signatures, PKCE and client secret checked."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.agencies.machines.issuer import rsa_key

CLIENT, SECRET = "fotfeste", "hemmelig"


class IdentityProvider:
    """Logs in whoever ``person`` says at once; what it signs can be changed claim by claim, and with another key."""

    def __init__(self) -> None:
        self.address = ""
        self.person: dict[str, Any] = {}
        self.changed: dict[str, Any] = {}
        self.key: RSAKey = rsa_key("one")
        self.asked: dict[str, str] = {}
        self.only_at_userinfo: tuple[str, ...] = ()
        self._codes: dict[str, dict[str, str]] = {}

    def settings(self, **more: Any) -> dict[str, Any]:
        """The provider as the installation knows it."""
        known = {
            "code": "entra", "name": "Kommunens innlogging", "issuer": self.address, "client_id": CLIENT,
            "client_secret": SECRET, "scope": "openid email profile", "claim": "groups", "acr": "",
            "email_domains": ("bergen.test",),
        }  # fmt: skip
        return known | more

    def answer(self, path: str) -> dict[str, Any] | None:
        """What is published at a path."""
        if path == "/.well-known/openid-configuration":
            names = ("authorization", "token", "userinfo")
            return {"issuer": self.address, "jwks_uri": f"{self.address}/jwks"} | {
                f"{name}_endpoint": f"{self.address}/{name}" for name in names
            }
        if path == "/jwks":
            return {"keys": [rsa_key("one").as_dict(private=False)]}
        return self.person if path == "/userinfo" else None

    def send_back(self, query: str) -> str:
        """Where the browser goes from the log-in page."""
        self.asked = {name: values[0] for name, values in parse_qs(query).items()}
        code = f"code-{len(self._codes)}"
        self._codes[code] = self.asked
        return f"{self.asked['redirect_uri']}?{urlencode({'code': code, 'state': self.asked['state']})}"

    def tokens(self, authorization: str, body: str) -> dict[str, Any] | None:
        """The tokens for a code, once, for whoever knows its verifier and the client's secret."""
        form = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self._codes.pop(form["code"], None)
        known = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or authorization != known or challenge != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked["nonce"], "auth_time": now,
        } | {name: value for name, value in self.person.items() if name not in self.only_at_userinfo}  # fmt: skip
        claims = {name: value for name, value in (claims | self.changed).items() if value is not None}
        return {"access_token": "a", "id_token": jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)}


@contextmanager
def running_provider() -> Iterator[IdentityProvider]:
    """A provider that runs while the block does."""
    provider = IdentityProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorization":
                self.send_response(302)
                self.send_header("Location", provider.send_back(parts.query))
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self._send(provider.answer(parts.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._send(provider.tokens(self.headers.get("Authorization", ""), body))

        def _send(self, found: dict[str, Any] | None) -> None:
            body = json.dumps(found).encode()
            self.send_response(200 if found else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield provider
        finally:
            server.shutdown()
