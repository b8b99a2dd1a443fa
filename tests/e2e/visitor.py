"""A person at a browser, who notices everything that is not as it should be."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, expect

from agencies.models import User
from tests.browsing import wait_for_scripts

PASSWORD = "passord"
DESK, PHONE = 1280, 375
NARROWEST = 320
_HEIGHT = 900
_GAVE_WAY = ("htmx:afterRequest", "htmx:sendAbort")
"""The two complaints of htmx about one request that gave way to the next, or to a new page, as live previews do.

Any other failure ends in another second complaint, and is not forgiven.
"""
_AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_TOO_WIDE = """width => [...document.querySelectorAll("main *, footer *, header *")]
    .filter(each => each.getBoundingClientRect().right > width + 1)
    .map(each => `${each.tagName}.${each.className}`).slice(0, 12)"""


@cache
def _axe() -> str:
    return (Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js").read_text()


class Visitor:
    """One browser window with a session of its own.

    Everything that the browser complains of (console errors and warnings, among them breaches of the content security
    policy, uncaught exceptions, answers of 500) is kept in ``faults``; ``must_be_content`` fails on it.
    """

    def __init__(self, chromium: Browser, address: str, shots: Path, *, locale: str = "nb-NO") -> None:
        self.context = chromium.new_context(
            viewport={"width": DESK, "height": _HEIGHT}, locale=locale, reduced_motion="reduce", base_url=address
        )
        self.context.set_default_timeout(30_000)
        self.page: Page = self.context.new_page()
        wait_for_scripts(self.page)
        self.faults: list[str] = []
        self._shots = shots
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._see)

    def log_in(self, user: User) -> None:
        """Log in by the form; whoever has one agency lands on the first page."""
        self.page.goto("/")
        self.page.get_by_label("E-post").fill(user.email)
        self.page.get_by_label("Passord").fill(PASSWORD)
        self.press("Logg inn")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def go(self, address: str) -> Response:
        """Open a page of the site."""
        response = self.page.goto(address)
        assert response is not None
        return response

    def press(self, name: str) -> None:
        """Press the button with exactly this name; htmx or a new page answers."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow the first link with this name."""
        self.page.get_by_role("link", name=name, exact=isinstance(name, str)).first.click()

    def sees(self, text: str | re.Pattern[str]) -> Locator:
        """Wait until the text stands in the main part of the page."""
        found = self.page.get_by_role("main").get_by_text(text).locator("visible=true").first
        expect(found).to_be_visible()
        return found

    def inspect(self, name: str) -> None:
        """Look at the page on a desk and on a telephone: no fault of accessibility, nothing wider than the screen."""
        self.page.wait_for_load_state("networkidle")
        for width in (DESK, PHONE, NARROWEST):
            self.page.set_viewport_size({"width": width, "height": _HEIGHT})
            # At its end nothing that follows the scrolling lies above anything else.
            self.page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} px wide on {width} px: {self.page.evaluate(_TOO_WIDE, width)}"
            if width != NARROWEST:
                self.page.screenshot(path=self._shots / f"{name}-{width}.png", full_page=True)
                faults = self._accessibility_faults()
                assert faults == [], f"{name}: {faults}"
        self.page.set_viewport_size({"width": DESK, "height": _HEIGHT})

    @contextmanager
    def expecting(self, status: int) -> Iterator[None]:
        """Within the block answers of this status are meant; the browser's own complaint about them is not a fault."""
        before = len(self.faults)
        yield
        self.page.wait_for_load_state("networkidle")
        complaints = self.faults[before:]
        meant = [fault for fault in complaints if f"status of {status}" in fault]
        assert meant, f"nothing answered {status}"
        self.faults[before:] = [fault for fault in complaints if fault not in meant]

    def must_be_content(self) -> None:
        """Fail on all that was noticed since the window was opened."""
        self._forgive_aborted_requests()
        assert self.faults == [], self.faults

    def _accessibility_faults(self) -> list[str]:
        self.page.evaluate(_axe())
        result = self.page.evaluate("rules => axe.run({runOnly: rules})", _AXE_RULES)
        return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in result["violations"]]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"{self.page.url}: {message.text}")

    def _forgive_aborted_requests(self) -> None:
        """Take away pairs of complaints about requests that gave way; the browser does not tell of each of them."""
        while all(pair := [next((each for each in self.faults if f": {said}" in each), None) for said in _GAVE_WAY]):
            for complaint in pair:
                self.faults.remove(str(complaint))

    def _see(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.url}: answered {response.status}")
