"""The story of a NAV adviser: the register, a job, an agreement with the employer's own approval, and follow-up."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from employers.code_lists import load_code_lists
from integration.demo.enterprise_register import Register, sub_unit
from tests.e2e.conftest import Receive
from tests.e2e.town import Town, build_town
from tests.e2e.visitor import Visitor
from tests.employers.register.servers import running_register

pytestmark = [pytest.mark.browser, pytest.mark.exhaustive, pytest.mark.django_db(transaction=True)]

CAFE = "312345676"
_DAY = dt.timedelta(days=1)
PATIENCE = 15_000
"""Milliseconds that the live part may take on a machine that does much else."""


@pytest.fixture
def town() -> Town:
    """The town, with the code lists."""
    load_code_lists()
    return build_town(timezone.localdate())


@pytest.fixture
def asked(settings: object, live_server: LiveServer) -> Iterator[None]:
    """A register of organisations that runs and is asked."""
    cafe = sub_unit(CAFE, "BRYGGEN KAFFEHUS AVD TORGET", "4601", "56.101", 14)
    with running_register(Register({CAFE: cafe}, {})) as address:
        settings.ENTERPRISE_REGISTER_URL = address  # type: ignore[attr-defined]
        settings.PUBLIC_URL = live_server.url  # type: ignore[attr-defined]
        yield


def _log_a_job(nav: Visitor, case: str) -> None:
    """A job, by keyboard, with an employer that only the register knows."""
    page = nav.page
    today = timezone.localdate()
    nav.go(f"{case}jobb/ny/")
    employer = page.get_by_role("combobox", name="Arbeidsgiver")
    employer.press_sequentially("kaffehus", delay=15)
    expect(page.get_by_role("option", name=re.compile("BRYGGEN KAFFEHUS"))).to_be_visible(timeout=PATIENCE)
    employer.press("ArrowDown")
    employer.press("Enter")
    expect(employer).to_have_value("BRYGGEN KAFFEHUS AVD TORGET")
    occupation = page.get_by_role("combobox", name="Yrke")
    occupation.press_sequentially("baker", delay=15)
    expect(page.locator("#occupation-options [role=option]").first).to_be_visible(timeout=PATIENCE)
    occupation.press("ArrowDown")
    occupation.press("Enter")
    page.get_by_label("Fast ansettelse").check()
    page.get_by_label("Stillingsprosent").fill("100")
    page.get_by_label("Første dag").fill(f"{today - 93 * _DAY:%d.%m.%Y}")
    expect(page.locator("#job-meaning").get_by_text(re.compile("målet er nådd"))).to_be_visible(timeout=PATIENCE)
    nav.press("Registrer jobb")
    nav.sees(re.compile("Jobben hos BRYGGEN KAFFEHUS AVD TORGET er registrert"))
    nav.sees(re.compile("skal kommunen avslutte programmet"))


def _answer_with_one_click(nav: Visitor, case: str) -> None:
    """Three months have passed: one click answers, on the case."""
    nav.go(f"{case}arbeid/")
    nav.sees("3 måneder hos BRYGGEN KAFFEHUS AVD TORGET")
    nav.inspect("work-tab-with-follow-up")
    nav.press("Ja, fortsatt i jobben")
    nav.sees(re.compile("Svaret er registrert: fortsatt i jobben"))


def _register_work_training(nav: Visitor) -> str:
    """An agreement of work training."""
    page = nav.page
    today = timezone.localdate()
    nav.follow("Nytt tiltak")
    page.get_by_label("Tiltak", exact=True).select_option("work_training")
    employer = page.get_by_role("combobox", name="Arbeidsgiver")
    employer.press_sequentially("kaffehus", delay=15)
    expect(page.locator("#employer-options [role=option]").first).to_be_visible(timeout=PATIENCE)
    employer.press("ArrowDown")
    employer.press("Enter")
    page.get_by_label("Første dag").fill(f"{today:%d.%m.%Y}")
    page.get_by_label("Siste dag").fill(f"{today + 800 * _DAY:%d.%m.%Y}")
    page.get_by_label("Prosent").first.fill("60")
    meaning = page.locator("#measure-meaning")
    expect(meaning.get_by_text(re.compile("ikke lenger"))).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Siste dag").fill(f"{today + 120 * _DAY:%d.%m.%Y}")
    expect(meaning.get_by_text(re.compile("22,5 timer i uken. Timene teller"))).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Kontaktperson hos arbeidsgiveren").fill("Kari Nes")
    page.get_by_label("Formål").fill("Norsk på arbeidsplassen")
    page.get_by_label("Innhold og oppgaver").fill("Servering og lager")
    page.get_by_label("Opplæringsplan").fill("Kasse og renhold")
    nav.inspect("measure-form")
    nav.press("Registrer tiltak")
    nav.sees(re.compile("Nå mangler godkjenningene"))
    nav.inspect("measure-waiting")
    return page.url


def _let_the_employer_approve(nav: Visitor, receive: Receive) -> None:
    """The employer approves in a browser of its own, by the link, without log-in."""
    page = nav.page
    nav.press("Lag engangslenke til arbeidsgiver")
    link = page.get_by_label("Lenken").input_value()
    nav.inspect("one-time-link")
    boss = receive()
    boss.go(link)
    boss.sees("Servering og lager")
    boss.inspect("agreement-for-the-employer")
    boss.page.get_by_label("Navnet ditt").fill("Kari Nes")
    boss.press("Godkjenn avtalen")
    boss.sees(re.compile("lenken er brukt opp"))
    with boss.expecting(404):
        boss.go(link)
    boss.sees(re.compile("Be NAV-veilederen om en ny"))


def _make_the_agreement(nav: Visitor, agreement: str) -> None:
    """The participant on behalf, the adviser last."""
    page = nav.page
    nav.go(agreement)
    nav.sees(re.compile("engangslenke"))
    nav.follow("På vegne av deltaker")
    page.get_by_label("Deltakeren har ikke BankID").check()
    page.locator("#panel").get_by_role("button", name="Godkjenn").click()
    nav.sees("Godkjenningen er registrert.")
    nav.press("Godkjenn og inngå avtalen")
    nav.sees("Avtalen er inngått.")
    nav.sees("I gang")


def _extend_within_the_year(nav: Visitor) -> None:
    """Extended within the year, and not beyond it."""
    page = nav.page
    today = timezone.localdate()
    nav.follow("Forleng")
    panel = page.locator("#panel")
    panel.get_by_label("Ny siste dag").fill(f"{today + 500 * _DAY:%d.%m.%Y}")
    with nav.expecting(422):
        panel.get_by_role("button", name="Forleng").click()
        expect(panel.get_by_text(re.compile("ikke lenger")).first).to_be_visible()
    panel.get_by_label("Ny siste dag").fill(f"{today + 180 * _DAY:%d.%m.%Y}")
    panel.get_by_role("button", name="Forleng").click()
    nav.sees(re.compile("Tiltaket er forlenget"))
    nav.inspect("measure-running")


def test_a_nav_adviser_finds_an_employer_logs_a_job_makes_an_agreement_and_follows_up(
    town: Town, asked: None, receive: Receive
) -> None:
    nav = receive(town.nav_adviser)
    case = f"/deltakere/{town.ending.participant_id}/"
    _log_a_job(nav, case)
    _answer_with_one_click(nav, case)
    agreement = _register_work_training(nav)
    _let_the_employer_approve(nav, receive)
    _make_the_agreement(nav, agreement)
    _extend_within_the_year(nav)
    # The municipality sees the same.
    adviser = receive(town.adviser)
    adviser.go(f"{case}arbeid/")
    adviser.sees("Arbeidstrening")
    adviser.sees("I gang")
