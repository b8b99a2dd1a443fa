"""An enrolment officer receives a family of four at the desk; one of them is registered already."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from agencies.access import acting_as
from agencies.actors import system_actor
from participants.household import household_on
from participants.models import Participant
from tests.e2e.conftest import Receive
from tests.e2e.town import build_town
from tests.e2e.visitor import Visitor
from tests.world import make_person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.exhaustive,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def _row(officer: Visitor, number: int, given_name: str, born: str) -> Locator:
    row = officer.page.locator(f"#person-{number}")
    row.get_by_label("Fornavn").fill(given_name)
    row.get_by_label("Fødselsdato").fill(born)
    return row


def test_a_family_of_four_of_whom_one_is_known(receive: Receive) -> None:
    town = build_town(timezone.localdate())
    known = make_person(
        town.municipality, given_name="Bohdan", family_name="Savchuk", birth_date=dt.date(1988, 2, 3), sex="man",
        settled_on=dt.date(2026, 1, 15),
    )  # fmt: skip
    before = _people(town.municipality.pk)
    officer = receive(town.officer)
    she_searches_first(officer)
    she_fills_in_the_family(officer)
    she_says_who_is_known(officer)
    expect(officer.page.get_by_text("1 ny person er registrert. 1 var kjent fra før.")).to_be_visible()
    officer.sees("Bor sammen nå")
    officer.inspect("household")
    officer.follow("Bohdan Savchuk")
    officer.sees("Oksana Savchuk")
    officer.inspect("case-with-family")
    assert _people(town.municipality.pk) == before + 1
    with acting_as(system_actor(town.municipality.pk)):
        family = household_on(known, timezone.localdate())
        assert [child.name for child in family.children] == ["Sofia Savchuk", "Matvij Savchuk"]


def she_searches_first(officer: Visitor) -> None:
    officer.go("/deltakere/ny/")
    officer.inspect("enrol-search")
    officer.page.get_by_label("Etternavn").fill("Savchuk")
    officer.page.get_by_role("main").get_by_role("button", name="Søk").click()
    officer.sees("Navnet ligner, men fødselsdatoen er en annen.")
    officer.inspect("enrol-found")


def she_fills_in_the_family(officer: Visitor) -> None:
    officer.follow("Registrer en familie")
    officer.page.get_by_role("group", name="Felles for familien").get_by_label("Etternavn").fill("Savchuk")
    officer.page.get_by_label("Bosatt i kommunen").fill("20.11.2026")
    _row(officer, 1, "Oksana", "01.05.1990")
    _row(officer, 2, "Bohdan", "03.02.1988")
    _row(officer, 3, "Sofia", "04.05.2019")
    _row(officer, 4, "Matvij", "10.10.2022")
    officer.inspect("enrol-family")


def she_says_who_is_known(officer: Visitor) -> None:
    with officer.expecting(422):
        officer.press("Registrer familien")
    officer.sees("Noen av dem kan være registrert")
    officer.inspect("enrol-family-asked")
    officer.page.locator("#person-2").get_by_label("Bohdan Savchuk, født 03.02.1988").check()
    officer.press("Registrer familien")


def _people(municipality_id: object) -> int:
    with acting_as(system_actor(municipality_id)):  # type: ignore[arg-type]
        return Participant.objects.current().count()
