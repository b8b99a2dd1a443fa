"""The start of a case in a real browser: right and duty with paragraphs, an offer, a no, and work before the start."""

import datetime as dt
import os
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from agencies.models import Role
from participants.models import Participant
from tests.browsing import faults_by_axe, is_wider_than_the_screen, window_of
from tests.world import make_municipality, make_person, make_user

pytestmark = [pytest.mark.browser, pytest.mark.exhaustive, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person() -> Participant:
    """Somebody who has settled and waits for a programme."""
    return make_person(make_municipality(), settled_on=dt.date(2026, 10, 1))


@pytest.fixture
def page(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, person: Participant) -> Iterator[Page]:
    """A page in which a programme adviser is logged in; Django is told that the loop here is Playwright's."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with window_of(make_user(person.municipality, Role.PROGRAMME_ADVISER), live_server) as page:
        yield page


def _looks_right(page: Page, name: str) -> None:
    """No fault by axe, no sideways scroll on a phone."""
    assert faults_by_axe(page) == []
    for width in (375, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert not is_wider_than_the_screen(page)
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}-320.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_right_and_duty_is_computed_confirmed_and_ended_by_a_no(page: Page, person: Participant) -> None:
    tab = reverse("participants:case-tab", args=[person.pk, "oppstart"])
    page.goto(tab)
    expect(page.get_by_text("Det er ikke sagt om personen er bosatt etter avtale med IMDi.")).to_be_visible()
    _looks_right(page, "start-tab")
    page.get_by_role("link", name="Vurder og bekreft").click()
    page.get_by_label("Ja").check()
    page.get_by_role("button", name="Beregn på nytt").click()
    expect(page.get_by_text("Bosatt etter avtale med integreringsmyndighetene.")).to_be_visible()
    page.get_by_label("Vurderingen").select_option("right_and_duty")
    _looks_right(page, "start-assess")
    page.get_by_role("button", name="Bekreft").click()
    expect(page.get_by_text("Vurderingen er bekreftet.")).to_be_visible()
    page.get_by_role("link", name="Gi tilbud om oppstart").click()
    page.locator("#panel").get_by_role("button", name="Registrer tilbudet").click()
    expect(page.get_by_text("Tilbudet er registrert.")).to_be_visible()
    page.locator("a[hx-target='#panel']", has_text="Registrer svaret").first.click()
    panel = page.locator("#panel")
    panel.get_by_label("Avvist").check()
    panel.get_by_role("button", name="Lagre").click()
    expect(panel.get_by_text("Den som avviser tilbudet, mister retten.").first).to_be_visible()
    panel.get_by_label("Hva personen sa").fill("Vil heller arbeide.")
    panel.get_by_role("button", name="Lagre").click()
    expect(page.get_by_text("Svaret er registrert.")).to_be_visible()
    expect(page.get_by_text("Ikke rett eller plikt").first).to_be_visible()
    _looks_right(page, "start-rejected")
