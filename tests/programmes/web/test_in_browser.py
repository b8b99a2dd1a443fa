"""The pages of programmes and jobs in a real browser: what happens while one writes, by keyboard, and axe."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from agencies.models import Agency, Role, User
from tests.employers.jobs import make_employer
from tests.programmes.awards import make_programme
from tests.world import make_municipality, make_nav_office, make_person, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
AXE = Path(settings.BASE_DIR, "node_modules/axe-core/axe.min.js")
LOOK = os.environ.get("LOOK", "")


@pytest.fixture
def town() -> Agency:
    from employers.code_lists import load_occupations

    load_occupations()
    return make_municipality("Bergen")


@pytest.fixture
def page(live_server: LiveServer) -> Iterator[Page]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(base_url=live_server.url, viewport={"width": 1280, "height": 900}, locale="nb-NO")
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("response", lambda r: print(r.status, r.request.method, r.url[21:90]) if "static" not in r.url else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        yield page
        browser.close()
        print(faults)
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _log_in(page: Page, user: User, live_server: LiveServer) -> None:
    client = Client()
    client.force_login(user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])


def _look(page: Page, name: str) -> None:
    if LOOK:
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(200)
            page.screenshot(path=f"{LOOK}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def _axe(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))")
    return list(found)


def test_look(page: Page, live_server: LiveServer, town: Agency) -> None:
    axes = {}
    person = make_person(town, given_name="Olena", family_name="Kovalenko", education="upper_secondary")
    _log_in(page, make_user(town, Role.PROGRAMME_ADVISER, name="Kari Nordmann"), live_server)
    page.goto(reverse("participants:case", args=[person.pk]))
    _look(page, "01-case-without"); axes["case"] = _axe(page)
    page.goto(reverse("programmes:award", args=[person.pk]))
    _look(page, "02-award-empty"); axes["award"] = _axe(page)
    page.get_by_label("Tilbud om oppstart").fill("05.10.2026")
    page.get_by_label("Arbeid – inntil 12 måneder").check()
    page.get_by_label("Første dag i programmet").fill("12.10.2026")
    page.get_by_label("Varighet i måneder").fill("14")
    expect(page.get_by_text("Dette kan ikke vedtas")).to_be_visible()
    _look(page, "03-award-refused"); axes["award2"] = _axe(page)
    page.get_by_label("Varighet i måneder").fill("12")
    expect(page.locator("#award-meaning").get_by_text("11.10.2027").first).to_be_visible()
    page.get_by_label("Vedtaksdato").fill("06.10.2026")
    page.wait_for_timeout(800)
    _look(page, "04-award-ok"); axes["award3"] = _axe(page)
    page.get_by_role("button", name="Fatt vedtak").click()
    page.wait_for_url("**/deltakere/*/")
    _look(page, "05-case-with"); axes["case2"] = _axe(page)
    page.get_by_text("Hvorfor denne datoen?").click()
    _look(page, "06-case-why")
    page.get_by_role("link", name="Avslutt programmet").click()
    page.wait_for_timeout(800)
    page.screenshot(path=f"{LOOK}/07-end-panel.png"); axes["end"] = _axe(page)
    make_employer("Fjordhotellet AS"); make_employer("Havnebakeriet AS"); make_employer("Bakeriet på hjørnet")
    page.goto(reverse("employers:log-placement", args=[person.pk]))
    _look(page, "08-job-empty"); axes["job"] = _axe(page)
    page.get_by_role("combobox", name="Arbeidsgiver").focus()
    page.keyboard.type("baker", delay=30)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    axes["combobox"] = _axe(page)
    page.screenshot(path=f"{LOOK}/09-combobox.png")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("kokk", delay=30)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("80")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Spør om målet er nådd")).to_be_visible()
    _look(page, "10-job-full"); axes["job2"] = _axe(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/deltakere/*/")
    page.goto(reverse("participants:case-tab", args=[person.pk, "arbeid"]))
    _look(page, "11-work-tab"); axes["work"] = _axe(page)
    page.goto(reverse("employers:list"))
    _look(page, "12-employers"); axes["employers"] = _axe(page)
    page.get_by_role("link", name="Bakeriet på hjørnet").click()
    _look(page, "13-employer"); axes["employer"] = _axe(page)
    page.goto(reverse("participants:list"))
    _look(page, "14-portfolio"); axes["portfolio"] = _axe(page)
    page.goto(reverse("employers:log-placement", args=[person.pk]))
    page.get_by_role("combobox", name="Arbeidsgiver").fill("210000011")
    expect(page.get_by_label("Navnet på den nye arbeidsgiveren")).to_be_visible()
    _look(page, "15-new-employer"); axes["new"] = _axe(page)
    for key, value in axes.items():
        print(key, value)
