"""The certified identity provider of ``certified.mjs``, and a browser that goes there and comes back."""

import json
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.test import Client

from config.frontend import node

CLIENT, SECRET, PIN = "fotfeste", "hemmelig", "1234"
START = "/logg-inn/hos/entra/"
_PROGRAM = Path(__file__).with_suffix(".mjs")
_PATIENCE = 30


class CertifiedProvider:
    """The provider as the tests steer it; ``people`` are those who can log in there, by name."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self._process, self._log = process, log
        self.people: dict[str, dict[str, Any]] = {}
        self.address = str(self._answer()["issuer"])

    def begin_anew(self) -> None:
        """Nobody works here, one key signs and is published, and we are known under the address of the settings."""
        self.people = {}
        back = f"{settings.PUBLIC_URL}{START}svar/"
        client = {"client_id": CLIENT, "client_secret": SECRET, "redirect_uris": [back]}
        self.change(client=client, people={}, signs="one", publishes=["one"], asked={})

    def employ(self, person: str, *, acr: str = "Level3", **claims: Any) -> None:
        """Let somebody log in with the PIN; who is there already is known by other claims from now on."""
        self.people[person] = {"pin": PIN, "acr": acr, "claims": claims}
        self.change(people=self.people)

    def change(self, **facts: Any) -> dict[str, Any]:
        """Change what the program knows (``state`` there); what it was asked for last comes back."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(facts) + "\n")
        self._process.stdin.flush()
        return dict(self._answer()["asked"])

    def settings(self, **more: Any) -> dict[str, Any]:
        """The provider as the installation knows it."""
        known = {
            "code": "entra", "name": "Kommunens innlogging", "issuer": self.address, "client_id": CLIENT,
            "client_secret": SECRET, "scope": "openid email profile groups", "claim": "groups", "acr": "",
            "email_domains": ("bergen.test",),
        }  # fmt: skip
        return known | more

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        is_there, _, _ = select.select([self._process.stdout], [], [], _PATIENCE)
        line = self._process.stdout.readline() if is_there else ""
        if not line:
            raise RuntimeError(f"The identity provider does not answer: {self._log.read_text()}")
        return dict(json.loads(line))


@contextmanager
def running_certified_provider(log: Path) -> Iterator[CertifiedProvider]:
    """A provider that runs while the block does, and no longer than this process whatever becomes of it."""
    with log.open("w") as complaints:
        process = subprocess.Popen(
            [node(), str(_PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, text=True
        )
    with process:
        try:
            yield CertifiedProvider(process, log)
        finally:
            assert process.stdin
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


class Colleague:
    """Somebody at a browser, with one jar of cookies for us and another for the provider."""

    def __init__(self, name: str = "kari") -> None:
        self.name = name
        self.here, self.there = Client(), requests.Session()
        self.saw_form = False

    def log_in(self, start: str = START) -> Any:
        """Through the provider and back; our answer to the coming back."""
        return self.come_back(self.answer_at_provider(self.leave(start)))

    def leave(self, start: str = START) -> str:
        """The address at the provider that we send the browser to."""
        away = self.here.get(start)
        assert away.status_code == 302, away.content
        return away.headers["Location"]

    def answer_at_provider(self, address: str) -> str:
        """Log in there where it asks; the address back to us. ``saw_form`` tells whether it asked."""
        answer = self.there.get(address, allow_redirects=False, timeout=_PATIENCE)
        self.saw_form = False
        while not answer.headers.get("Location", "").startswith(settings.PUBLIC_URL):
            if answer.is_redirect:
                following = requests.compat.urljoin(answer.url, answer.headers["Location"])
                answer = self.there.get(following, allow_redirects=False, timeout=_PATIENCE)
            else:
                assert not self.saw_form
                assert answer.status_code == 200, answer.text
                self.saw_form = True
                given = {"person": self.name, "pin": PIN}
                answer = self.there.post(answer.url, given, allow_redirects=False, timeout=_PATIENCE)
        return str(answer.headers["Location"])

    def come_back(self, address: str) -> Any:
        """Our answer at the address that the provider sends the browser to."""
        parts = urlsplit(address)
        return self.here.get(f"{parts.path}?{parts.query}")

    def is_in(self) -> bool:
        """Whether we let the browser in."""
        return self.here.get("/min-innlogging/").status_code == 200
