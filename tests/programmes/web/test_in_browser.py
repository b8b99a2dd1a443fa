"""The pages of programmes and jobs in a real browser: what happens while one writes, by keyboard alone, and axe."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from agencies.models import Role, User
from employers.code_lists import load_code_lists
from participants.models import Participant
from tests.browsing import faults_by_axe, is_wider_than_the_screen, log_in, window_of
from tests.employers.jobs import a_number, make_employer, make_job
from tests.programmes.awards import make_programme
from tests.world import make_municipality, make_nav_office, make_person, make_user

pytestmark = [pytest.mark.browser, pytest.mark.exhaustive, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person() -> Participant:
    """Somebody with upper secondary education, in a town of their own."""
    load_code_lists()
    return make_person(make_municipality(), given_name="Olena", family_name="Kovalenko", education="upper_secondary")


@pytest.fixture
def page(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A page of a browser; Django is told that the loop in this thread is Playwright's and not its own."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with window_of(None, live_server) as page:
        yield page


def _adviser_of(person: Participant) -> User:
    return make_user(person.municipality, Role.PROGRAMME_ADVISER)


def test_the_last_day_and_the_refusal_follow_while_the_award_is_written(page: Page, person: Participant) -> None:
    log_in(page, _adviser_of(person))
    page.goto(reverse("programmes:award", args=[person.pk]))
    page.get_by_label("Tilbud om oppstart").fill("05.10.2026")
    page.get_by_label("Vedtaksdato").fill("06.10.2026")
    page.get_by_label("Arbeid – inntil 12 måneder").check()
    page.get_by_label("Første dag i programmet").fill("12.10.2026")
    page.get_by_label("Varighet i måneder").fill("13")
    meaning = page.locator("#award-meaning")
    expect(meaning.get_by_text("Det lengste for dette målet er 12 måneder.")).to_be_visible()
    assert faults_by_axe(page) == []
    page.get_by_label("Ikke fullført videregående").check()
    expect(page.get_by_label("Arbeid – inntil 24 måneder")).to_be_checked()
    expect(meaning.get_by_text("11.11.2027").first).to_be_visible()
    page.get_by_role("button", name="Fatt vedtak").click()
    expect(page.get_by_text("Vedtaket er lagret: Olena Kovalenko har fått program.")).to_be_visible()
    page.get_by_text("Hvorfor denne datoen?").click()
    expect(page.get_by_text("Programmet varer i 13 måneder fra 12. oktober 2026.")).to_be_visible()


def test_a_nav_adviser_logs_a_job_without_touching_the_mouse(page: Page, person: Participant) -> None:
    make_programme(person)
    make_employer("Havnebakeriet"), make_employer("Bakeriet på hjørnet")
    log_in(page, make_user(make_nav_office(person.municipality), Role.NAV_ADVISER))
    page.goto(reverse("employers:log-placement", args=[person.pk]))
    page.get_by_role("combobox", name="Arbeidsgiver").focus()
    page.keyboard.type("baker")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox").get_by_role("option", name="Havnebakeriet")).to_have_attribute(
        "aria-selected", "true"
    )
    assert faults_by_axe(page) == []
    for key in ("Enter", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("kokk")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    for key in ("Enter", "Tab", "Space", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("80")
    expect(page.get_by_text("Spør om målet er nådd.")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Jobben hos Havnebakeriet er registrert")).to_be_visible()


def test_an_unknown_number_opens_the_name_of_a_new_employer(page: Page, person: Participant) -> None:
    log_in(page, _adviser_of(person))
    page.goto(reverse("employers:log-placement", args=[person.pk]))
    page.get_by_role("combobox", name="Arbeidsgiver").fill(a_number())
    page.get_by_label("Navnet på den nye arbeidsgiveren").fill("Ny Kafé")
    page.get_by_role("combobox", name="Yrke").fill("7512")
    page.get_by_role("listbox").get_by_role("option").first.click()
    page.get_by_label("Fast ansettelse").check()
    page.get_by_label("Stillingsprosent").fill("50")
    page.get_by_role("button", name="Registrer jobb").click()
    expect(page.get_by_text("Jobben hos Ny Kafé er registrert")).to_be_visible()


def test_the_end_of_a_programme_opens_over_the_case(page: Page, person: Participant) -> None:
    make_programme(person)
    log_in(page, _adviser_of(person))
    page.goto(reverse("participants:case", args=[person.pk]))
    page.get_by_role("link", name="Avslutt programmet").click()
    panel = page.get_by_role("dialog")
    panel.get_by_label("Målet er nådd").check()
    panel.get_by_role("button", name="Avslutt programmet").click()
    expect(panel.get_by_role("link", name="Hovedaktivitet ved slutten")).to_be_visible()
    panel.get_by_label("Hovedaktivitet ved slutten").select_option("full_time_work")
    panel.get_by_role("button", name="Avslutt programmet").click()
    expect(page.get_by_text("Programmet for Olena Kovalenko er avsluttet")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 320])
def test_every_page_is_accessible_and_fits_the_screen(page: Page, person: Participant, width: int) -> None:
    programme, job = make_programme(person), make_job(person)
    log_in(page, _adviser_of(person))
    page.set_viewport_size({"width": width, "height": 800})
    other = make_person(person.municipality)
    for url in (
        reverse("programmes:award", args=[other.pk]),
        reverse("programmes:end", args=[programme.pk]),
        reverse("programmes:plan", args=[programme.pk]),
        reverse("participants:case", args=[person.pk]),
        reverse("participants:case-tab", args=[person.pk, "arbeid"]),
        reverse("employers:log-placement", args=[person.pk]),
        reverse("employers:end-placement", args=[job.pk]),
        reverse("employers:list"),
        reverse("employers:detail", args=[job.employer_id]),
        reverse("employers:register"),
    ):
        page.goto(url)
        assert faults_by_axe(page) == [], url
        assert not is_wider_than_the_screen(page), url
