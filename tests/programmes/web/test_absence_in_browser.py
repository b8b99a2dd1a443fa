"""Absence in a real browser: the consequence while one writes, the date that moves, leave, the tab, and axe."""

import os
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from agencies.models import Role
from programmes.models import Participation
from tests.browsing import faults_by_axe, window_of
from tests.programmes.absence_facts import make_2026_programme, make_absence
from tests.world import make_user

pytestmark = [pytest.mark.browser, pytest.mark.exhaustive, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def programme() -> Participation:
    """The programme of the worked examples."""
    return make_2026_programme()


@pytest.fixture
def page(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, programme: Participation) -> Iterator[Page]:
    """A page in which a programme adviser is logged in; Django is told that the loop here is Playwright's."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with window_of(make_user(programme.municipality, Role.PROGRAMME_ADVISER), live_server) as page:
        yield page


def _shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_eleven_days_of_sickness_move_the_date_and_the_page_says_why(page: Page, programme: Participation) -> None:
    page.goto(reverse("participants:case", args=[programme.participant_id]))
    page.get_by_role("button", name="Registrer").click()
    page.get_by_role("link", name="Fravær eller permisjon").click()
    page.get_by_label("Årsak").select_option("sick_doctor")
    page.get_by_label("Første dag").fill("01.06.2026")
    page.get_by_label("Siste dag").fill("12.06.2026")
    meaning = page.locator("#absence-meaning")
    expect(meaning.get_by_text("sluttdato uendret (10 av 10)")).to_be_visible()
    page.get_by_label("Siste dag").fill("15.06.2026")
    expect(meaning.get_by_text("16.02.2027").first).to_be_visible()
    expect(meaning.get_by_text("legeerklæring må leveres")).to_be_visible()
    assert faults_by_axe(page) == []
    _shot(page, "absence-form")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_text("Siste dag i programmet er 16.02.2027.")).to_be_visible()
    page.get_by_text("Hvorfor denne datoen?").first.click()
    expect(page.get_by_text("Til sammen regnes 11 virkedager med.").first).to_be_visible()
    assert faults_by_axe(page) == []
    _shot(page, "absence-tab")


def test_parental_leave_asks_for_the_child_and_the_other_parent(page: Page, programme: Participation) -> None:
    mother = make_2026_programme(municipality=programme.municipality)
    page.goto(reverse("programmes:register-absence", args=[programme.participant_id]))
    page.get_by_label("Første dag").fill("01.06.2026")
    page.get_by_label("Siste dag").fill("31.03.2027")
    page.get_by_label("Årsak").select_option("parental")
    page.get_by_label("Barnets fødselsdato").fill("01.06.2026")
    page.get_by_label("Den andre forelderen, hvis").press_sequentially(mother.participant.given_name, delay=20)
    page.get_by_label(mother.participant.full_name).check()
    meaning = page.locator("#absence-meaning")
    expect(meaning.get_by_text("integreringsforskriften § 16 fjerde ledd")).to_be_visible()
    page.get_by_label("Siste dag").fill("09.12.2026")
    expect(meaning.get_by_text("ingen stønad så lenge")).to_be_visible()
    assert faults_by_axe(page) == []
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_text("Vedtaket om permisjon er fattet.")).to_be_visible()
    page.goto(reverse("participants:case-tab", args=[programme.participant_id, "fravaer"]))
    expect(page.get_by_text("Oppfølging og norsk fra fjerde måned av permisjonen")).to_be_visible()


def test_a_registration_is_voided_in_the_side_panel_and_the_tab_fits_a_phone(
    page: Page, programme: Participation
) -> None:
    make_absence(programme, "sick_doctor", "2026-06-01", "2026-06-15")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(reverse("participants:case-tab", args=[programme.participant_id, "fravaer"]))
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Annuller").click()
    page.get_by_label("Hvorfor annulleres registreringen?").fill("Gjaldt en annen.")
    page.locator("#panel").get_by_role("button", name="Annuller").click()
    expect(page.get_by_text("Registreringen er annullert.")).to_be_visible()
    page.get_by_text("Rettet og annullert").click()
    expect(page.get_by_text("Gjaldt en annen.").first).to_be_visible()
    assert faults_by_axe(page) == []
