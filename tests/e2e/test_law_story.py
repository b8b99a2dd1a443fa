"""A caseworker's way through the law: sickness that moves the date, leave, an extension that is not there, the end."""

import pytest
from playwright.sync_api import expect

from agencies.models import Role
from programmes.models import Participation
from tests.e2e.conftest import Receive
from tests.e2e.visitor import Visitor
from tests.programmes.absence_facts import make_2026_programme
from tests.world import make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.exhaustive,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def test_a_programme_from_sickness_to_the_letter_of_its_end(receive: Receive) -> None:
    programme = make_2026_programme()
    adviser = receive(make_user(programme.municipality, Role.PROGRAMME_ADVISER, name="Marte Solheim"))
    she_registers_eleven_days_of_sickness(adviser, programme)
    she_grants_parental_leave(adviser, programme)
    she_tries_an_extension_that_the_law_does_not_have(adviser, programme)
    she_ends_the_programme(adviser, programme)
    she_opens_the_letters(adviser, programme)


def _begin(adviser: Visitor, programme: Participation, act: str) -> None:
    adviser.go(f"/deltakere/{programme.participant_id}/")
    adviser.press("Registrer")
    adviser.page.get_by_role("link", name=act, exact=True).click()


def she_registers_eleven_days_of_sickness(adviser: Visitor, programme: Participation) -> None:
    """Ten days move nothing; with the eleventh all eleven count, and the page says so before it is saved."""
    _begin(adviser, programme, "Fravær eller permisjon")
    page, meaning = adviser.page, adviser.page.locator("#absence-meaning")
    page.get_by_label("Årsak").select_option("sick_doctor")
    page.get_by_label("Første dag").fill("01.06.2026")
    page.get_by_label("Siste dag").fill("12.06.2026")
    expect(meaning.get_by_text("sluttdato uendret (10 av 10)")).to_be_visible()
    page.get_by_label("Siste dag").fill("15.06.2026")
    expect(meaning.get_by_text("16.02.2027").first).to_be_visible()
    adviser.inspect("law-sickness")
    adviser.press("Lagre")
    adviser.sees("Siste dag i programmet er 16.02.2027.")
    page.get_by_text("Hvorfor denne datoen?").first.click()
    adviser.sees("Til sammen regnes 11 virkedager med.")
    adviser.inspect("law-absences")


def she_grants_parental_leave(adviser: Visitor, programme: Participation) -> None:
    """Leave is a decision with a letter; it is counted together with the sickness."""
    _begin(adviser, programme, "Fravær eller permisjon")
    page = adviser.page
    page.get_by_label("Årsak").select_option("parental")
    page.get_by_label("Første dag").fill("01.07.2026")
    page.get_by_label("Siste dag").fill("30.09.2026")
    page.get_by_label("Barnets fødselsdato").fill("01.07.2026")
    expect(page.locator("#absence-meaning").get_by_text("ingen stønad så lenge")).to_be_visible()
    adviser.inspect("law-leave")
    adviser.press("Lagre")
    adviser.sees("Vedtaket om permisjon er fattet.")
    adviser.inspect("law-leave-decided")


def she_tries_an_extension_that_the_law_does_not_have(adviser: Visitor, programme: Participation) -> None:
    _begin(adviser, programme, "Forlengelse")
    adviser.page.get_by_text("Et program med dette målet kan ikke forlenges.").first.wait_for()
    expect(adviser.page.get_by_text("integreringsloven § 13 tredje ledd").first).to_be_visible()
    adviser.go(f"/deltakere/{programme.participant_id}/program/forlengelse/")
    adviser.page.get_by_label("Begrunnelse").fill("Hun trenger mer tid.")
    with adviser.expecting(422):
        adviser.press("Fatt vedtak")
    refused = adviser.page.get_by_text("kan ikke forlenges. (integreringsloven § 13 tredje ledd)")
    expect(refused.locator("visible=true").first).to_be_visible()
    adviser.inspect("law-no-extension")


def she_ends_the_programme(adviser: Visitor, programme: Participation) -> None:
    _begin(adviser, programme, "Avslutt programmet")
    adviser.page.get_by_label("Målet er nådd").check()
    adviser.page.get_by_label("Hovedaktivitet ved slutten").select_option("full_time_work")
    adviser.page.get_by_role("button", name="Avslutt programmet").click()
    adviser.sees("er avsluttet")
    adviser.inspect("law-ended")


def she_opens_the_letters(adviser: Visitor, programme: Participation) -> None:
    adviser.go(f"/deltakere/{programme.participant_id}/")
    adviser.follow("Vedtak")
    adviser.inspect("law-decisions")
    for link in ("Åpne brevet Introduksjonsprogram", "Åpne brevet Permisjon", "Deltakerbevis"):
        with adviser.page.expect_download() as download:
            adviser.page.get_by_role("link", name=link, exact=link == "Deltakerbevis").first.click()
        assert download.value.path().read_bytes().startswith(b"%PDF-")
