"""The pages of a move in a real browser: both sides, narrow and wide, and axe."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from participants.models import Participant, TransferRequest
from tests.browsing import faults_by_axe, is_wider_than_the_screen, log_in, window_of
from tests.participants.household.families import marry
from tests.participants.transfers.moves import make_mover, make_town, rows_of, user_of
from tests.programmes.awards import make_programme
from tests.world import make_person

pytestmark = [pytest.mark.browser, pytest.mark.exhaustive, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A page of a browser; Django is told that the loop in this thread is Playwright's and not its own."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with window_of(None, live_server) as page:
        yield page


def test_a_case_moves_from_one_desk_to_the_other(page: Page, tmp_path: Path) -> None:
    shots = Path(os.environ.get("E2E_SHOTS") or tmp_path)
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    husband = make_person(bergen.home, given_name="Taras", family_name="Flytter", sex="man")
    make_programme(husband, bergen.leader)
    marry(bergen.leader, person, husband)
    log_in(page, user_of(bergen.leader))
    _ask_for_both(page, shots, person, husband)
    (transfer,) = rows_of(TransferRequest, bergen.home, participant=person)
    assert len(rows_of(TransferRequest, bergen.home, participant=husband)) == 1

    log_in(page, user_of(voss.leader))
    page.goto("/flytting/")
    _look(page, shots, "list")
    page.goto(f"/flytting/{transfer.pk}/")
    _look(page, shots, "request")
    page.get_by_label("Bosatt i kommunen").fill("01.12.2026")
    page.get_by_role("button", name="Ta over").click()
    expect(page.get_by_text("Saken er tatt over fra Bergen")).to_be_visible()
    _look(page, shots, "received")

    log_in(page, user_of(bergen.leader))
    page.goto(f"/deltakere/{person.pk}/")
    expect(page.get_by_text("Her kan den bare leses")).to_be_visible()
    _look(page, shots, "moved")
    page.goto("/flytting/")
    _look(page, shots, "answered")


def _ask_for_both(page: Page, shots: Path, person: Participant, husband: Participant) -> None:
    """The one who lives with the person is offered along; what is asked about him stands beside him."""
    page.goto(f"/deltakere/{person.pk}/be-om-flytting/")
    page.get_by_label("Kommune").select_option(label="Voss")
    page.locator("[name=stated_programmes]").select_option(label="arbeid på heltid")
    page.get_by_label("Taras Flytter, født 14.03.1991, flytter også").check()
    _look(page, shots, "ask")
    page.get_by_role("button", name="Send forespørsel").click()
    expect(page.get_by_text("Taras Flytter: Velg: Hovedaktivitet").first).to_be_visible()
    _look(page, shots, "ask-again")
    page.locator(f"[name=along_{husband.pk}_stated_programmes]").select_option(label="arbeid på heltid")
    page.get_by_role("button", name="Send forespørsel").click()
    expect(page.get_by_text("2 forespørsler er sendt til Voss")).to_be_visible()


def _look(page: Page, shots: Path, name: str) -> None:
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=shots / f"{name}-{width}.png", full_page=True)
        assert not is_wider_than_the_screen(page), f"{name} at {width}"
    assert faults_by_axe(page) == []
