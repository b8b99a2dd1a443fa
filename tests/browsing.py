"""A browser window beside the live server, and what every page in it must be."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from agencies.models import User

_CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
_AXE = Path(settings.BASE_DIR, "node_modules/axe-core/axe.min.js")
_RUN_AXE = "axe.run().then(found => found.violations.map(fault => fault.id + ' ' + fault.nodes[0].html))"
_SAYS_WHEN_SCRIPTS_HAVE_RUN = """addEventListener("DOMContentLoaded", () => {
    setTimeout(() => document.documentElement.toggleAttribute("data-scripts-ran", true));
})"""
_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@contextmanager
def chromium() -> Iterator[Browser]:
    """System Chromium.

    Playwright runs an event loop in this thread, beside which Django refuses to query unless it is told otherwise
    (``DJANGO_ALLOW_ASYNC_UNSAFE``).
    """
    # The machine is shared with everything else that is tested: what comes may come late.
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def wait_for_scripts(page: Page) -> None:
    """From now on nothing is pressed, filled in or expected on a page before its scripts have run.

    A page is shown before that, and a person does not see the difference. What presses at once is a test: what it
    presses then is an ordinary form or link, which is another thing than what it means to test.
    """
    page.add_init_script(_SAYS_WHEN_SCRIPTS_HAVE_RUN)
    page.add_locator_handler(page.locator("html:not([data-scripts-ran])"), lambda: None)


@contextmanager
def window_of(user: User | None, live_server: LiveServer) -> Iterator[Page]:
    """At a desk, in Norwegian; somebody's who is logged in already, or nobody's yet."""
    with chromium() as browser:
        page = browser.new_page(base_url=live_server.url, viewport={"width": 1280, "height": 900}, locale="nb-NO")
        wait_for_scripts(page)
        if user:
            log_in(page, user)
        yield page
        page.close()
        connections.close_all()


def log_in(page: Page, user: User) -> None:
    """Whoever was logged in before is no longer."""
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    page.goto(reverse("agencies:login"))
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": page.evaluate("location.origin")}])


def faults_by_axe(page: Page) -> list[str]:
    """What stands in the way of somebody on the page."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    return list(page.evaluate(_RUN_AXE))


def is_wider_than_the_screen(page: Page) -> bool:
    """Whether one must scroll sideways."""
    return bool(page.evaluate(_TOO_WIDE))
