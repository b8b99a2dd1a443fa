"""A real HTTP server that serves metadata and keys as Maskinporten does, and signs tokens as it does."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

AUDIENCE = "https://fotfeste.test/api/v1/"
METADATA = "/.well-known/oauth-authorization-server"


@cache
def rsa_key(name: str) -> RSAKey:
    """A key with this id; the same every time, since making one is slow."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"}, private=True)


class Issuer:
    """The issuer: what it publishes can be changed while it runs, and it can fall silent."""

    def __init__(self) -> None:
        self.address = ""
        self.published = [rsa_key("one")]
        self.readings: list[str] = []
        self.is_down = False

    @property
    def name(self) -> str:
        """The issuer as it stands in tokens, with its slash."""
        return f"{self.address}/"

    def answer(self, path: str) -> dict[str, Any] | None:
        """What is published at a path."""
        self.readings.append(path)
        if path == METADATA:
            return {"issuer": self.name, "jwks_uri": f"{self.address}/jwk", "token_endpoint": f"{self.address}/token"}
        return {"keys": [key.as_dict(private=False) for key in self.published]} if path == "/jwk" else None

    def token(self, key: RSAKey | None = None, header: dict[str, Any] | None = None, **changed: Any) -> str:
        """A token that is good until something of it is changed; a claim that is None is left out."""
        signer = key or self.published[0]
        return jwt.encode({"alg": "RS256", "kid": signer.kid} | (header or {}), self.claims(**changed), signer)

    def claims(self, **changed: Any) -> dict[str, Any]:
        """The claims of a good token, with those that are changed."""
        now = int(time.time())
        claims = {
            "iss": self.name,
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + 120,
            "jti": "T2KUt3uf",
            "client_id": "3fa2",
            "client_amr": "private_key_jwt",
            "token_type": "Bearer",
            "scope": "fotfeste:participant.read",
            "consumer": organisation("910753614"),
        }
        return {name: value for name, value in (claims | changed).items() if value is not None}


def organisation(number: str) -> dict[str, str]:
    """An organisation as tokens name it."""
    return {"authority": "iso6523-actorid-upis", "ID": f"0192:{number}"}


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    """An issuer that runs while the block does."""
    issuer = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = None if issuer.is_down else issuer.answer(self.path)
            body = json.dumps(found).encode()
            self.send_response(503 if issuer.is_down else 200 if found else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        issuer.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield issuer
        finally:
            server.shutdown()
