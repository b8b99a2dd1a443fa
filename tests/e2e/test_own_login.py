"""The own log-in in a browser: locked after guessing, ended elsewhere, a code asked for."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import CDPSession, expect

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Passkey
from agencies.operations.login import ACCOUNT_FAILURES
from agencies.operations.login_sessions import PROVED_AT
from participants.models import NamedAccess
from tests.agencies.login.apps import code_of
from tests.e2e.conftest import Receive
from tests.e2e.town import Town, build_town
from tests.e2e.visitor import PASSWORD, Visitor
from tests.world import make_person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.exhaustive,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
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


def test_an_app_is_set_up_and_asked_for_at_log_in_and_before_a_protected_case(town: Town, receive: Receive) -> None:
    hidden = make_person(town.municipality, confidentiality=6, given_name="Skjult")
    with acting_as(system_actor(town.municipality.pk)):
        NamedAccess.objects.create(participant=hidden, municipality=town.municipality, user=town.adviser)
    secret, recovery = _set_up_app(receive(town.adviser))
    visitor = receive()
    visitor.go("/logg-inn/")
    _try(visitor, town.adviser.email, PASSWORD)
    visitor.sees("Passordet stemte.")
    visitor.inspect("log-in-second-step")
    _give(visitor, code_of(secret), "Logg inn")
    visitor.go(f"/deltakere/{hidden.pk}/")
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Skjult")
    for row in Session.objects.all():
        _age(row.session_key)
    visitor.go("/deltakere/")
    expect(visitor.page.get_by_text("Skjult")).to_have_count(0)
    visitor.page.locator("[popovertarget=user-menu]").click()
    visitor.page.get_by_role("link", name="Mine skjermede saker").click()
    visitor.sees("Beskyttede saker, og det du logger inn med")
    visitor.inspect("prove")
    _give(visitor, recovery, "Bekreft")
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Mine skjermede saker")
    visitor.inspect("protected-cases")
    visitor.page.get_by_role("link", name="Åpne saken").first.click()
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Skjult")


def _set_up_app(visitor: Visitor) -> tuple[str, str]:
    """Set up an app; its secret and one recovery code."""
    visitor.go(MINE)
    visitor.inspect("my-login")
    visitor.follow("Sett opp kodeapp")
    secret = visitor.page.locator("main code").inner_text()
    visitor.inspect("my-login-app")
    _give(visitor, code_of(secret, steps=-1), "Ta i bruk")
    visitor.sees("Skriv dem ut eller legg dem i et passordhvelv nå.")
    recovery = visitor.page.locator("main code").first.inner_text()
    visitor.inspect("my-login-recovery-codes")
    visitor.follow("Jeg har tatt vare på dem")
    visitor.inspect("my-login-with-app")
    visitor.go(f"{MINE}passord/")
    visitor.inspect("my-login-password")
    return secret, recovery


def _give(visitor: Visitor, code: str, button: str) -> None:
    visitor.page.get_by_label("Kode", exact=True).fill(code)
    visitor.press(button)


def _age(session_key: str) -> None:
    """Let the last proof of a session be an hour old."""
    session = SessionStore(session_key)
    session[PROVED_AT] = 0
    session.save()


def test_a_passkey_is_made_logs_in_and_opens_a_protected_case(town: Town, receive: Receive) -> None:
    hidden = make_person(town.municipality, confidentiality=6, given_name="Skjult")
    with acting_as(system_actor(town.municipality.pk)):
        NamedAccess.objects.create(participant=hidden, municipality=town.municipality, user=town.adviser)
    visitor = receive(town.adviser)
    _plug_in(visitor)
    visitor.go(f"{MINE}passnokkel/")
    visitor.page.get_by_role("textbox", name="Navn", exact=True).fill("Jobb-PC")
    visitor.inspect("my-login-passkey")
    visitor.press("Lag passnøkkel")
    visitor.sees("Skriv dem ut eller legg dem i et passordhvelv nå.")
    visitor.go(MINE)
    visitor.sees("Jobb-PC")
    visitor.inspect("my-login-with-passkey")
    visitor.page.get_by_role("button", name=town.adviser.name).click()
    visitor.press("Logg ut")
    visitor.inspect("log-in-with-passkey")
    visitor.press("Logg inn med passnøkkel")
    expect(visitor.page.get_by_role("button", name=town.adviser.name)).to_be_visible()
    for row in Session.objects.all():
        _age(row.session_key)
    visitor.go(f"/deltakere/{hidden.pk}/")
    visitor.press("Bruk passnøkkel")
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Skjult")


def test_a_passkey_is_the_second_step_after_the_password_and_a_copy_of_it_is_not(town: Town, receive: Receive) -> None:
    visitor = receive(town.adviser)
    line, key = _plug_in(visitor)
    visitor.go(f"{MINE}passnokkel/")
    visitor.page.get_by_role("textbox", name="Navn", exact=True).fill("Jobb-PC")
    visitor.press("Lag passnøkkel")
    visitor.sees("Skriv dem ut eller legg dem i et passordhvelv nå.")
    _leave(visitor, town)
    _try(visitor, town.adviser.email, PASSWORD)
    visitor.sees("Passordet stemte.")
    visitor.inspect("log-in-second-step-passkey")
    visitor.press("Bruk passnøkkel")
    expect(visitor.page.get_by_role("button", name=town.adviser.name)).to_be_visible()
    assert Passkey.objects.get().sign_count > 1
    _leave(visitor, town)
    _try(visitor, town.adviser.email, PASSWORD)
    visitor.sees("Passordet stemte.")
    (held,) = line.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    line.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    line.send("WebAuthn.addCredential", {"authenticatorId": key, "credential": held | {"signCount": 0}})
    with visitor.expecting(422):
        visitor.press("Bruk passnøkkel")
        visitor.sees("Passnøkkelen kunne ikke brukes.")
    visitor.go("/deltakere/")
    expect(visitor.page.get_by_role("heading", name="Logg inn")).to_be_visible()


def _leave(visitor: Visitor, town: Town) -> None:
    visitor.go("/")
    visitor.page.get_by_role("button", name=town.adviser.name).click()
    visitor.press("Logg ut")


def _plug_in(visitor: Visitor) -> tuple[CDPSession, str]:
    """Give the browser a key that makes passkeys and knows its owner's finger; the line to it and its name."""
    line = visitor.context.new_cdp_session(visitor.page)
    line.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return line, line.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
