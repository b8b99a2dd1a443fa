"""The whole story of the main job, by three people at three browsers, with a real worker behind them."""

import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from participants.tasks import flag_deadlines
from tests.e2e.conftest import LiveStack, Receive
from tests.e2e.town import BAKERY, Town, build_town, enrolled_in, flags_in
from tests.e2e.visitor import Visitor
from tests.threads import wait_until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.exhaustive,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]

ARRIVALS = Path(__file__).parents[1] / "data" / "arrivals-4601.csv"
_BACKGROUND = 60_000


def test_three_people_carry_a_case_from_arrival_to_work(live_stack: LiveStack, receive: Receive) -> None:
    town = build_town(timezone.localdate())
    the_officer_enrols_a_list_once(receive(town.officer), town)
    the_adviser_awards_and_ends(receive(town.adviser), town)
    the_nav_adviser_logs_a_job(receive(town.nav_adviser), town)
    the_caseworker_sees_the_job(receive(town.adviser), town)
    another_municipality_sees_nothing(receive(town.stranger), town)


def the_officer_enrols_a_list_once(officer: Visitor, town: Town) -> None:
    already_there = enrolled_in(town.municipality)
    upload(officer)
    officer.inspect("import-preview")
    said = commit(officer)
    officer.inspect("import-done")
    enrolled = enrolled_in(town.municipality) - already_there
    assert enrolled > 900
    assert f"{enrolled} nye personer er registrert" in said
    for tab in ("Feil", "Annen kommune", "Mulig dobbel", "Adressesperre"):
        officer.follow(re.compile(f"^{tab}"))
        officer.inspect(f"import-{tab.split()[0].lower()}")
    officer.follow(re.compile("^Feil"))
    expect(officer.page.get_by_role("link", name="Last ned feilrader")).to_be_visible()
    officer.go("/deltakere/")
    officer.inspect("people")
    upload(officer)
    officer.sees("0 personer blir registrert.")
    commit(officer)
    assert enrolled_in(town.municipality) == already_there + enrolled


def upload(officer: Visitor) -> None:
    """Hand in the list and wait for the worker to have checked it."""
    officer.go("/import/")
    officer.inspect("import-lists")
    officer.follow("Last opp liste")
    officer.inspect("import-upload")
    officer.page.get_by_label("Fil").set_input_files(ARRIVALS)
    officer.press("Last opp og kontroller")
    expect(officer.page.get_by_role("heading", name="Radene", exact=True)).to_be_visible(timeout=_BACKGROUND)


def commit(officer: Visitor) -> str:
    """Answer what is asked once a list, and wait for the worker; answers with what the page then says."""
    officer.page.get_by_role("radio", name=re.compile("avgjøres senere", re.IGNORECASE)).check()
    # Where somebody has a protected address, one more than the officer must follow the deadlines.
    deputy = officer.page.get_by_role("checkbox", name="Tone Lie")
    if deputy.count():
        deputy.check()
    officer.page.get_by_role("main").get_by_role("button", name=re.compile("^(Registrer|Fullfør)")).click()
    done = officer.page.get_by_role("heading", name="Listen er registrert").or_(
        officer.page.get_by_text("Listen er registrert")
    )
    expect(done.first).to_be_visible(timeout=_BACKGROUND)
    return " ".join(officer.page.get_by_role("main").inner_text().split())


def the_adviser_awards_and_ends(adviser: Visitor, town: Town) -> None:
    flag_deadlines.delay(str(town.municipality.pk))
    wait_until(lambda: flags_in(town.municipality) >= 2, "the worker's flags")
    adviser.go("/")
    adviser.press("Ta – Iryna Tkachuk, Programmet slutter")
    adviser.sees("Tatt av meg")
    adviser.inspect("my-work")
    adviser.follow("Iryna Tkachuk")
    adviser.page.get_by_text("Hvorfor denne datoen?").click()
    adviser.sees(re.compile("§ 1[34]"))
    adviser.inspect("case")
    adviser.go("/")
    adviser.follow(re.compile("Fatt vedtak.*Saba Negash"))
    awards_thirteen_months_and_is_refused(adviser)
    adviser.page.get_by_label("Varighet i måneder").fill("12")
    adviser.press("Fatt vedtak")
    adviser.page.wait_for_url(f"**/deltakere/{town.waiting.pk}/**")
    adviser.sees("I program")
    adviser.inspect("case-awarded")
    adviser.go(f"/program/{town.ending.pk}/avslutt/")
    adviser.inspect("end")
    adviser.page.get_by_label("Siste dag i programmet").fill(f"{timezone.localdate():%d.%m.%Y}")
    adviser.page.get_by_role("radio", name="Målet er nådd").check()
    adviser.page.get_by_label("Hovedaktivitet ved slutten").select_option("part_time_work")
    adviser.press("Avslutt programmet")
    adviser.page.wait_for_url(f"**/deltakere/{town.ending.participant_id}/**")
    adviser.inspect("case-ended")


def awards_thirteen_months_and_is_refused(adviser: Visitor) -> None:
    """Fill in the award with a month more than the law has."""
    adviser.page.get_by_role("radio", name="Ordinær").check()
    adviser.page.get_by_role("radio", name="Videregående eller høyere").check()
    adviser.page.get_by_role("radio", name="Arbeid – inntil 12 måneder").check()
    adviser.page.get_by_label("Første dag i programmet").fill(f"{timezone.localdate():%d.%m.%Y}")
    adviser.page.get_by_label("Varighet i måneder").fill("13")
    adviser.sees("Dette kan ikke vedtas")
    with adviser.expecting(422):
        adviser.press("Fatt vedtak")
        adviser.sees(re.compile("§ 13"))
    adviser.inspect("award-refused")


def the_nav_adviser_logs_a_job(nav: Visitor, town: Town) -> None:
    nav.inspect("nav-my-work")
    nav.go(f"/deltakere/{town.ending.participant_id}/")
    nav.sees("Iryna Tkachuk")
    expect(nav.page.get_by_text("Inntak", exact=True)).to_have_count(0)
    expect(nav.page.get_by_role("link", name="Dokumenter")).to_have_count(0)
    nav.inspect("nav-case")
    nav.go(f"/deltakere/{town.ending.participant_id}/jobb/ny/")
    choose(nav, "Arbeidsgiver", "krinkel", BAKERY)
    choose(nav, "Yrke", "bakere", "Bakere")
    nav.page.get_by_role("radio", name="Fast ansettelse").check()
    nav.page.get_by_label("Stillingsprosent").fill("50")
    nav.sees(re.compile("under 30 timer"))
    nav.inspect("placement")
    nav.press("Registrer jobb")
    nav.page.wait_for_url(f"**/deltakere/{town.ending.participant_id}/**")
    nav.sees(BAKERY)
    nav.inspect("nav-case-with-job")


def choose(visitor: Visitor, field: str, written: str, option: str) -> None:
    """Write a part of a name and choose from the list that opens."""
    visitor.page.get_by_role("combobox", name=field).press_sequentially(written, delay=20)
    visitor.page.get_by_role("option", name=re.compile(option)).first.click()


def the_caseworker_sees_the_job(adviser: Visitor, town: Town) -> None:
    adviser.go(f"/deltakere/{town.ending.participant_id}/")
    adviser.sees(re.compile(BAKERY))


def another_municipality_sees_nothing(stranger: Visitor, town: Town) -> None:
    assert stranger.go(f"/deltakere/{town.theirs.pk}/").status == 200
    for address in (
        f"/deltakere/{town.ending.participant_id}/",
        f"/deltakere/{town.ending.participant_id}/jobb/ny/",
        f"/program/{town.ending.pk}/avslutt/",
        f"/api/v1/participants/{town.ending.participant_id}/",
    ):
        with stranger.expecting(404):
            assert stranger.go(address).status == 404
    stranger.go("/deltakere/")
    expect(stranger.page.get_by_text("Tkachuk")).to_have_count(0)
