"""What a browser is told with every page: where scripts come from, who learns of the address, that it is HTTPS."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from agencies.models import Role
from tests.access.asking import text_of
from tests.access.world import Situation, World
from tests.config.production import production_settings

pytestmark = pytest.mark.xdist_group("access-matrix")
YEAR = 60 * 60 * 24 * 365
ROLES = (Role.TEAM_LEADER, Role.NAV_ADVISER, Role.TEACHER, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.LEADER)
# By default every third address is asked for.
COMPARED = [pytest.param(ROLES[0], 3), *(pytest.param(role, 1, marks=pytest.mark.exhaustive) for role in ROLES)]
# So that the pages themselves are looked at, and not their refusals alone.
_SHOWN_AT_LEAST = {Role.TEAM_LEADER: 100}
# Scripts by the nonce of this very answer; none at all where the page has no script.
_SCRIPTS = re.compile(r"script-src(?: 'nonce-(?P<nonce>[\w+/]{22}==)')?(?:;|\Z)")
_REFERRER = {"same-origin", "strict-origin", "no-referrer"}
_STRICT = ("'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "*", "http:", "https:", "blob:")
_PARTS = {
    "<str:token>": "x",
    "<slug:tab>": "historikk",
    "<slug:act>": "bekreft",
    "<slug:kind>": "barn",
    "<uuid:membership>": "{pk}",
}


class _Inline(HTMLParser):
    """Finds what a strict policy would stop: scripts, styles and handlers that stand in the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.nonces: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        kind = given.get("type") or ""
        if (tag == "script" and not given.get("src") and kind != "application/json") or tag == "style":
            self.found.append(f"<{tag}>")
        if tag == "script" and given.get("src"):
            self.nonces.append(given.get("nonce"))
        self.found += [f"{name} on <{tag}>" for name in given if name.startswith("on") or name == "style"]
        self.found += [f"{name}={value}" for name, value in attrs if (value or "").lower().startswith("javascript:")]


def _templates(patterns: list[Any], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        template = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _templates(pattern.url_patterns, template)
        elif isinstance(pattern, URLPattern) and "(?P" not in template:
            yield template.replace("^", "").replace("\\Z", "")


ADDRESSES = sorted(set(_templates(get_resolver().url_patterns)))


def _address(world: World, template: str) -> str:
    before = template.partition("/<uuid:")[0]
    row = world.row(Situation.OWN, before) or world.cases[Situation.OWN].person
    address = template
    for part, value in _PARTS.items():
        address = address.replace(part, value)
    return "/" + re.sub(r"<uuid:\w+>|\{pk\}", str(row.pk), re.sub(r"<(str|slug|path|int):\w+>", "1", address))


def _faults(address: str, response: Any) -> Iterator[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    scripts = _SCRIPTS.search(policy)
    if "default-src 'none'" not in policy or not scripts:
        yield f"{address}: policy {policy!r}"
    yield from (f"{address}: {word} in the policy" for word in _STRICT if word in policy.replace(";", " ").split())
    if response.headers.get("Referrer-Policy") not in _REFERRER:
        yield f"{address}: referrer {response.headers.get('Referrer-Policy')!r}"
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        yield f"{address}: type may be guessed"
    if response.headers.get("X-Frame-Options") != "DENY":
        yield f"{address}: may be framed"
    if f"max-age={YEAR}" not in response.headers.get("Strict-Transport-Security", ""):
        yield f"{address}: no HSTS"
    if [name for name in response.headers if name.lower().startswith("access-control")]:
        yield f"{address}: open to other origins"
    if response.headers.get("Content-Type", "").startswith("text/html"):
        yield from (f"{address}: {found}" for found in _in_page(text_of(response), scripts))


def _in_page(text: str, scripts: re.Match[str] | None) -> Iterator[str]:
    reader = _Inline()
    reader.feed(text)
    yield from reader.found
    if set(reader.nonces) - {scripts["nonce"] if scripts else ""}:
        yield f"scripts with the nonces {reader.nonces}"


@pytest.mark.parametrize(("role", "step"), COMPARED)
def test_every_page_and_every_answer_of_the_api_has_the_strict_headers(
    world: World, role: Role, step: int, settings: Any
) -> None:
    settings.SECURE_HSTS_SECONDS = YEAR
    client = Client(headers={"Origin": "https://evil.example"})
    client.force_login(world.staff[role])
    faults: list[str] = []
    shown = 0
    for template in ADDRESSES[::step]:
        address = _address(world, template)
        response = client.get(address, secure=True)
        faults += _faults(address, response)
        shown += response.status_code == 200
    assert sorted(set(faults)) == []
    assert shown >= _SHOWN_AT_LEAST.get(role, 10) / step


def test_the_pages_of_those_who_are_not_logged_in_have_them_too(world: World, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = YEAR
    client = Client(headers={"Origin": "https://evil.example"})
    addresses = ("/logg-inn/", "/finnes-ikke/", "/api/docs/", "/api/v1/participants/", "/invitasjon/x/", "/helse/")
    faults = [fault for address in addresses for fault in _faults(address, client.get(address, secure=True))]
    assert faults == []


def test_no_two_answers_have_the_same_nonce(world: World) -> None:
    found = [_SCRIPTS.search(Client().get("/logg-inn/").headers["Content-Security-Policy"]) for _ in range(3)]
    assert len({match["nonce"] for match in found if match and match["nonce"]}) == 3


@pytest.mark.parametrize("method", ["options", "get", "post"])
def test_the_api_lets_no_other_origin_in(world: World, method: str) -> None:
    client = Client()
    ask = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for address in ("/api/v1/participants/", "/api/v1/token/", "/api/schema/", "/"):
        response = getattr(client, method)(address, headers=ask)
        assert [name for name in response.headers if name.lower().startswith("access-control")] == []


_NAMES = (
    "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY", "CSRF_COOKIE_SAMESITE", "LANGUAGE_COOKIE_SECURE",
    "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT", "SECURE_CONTENT_TYPE_NOSNIFF",
)  # fmt: skip


def test_in_production_cookies_are_secure_and_https_is_held_to() -> None:
    assert production_settings(*_NAMES) == {
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "LANGUAGE_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": YEAR,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
    }
