"""The own log-in in a browser: locked after guessing, seen and ended elsewhere."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from agencies.operations.login import ACCOUNT_FAILURES
from tests.e2e.conftest import Receive
from tests.e2e.town import Town, build_town
from tests.e2e.visitor import PASSWORD, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
MINE = "/min-innlogging/"


@pytest.fixture
def town() -> Town:
    return build_town(timezone.localdate())


def _try(visitor: Visitor, email: str, password: str) -> None:
    visitor.page.get_by_label("E-post").fill(email)
    visitor.page.get_by_label("Passord").fill(password)
    visitor.press("Logg inn")


def test_after_guessing_the_right_password_does_not_help_for_a_while(town: Town, receive: Receive) -> None:
    visitor = receive()
    visitor.go("/logg-inn/")
    with visitor.expecting(422):
        for _guess in range(ACCOUNT_FAILURES):
            _try(visitor, town.adviser.email, "feil")
            visitor.sees("E-postadressen eller passordet er feil.")
        _try(visitor, town.adviser.email, PASSWORD)
        visitor.sees("For mange forsøk.")
    visitor.inspect("log-in-locked")


def test_ending_a_session_elsewhere_logs_it_out_at_its_next_request(town: Town, receive: Receive) -> None:
    here, elsewhere = receive(town.adviser), receive(town.adviser)
    here.page.get_by_role("button", name=town.adviser.name).click()
    here.follow("Min innlogging")
    here.sees("Her er du logget inn")
    here.inspect("my-login-sessions")
    here.page.get_by_role("button", name="Avslutt –").click()
    here.sees("Innloggingen er avsluttet.")
    elsewhere.go("/deltakere/")
    expect(elsewhere.page.get_by_role("heading", name="Logg inn")).to_be_visible()
    here.go("/deltakere/")
    expect(here.page.get_by_role("navigation").first).to_be_visible()
