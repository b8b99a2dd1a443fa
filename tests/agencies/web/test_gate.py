"""Every page is shut unless it says otherwise."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from agencies.models import Agency, Role
from tests.world import make_user

pytestmark = pytest.mark.django_db
OPEN = {
    "logg-inn/", "logg-inn/kode/", "logg-inn/hos/<slug:provider>/", "logg-inn/hos/<slug:provider>/svar/",
    "logg-inn/passnokkel/",
    "helse/", "sprak/", "invitasjon/<str:token>/",
    # One agreement, and a calendar without names: whoever has the secret.
    "avtale/<uuid:municipality>/", "kalender/fotfeste.ics",
}  # fmt: skip
# Machines come here with a token of their own and are answered 401, as at the API.
FOR_MACHINES = ("api/", "ims/oneroster/")
WITHOUT_AGENCY = {"velg-virksomhet/", "logg-ut/"}
OWN_LOGIN = "min-innlogging/"


def _pages(resolver: Any, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _pages(entry, route)
        elif isinstance(entry, URLPattern) and not route.lstrip("^").startswith(FOR_MACHINES):
            yield route


def _filled(route: str) -> str:
    kinds = {"<uuid:pk>": str(uuid4()), "<slug:tab>": "plan"}
    for written, value in kinds.items():
        route = route.replace(written, value)
    parts = [str(uuid4()) if part.startswith("<") else part for part in route.split("/")]
    return "/" + "/".join(parts)


def test_somebody_unknown_is_sent_to_log_in_from_every_page() -> None:
    routes = list(_pages(get_resolver()))
    assert "deltakere/<uuid:pk>/" in routes
    for route in set(routes) - OPEN:
        for answer in (Client().get(_filled(route)), Client().post(_filled(route))):
            assert answer.status_code == 302, route
            assert answer.headers["Location"].startswith("/logg-inn/"), route


def test_somebody_without_an_agency_is_sent_to_choose_one_from_every_page(municipality: Agency) -> None:
    user = make_user(municipality)
    for route in set(_pages(get_resolver())) - OPEN - WITHOUT_AGENCY:
        if route.startswith(OWN_LOGIN):
            continue
        client = Client()
        client.force_login(user)
        assert client.get(_filled(route)).headers["Location"].startswith("/velg-virksomhet/"), route


def test_htmx_is_told_to_go_to_the_log_in_page() -> None:
    answer = Client().get("/deltakere/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/logg-inn/"


def test_the_application_says_that_it_is_well() -> None:
    assert Client().get("/helse/").content == b"ok"


def test_the_language_can_be_changed_before_log_in() -> None:
    client = Client()
    answer = client.post("/sprak/", {"language": "en", "next": "/logg-inn/"})
    assert answer.headers["Location"] == "/logg-inn/"
    assert client.cookies["django_language"].value == "en"


@pytest.mark.parametrize(
    ("page", "role"),
    [
        ("/ansatte/", Role.NAV_ADVISER),
        ("/innsynslogg/", Role.ADMINISTRATOR),
        ("/deltakere/", Role.TEACHER),
        ("/deltakere/ny/", Role.NAV_ADVISER),
        ("/sok/", Role.PRIVACY_OFFICER),
    ],
)
def test_a_page_that_the_role_does_not_give_is_refused(page: str, role: Role, municipality: Agency) -> None:
    client = Client()
    client.force_login(make_user(municipality, role))
    assert client.get(page).status_code == 403


def test_no_browser_keeps_what_somebody_who_was_logged_in_has_seen(municipality: Agency) -> None:
    client = Client()
    client.force_login(make_user(municipality, Role.PROGRAMME_ADVISER))
    for address in ("/", "/deltakere/", "/finnes-ikke/"):
        assert client.get(address).headers["Cache-Control"] == "no-store, private"
