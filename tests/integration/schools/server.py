"""A OneRoster server over real HTTP, in a thread: pages, tokens that run out, and whatever goes wrong out there."""

import base64
import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

CLIENT, SECRET = "fotfeste", "hemmelig/+:&"
_SINCE = re.compile(r"dateLastModified>='([^']+)'")


class School:
    """What the server holds, and how it behaves.

    ``faults`` are answers (status, headers, body) that come instead, one each, before the real ones;
    ``token_uses`` is how many requests a token lasts; ``largest_page`` caps ``limit``.
    """

    def __init__(self, version: str = "1.2") -> None:
        self.version = version
        self.collections: dict[str, list[dict[str, Any]]] = {}
        self.missing: set[str] = {"demographics", "categories", "lineItems", "results"}
        self.faults: list[tuple[int, dict[str, str], bytes]] = []
        self.token_faults: list[int] = []
        self.token_uses = 10_000
        self.largest_page = 10_000
        self.with_link = True
        self.basic_only = True
        self.url = ""
        self.asked: list[str] = []
        self.tokens: dict[str, int] = {}
        self.calls: Counter[str] = Counter()
        self.scopes: list[str] = []

    @property
    def base_url(self) -> str:
        """Where the rostering service is."""
        return f"{self.url}/ims/oneroster/v1p1" if self.version == "1.1" else f"{self.url}/ims/oneroster/rostering/v1p2"

    @property
    def token_url(self) -> str:
        return f"{self.url}/token"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    school: School

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
        self.school.calls["token"] += 1
        if self.school.token_faults:
            self._answer(self.school.token_faults.pop(0), {"error": "server_error"})
            return
        given = self.headers.get("Authorization", "").removeprefix("Basic ")
        by_basic = base64.b64decode(given).decode().partition(":")[::2] == (CLIENT, SECRET) if given else False
        by_body = (form.get("client_id"), form.get("client_secret")) == ([CLIENT], [SECRET])
        if not (by_basic if self.school.basic_only else by_body):
            self._answer(401, {"error": "invalid_client"})
            return
        self.school.scopes += form["scope"]
        token = f"token-{self.school.calls['token']}"
        self.school.tokens[token] = self.school.token_uses
        self._answer(200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600})

    def do_GET(self) -> None:
        self.school.asked.append(self.path)
        if self.school.faults:
            status, headers, body = self.school.faults.pop(0)
            self._send(status, body, headers)
            return
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.school.tokens.get(token, 0) <= 0:
            self._answer(401, {"imsx_codeMajor": "failure"})
            return
        self.school.tokens[token] -= 1
        self._collection()

    def _collection(self) -> None:
        parts = urlsplit(self.path)
        name = parts.path.rpartition("/")[2]
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self.school.calls[name] += 1
        if name in self.school.missing:
            self._answer(404, {"imsx_codeMajor": "failure"})
            return
        rows = self.school.collections.get(name, [])
        if since := _SINCE.search(query.get("filter", "")):
            rows = [row for row in rows if row["dateLastModified"] >= since[1]]
        limit, offset = min(int(query["limit"]), self.school.largest_page), int(query["offset"])
        headers = {"X-Total-Count": str(len(rows))}
        if self.school.with_link and offset + limit < len(rows):
            onward = f"{self.school.url}{parts.path}?limit={limit}&offset={offset + limit}"
            onward += f"&filter={query['filter'].replace(' ', '%20')}" if "filter" in query else ""
            headers["Link"] = f'<{onward}>; rel="next"'
        self._answer(200, {name: rows[offset : offset + limit]}, headers)

    def _answer(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(body).encode(), headers or {})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(school: School) -> Iterator[School]:
    """Serve the school for the length of the block."""
    handler = type("Handler", (_Handler,), {"school": school})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    school.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield school
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
