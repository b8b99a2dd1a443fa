"""An identity provider that does wrong, for the faults that a certified one (``certified``) cannot be brought to make.

It signs with keys that it does not publish, or not at all, and for others than whoever asked; or it is another one
than it says.
"""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import Key

from tests.agencies.machines.issuer import rsa_key

CLIENT, SECRET = "fotfeste", "hemmelig"


class IdentityProvider:
    """Logs in ``person`` at once, and signs what ``sign`` makes of the claims, changed claim by claim."""

    def __init__(self) -> None:
        self.address = ""
        self.person: dict[str, Any] = {}
        self.changed: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.sign: Callable[[dict[str, Any]], str] = signed
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
            published = {f"{name}_endpoint": f"{self.address}/{name}" for name in names}
            return {"issuer": self.address, "jwks_uri": f"{self.address}/jwks"} | published | self.metadata
        if path == "/jwks":
            return {"keys": [rsa_key("one").as_dict(private=False)]}
        return self.person | self.userinfo if path == "/userinfo" else None

    def send_back(self, query: str) -> str:
        """Where the browser goes from the log-in page."""
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        code = f"code-{len(self._codes)}"
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def tokens(self, body: str) -> dict[str, Any]:
        """The tokens for a code."""
        form = {name: values[0] for name, values in parse_qs(body).items()}
        now, asked = int(time.time()), self._codes.pop(form["code"])
        claims = {
            "iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked["nonce"], "auth_time": now,
        } | self.person | self.changed  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        return {"access_token": "a", "id_token": self.sign(claims)}


def signed(claims: dict[str, Any], *, key: Key | None = None, kid: str = "one", algorithm: str = "RS256") -> str:
    """The claims as a token, signed as a good provider does unless told otherwise."""
    return jwt.encode({"alg": algorithm, "kid": kid}, claims, key or rsa_key("one"), algorithms=[algorithm])


def unsigned(claims: dict[str, Any]) -> str:
    """The claims as a token that nobody has signed."""
    parts = (json.dumps(part).encode() for part in ({"alg": "none", "kid": "one"}, claims))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


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
            self._send(provider.tokens(body))

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
