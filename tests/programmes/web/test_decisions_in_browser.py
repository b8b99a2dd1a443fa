"""A caseworker's way through decisions in a real browser: a refused extension, an end, the letter."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from agencies.models import Role
from programmes.models import Participation
from tests.browsing import faults_by_axe, is_wider_than_the_screen, window_of
from tests.programmes.awards import make_programme
from tests.programmes.decisions import drafted
from tests.world import actor_of, make_municipality, make_person, make_user

pytestmark = [pytest.mark.browser, pytest.mark.exhaustive, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def programme() -> Participation:
    """A programme of twelve months towards work, which the law does not extend."""
    return make_programme(make_person(make_municipality(), given_name="Olena", family_name="Kovalenko"))


@pytest.fixture
def page(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, programme: Participation) -> Iterator[Page]:
    """The browser of a programme adviser; Django is told that the loop in this thread is not its own."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    user = make_user(programme.municipality, Role.PROGRAMME_ADVISER)
    drafted(actor_of(user), programme)
    with window_of(user, live_server) as page:
        yield page


def test_a_refused_extension_is_read_the_programme_ended_and_the_letter_opened(
    page: Page, programme: Participation
) -> None:
    page.goto(reverse("participants:case", args=[programme.participant_id]))
    page.get_by_role("button", name="Registrer").click()
    page.get_by_role("link", name="Forlengelse", exact=True).click()
    expect(page.get_by_text("Et program med dette målet kan ikke forlenges.")).to_be_visible()
    expect(page.get_by_text("integreringsloven § 13 tredje ledd")).to_be_visible()
    page.goto(reverse("programmes:end", args=[programme.pk]))
    page.get_by_label("Målet er nådd").check()
    page.get_by_label("Hovedaktivitet ved slutten").select_option("full_time_work")
    page.get_by_role("button", name="Avslutt programmet").click()
    expect(page.get_by_text("er avsluttet")).to_be_visible()
    page.get_by_role("link", name="Vedtak", exact=True).click()
    for link in ("Åpne brevet Introduksjonsprogram", "Deltakerbevis"):
        with page.expect_download() as download:
            page.get_by_role("link", name=link, exact=link == "Deltakerbevis").click()
        assert download.value.path().read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_of_decisions_are_accessible_and_fit_the_screen(
    page: Page, programme: Participation, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    tab = reverse("participants:case-tab", args=[programme.participant_id, "vedtak"])
    page.goto(tab)
    decision = page.get_by_role("link", name="Avslag: permisjon").get_attribute("href") or ""
    person = [programme.participant_id]
    addresses = [tab, decision, f"{decision}advance_notice/", f"{decision}skriv/", f"{decision}decide/"]
    addresses += [reverse(f"programmes:{name}", args=person) for name in ("extend", "stop", "draft")]
    for address in addresses:
        page.goto(address)
        assert faults_by_axe(page) == [], address
        assert not is_wider_than_the_screen(page), address
