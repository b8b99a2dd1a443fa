"""The way from log-in to a case without a mouse."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from participants.operations.flagging import flag_municipality
from tests.e2e.conftest import Receive
from tests.e2e.town import build_town
from tests.e2e.visitor import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

_MOST_TABS = 60
_FOCUSED = """() => {
    const element = document.activeElement;
    return [element.labels?.[0]?.innerText ?? "", element.ariaLabel ?? "", element.innerText ?? ""];
}"""
_RING = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none';
}"""


def test_a_keyboard_is_enough_from_log_in_to_case(receive: Receive) -> None:
    town = build_town(timezone.localdate())
    flag_municipality(town.municipality.pk, timezone.localdate())
    visitor = receive()
    page = visitor.page
    visitor.go("/")
    tab_to(page, "E-post")
    page.keyboard.type(town.adviser.email)
    tab_to(page, "Passord")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Iryna Tkachuk").first).to_be_visible()
    tab_to(page, "Iryna Tkachuk")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Iryna Tkachuk")).to_be_visible()
    tab_to(page, "Hvorfor denne datoen?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("§ 13").first).to_be_visible()


def test_the_first_tab_offers_to_skip_the_menu(receive: Receive) -> None:
    town = build_town(timezone.localdate())
    page = receive(town.adviser).page
    page.goto("/deltakere/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element with this text or label has the focus, which must be seen at every stop."""
    for _stop in range(_MOST_TABS):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "(e => [e.labels?.[0]?.innerText, e.ariaLabel, e.innerText].join('|'))(document.activeElement)"
        )
        assert page.evaluate(_RING), f"the focus cannot be seen at «{said}»"
        if name in said.split("|") or any(part.strip().startswith(name) for part in said.split("|")):
            return
    raise AssertionError(f"{_MOST_TABS} tabs do not lead to «{name}»")
