"""Every main page, for those who use it: no fault of accessibility, nothing wider than the screen, no complaint."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from agencies.models import Role
from participants.operations.flagging import flag_municipality
from tests.e2e.conftest import Receive
from tests.e2e.town import Town, build_town
from tests.e2e.visitor import PASSWORD, Visitor
from tests.world import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.fixture
def town() -> Town:
    built = build_town(timezone.localdate())
    flag_municipality(built.municipality.pk, timezone.localdate())
    return built


def test_log_in_and_its_refusal(town: Town, receive: Receive) -> None:
    visitor = receive()
    visitor.go("/")
    visitor.inspect("log-in")
    visitor.page.get_by_label("E-post").fill("ingen@example.test")
    visitor.page.get_by_label("Passord").fill("feil")
    visitor.page.get_by_role("button", name="Logg inn", exact=True).click()
    expect(visitor.page.get_by_role("main")).to_contain_text("passord")
    visitor.faults.clear()
    visitor.inspect("log-in-refused")


def test_the_pages_that_casework_opens_most(town: Town, receive: Receive) -> None:
    person = f"/deltakere/{town.ending.participant_id}/"
    pages = {"leader-my-work": "/", "portfolio": "/deltakere/", "history": f"{person}historikk/"}
    _inspect(receive(town.leader), pages)


@pytest.mark.exhaustive
def test_the_other_pages_of_casework(town: Town, receive: Receive) -> None:
    person = f"/deltakere/{town.ending.participant_id}/"
    pages = {
        "leader-everybody": "/?hvem=alle",
        "enrol": "/deltakere/ny/",
        "award": f"/deltakere/{town.waiting.pk}/program/tildel/",
        "changes": f"{person}endringer/",
        "assign": f"{person}tildel/",
        "permit": f"{person}tillatelse/",
        "document": f"{person}nytt-dokument/",
        "log-placement": f"{person}jobb/ny/",
        "employers": "/arbeidsgivere/",
        "employer": f"/arbeidsgivere/{town.bakery.pk}/",
        "new-employer": "/arbeidsgivere/ny/",
        "staff": "/ansatte/",
    }
    _inspect(receive(town.leader), pages)


def _inspect(visitor: Visitor, pages: dict[str, str]) -> None:
    for name, address in pages.items():
        assert visitor.go(address).status == 200, address
        visitor.inspect(name)


def test_two_agencies_are_chosen_between(town: Town, receive: Receive) -> None:
    user = make_user(town.municipality, Role.PROGRAMME_ADVISER, name="Eirik Strand")
    user.memberships.create(agency=town.neighbour, role=Role.PROGRAMME_ADVISER, first_day="2020-01-01")
    visitor = receive(user)
    visitor.inspect("choose-agency")
    visitor.page.get_by_text("Voss kommune").first.click()
    expect(visitor.page.get_by_role("banner")).to_contain_text("Voss kommune")


@pytest.mark.exhaustive
def test_the_privacy_officer_reads_who_has_read(town: Town, receive: Receive) -> None:
    receive(town.adviser).go(f"/deltakere/{town.ending.participant_id}/")
    visitor = receive(make_user(town.municipality, Role.PRIVACY_OFFICER))
    visitor.go("/innsynslogg/")
    visitor.sees("Marte Solheim")
    visitor.inspect("access-log")


def test_a_page_that_is_not_there_says_so_kindly(town: Town, receive: Receive) -> None:
    visitor = receive(town.adviser)
    with visitor.expecting(404):
        visitor.go("/finnes-ikke/")
    visitor.inspect("not-found")


@pytest.mark.exhaustive
def test_the_api_documentation_is_a_page_of_ours(town: Town, receive: Receive) -> None:
    visitor = receive(town.adviser)
    visitor.go("/api/docs/")
    visitor.inspect("api-docs")


@pytest.mark.exhaustive
def test_pages_are_in_english_for_who_asks(town: Town, receive: Receive) -> None:
    visitor = receive()
    visitor.go("/")
    visitor.press("English")
    visitor.page.get_by_label("Email").fill(town.adviser.email)
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.press("Log in")
    expect(visitor.page.get_by_role("navigation").first).to_contain_text("My work")
    assert visitor.page.evaluate("document.documentElement.lang") == "en"
    visitor.inspect("english-my-work")
    visitor.go(f"/deltakere/{town.ending.participant_id}/")
    visitor.sees("Why this date?")
    visitor.inspect("english-case")
