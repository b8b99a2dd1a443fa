"""People's rights at a browser: a copy of everything is asked for, made by the worker, and opened."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from agencies.models import Role
from integration.operations.privacy.retention.noticing import notice_cases
from tests.e2e.conftest import LiveStack, Receive
from tests.e2e.town import Town, build_town
from tests.world import make_person, make_user

pytestmark = [pytest.mark.browser, pytest.mark.exhaustive, pytest.mark.django_db(transaction=True)]


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


def test_cases_whose_time_has_come_are_confirmed_and_restricted(
    live_stack: LiveStack, receive: Receive, town: Town
) -> None:
    for year in (2004, 2007):
        make_person(
            town.municipality, given_name="Amal", family_name=f"Haddad {year}", settled_on=dt.date(year, 3, 1),
            permit_granted_on=dt.date(year, 1, 1), permit_valid_until=None,
        )  # fmt: skip
    assert notice_cases(town.municipality.pk, timezone.localdate()) == 2
    leader = receive(town.leader)
    leader.go("/arkivering/")
    leader.inspect("retention-waiting")
    with leader.expecting(422):
        leader.press("Bekreft og pakk for arkivet")
        leader.sees(re.compile("Velg minst én sak"))
    leader.page.get_by_label("Amal Haddad 2004").check()
    leader.press("Bekreft og pakk for arkivet")
    leader.sees(re.compile("Sakene pakkes for arkivet"))
    for _look in range(20):
        if leader.page.get_by_role("main").get_by_text("klar", exact=True).count():
            break
        leader.page.wait_for_timeout(500)
        leader.page.reload()
    leader.sees("klar")
    leader.inspect("retention-packed")
    officer = receive(make_user(town.municipality, Role.PRIVACY_OFFICER))
    officer.go("/arkivering/")
    officer.inspect("retention-officer")
    officer.follow("Åpne igjen")
    officer.inspect("retention-lift")
    officer.page.get_by_label("Begrunnelse").fill("En klage er kommet inn.")
    officer.press("Åpne igjen")
    officer.sees(re.compile("Saken er åpnet igjen"))


def test_a_participants_own_words_stand_beside_what_is_contested(receive: Receive, town: Town) -> None:
    adviser = receive(town.adviser)
    case = f"/deltakere/{town.ending.participant_id}/"
    adviser.go(f"{case}historikk/")
    adviser.page.get_by_role("link", name=re.compile("Legg ved deltakerens forklaring til: Registrert")).click()
    adviser.inspect("statement-form")
    adviser.page.get_by_label("Hva sier deltakeren?").fill("Jeg kom til kommunen i august.")
    adviser.press("Lagre")
    adviser.sees("Jeg kom til kommunen i august.")
    adviser.inspect("statement-in-history")
