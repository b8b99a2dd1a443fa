"""People's rights at a browser: a copy of everything is asked for, made by the worker, and opened."""

import re

import pytest
from django.utils import timezone

from agencies.models import Role
from tests.e2e.conftest import LiveStack, Receive
from tests.e2e.town import Town, build_town
from tests.world import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town() -> Town:
    """The town."""
    return build_town(timezone.localdate())


def test_a_copy_is_asked_for_on_the_case_and_opened(live_stack: LiveStack, receive: Receive, town: Town) -> None:
    adviser = receive(town.adviser)
    adviser.go(f"/deltakere/{town.ending.participant_id}/")
    adviser.press("Registrer")
    adviser.follow("Innsyn for deltakeren")
    adviser.sees("Ingen kopier er laget")
    adviser.inspect("subject-access-empty")
    adviser.page.get_by_label("Ta med hvem som har lest saken").check()
    adviser.press("Bestill kopi")
    adviser.sees(re.compile("Kopien er bestilt"))
    for _look in range(20):
        if adviser.page.get_by_role("link", name="PDF").count():
            break
        adviser.page.wait_for_timeout(500)
        adviser.page.reload()
    adviser.sees("klar")
    adviser.inspect("subject-access-ready")
    with adviser.page.expect_download() as caught:
        adviser.follow("PDF")
    assert caught.value.path().read_bytes().startswith(b"%PDF-")


def test_a_privacy_officer_asks_without_a_name(receive: Receive, town: Town) -> None:
    officer = receive(make_user(town.municipality, Role.PRIVACY_OFFICER))
    officer.go(f"/innsynslogg/?participant={town.ending.participant_id}")
    officer.follow("Bestill kopi for deltakeren")
    officer.press("Bestill kopi")
    officer.sees(re.compile("Kopien er bestilt"))
    officer.inspect("subject-access-officer")
