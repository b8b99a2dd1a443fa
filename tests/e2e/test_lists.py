"""Lists as files, in a browser: from a list page to a file that is made, and the way to it on a narrow screen too."""

import pytest
from django.utils import timezone

from agencies.operations.jobs import run_job
from tests.e2e.conftest import Receive
from tests.e2e.town import build_town
from tests.e2e.visitor import Visitor
from tests.queues import list_row

pytestmark = [
    pytest.mark.browser,
    pytest.mark.exhaustive,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]

WIDTHS = ((1280, 800), (375, 812))
_LINK = "Last ned som Excel / CSV"


def test_the_portfolio_is_fetched_as_a_file(receive: Receive) -> None:
    town = build_town(timezone.localdate())
    visitor = receive(town.adviser)
    visitor.go("/deltakere/?navn=Iryna")
    visitor.page.get_by_role("link", name=_LINK).click()
    visitor.sees("Iryna")
    visitor.inspect("lists-asking")
    visitor.press("Lag XLSX")
    visitor.sees("Mine filer")
    job = list_row().job
    assert job is not None
    run_job(job.pk)
    visitor.page.get_by_role("link", name="Last ned").first.wait_for()
    visitor.inspect("lists-ready")


@pytest.mark.parametrize("address", ["/deltakere/", "/", "/arbeidsgivere/", "/teamet/"])
def test_the_way_to_the_file_is_small_and_is_reached_by_keyboard(receive: Receive, address: str) -> None:
    visitor = receive(build_town(timezone.localdate()).leader)
    visitor.go(address)
    visitor.inspect(f"list-file-{address.strip('/') or 'work'}")
    for width, height in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": height})
        visitor.go(address)
        link = visitor.page.get_by_role("link", name=_LINK).first
        box = link.bounding_box()
        assert box is not None
        assert box["height"] < 40
        assert box["x"] + box["width"] <= width
        _tab_to(visitor, link.get_attribute("href") or "")
        visitor.page.keyboard.press("Enter")
        visitor.sees("Lag XLSX")


def _tab_to(visitor: Visitor, href: str) -> None:
    """Press the tab key until the link has the focus, as somebody without a mouse."""
    for _press in range(120):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("document.activeElement.getAttribute('href')") == href:
            return
    raise AssertionError(href)
