"""The story of a NAV adviser and a qualification track: a cohort, its board by keyboard and by mouse, and a place."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from agencies.access import acting_as
from agencies.actors import system_actor
from employers.code_lists import load_code_lists
from employers.models import Suggestion, TrackMembership
from employers.seed_tracks import load_seed_tracks
from participants.models import Participant
from tests.e2e.conftest import Receive
from tests.e2e.town import Town, build_town
from tests.e2e.visitor import Visitor
from tests.employers.jobs import make_job
from tests.world import actor_of, make_person

pytestmark = [pytest.mark.browser, pytest.mark.exhaustive, pytest.mark.django_db(transaction=True)]
_DAY = dt.timedelta(days=1)


@pytest.fixture
def town() -> Town:
    """The town, with the code lists and the tracks that come with the system."""
    load_code_lists()
    load_seed_tracks()
    return build_town(timezone.localdate())


@pytest.fixture
def others(town: Town) -> list[Participant]:
    """Two more who go through the track; names that sort after one another."""
    names = (("Yusuf", "Abdi"), ("Olha", "Bondar"))
    return [make_person(town.municipality, given_name=given, family_name=family) for given, family in names]


def _open_a_cohort(nav: Visitor, town: Town) -> str:
    """A cohort of the welders, with a partner employer; answers the address of its board."""
    nav.go("/lop/")
    nav.inspect("tracks-empty")
    nav.follow("Sveisere hos en stor arbeidsgiver")
    nav.inspect("track")
    nav.follow("Nytt kull")
    panel = nav.page.locator("#panel")
    panel.get_by_label("Navn").fill("Vår")
    panel.get_by_label("Oppstart").fill(f"{timezone.localdate() - 90 * _DAY:%d.%m.%Y}")
    panel.get_by_label("Plasser").fill("3")
    panel.get_by_label("Arbeidsgivere som er med").fill(town.bakery.organisation_number)
    panel.get_by_role("button", name="Lagre").click()
    nav.sees("Kullet er åpnet. Ta med deltakere fra sakene deres.")
    nav.sees(town.bakery.name)
    return nav.page.url


def _take_in(nav: Visitor, person: Participant, joined_on: dt.date) -> None:
    """From the case, by the menu of what can be registered."""
    nav.go(f"/deltakere/{person.pk}/jobb/lop/")
    nav.page.get_by_label("Kull").select_option(label="Sveisere hos en stor arbeidsgiver: Vår")
    nav.page.get_by_label("Begynner").fill(f"{joined_on:%d.%m.%Y}")
    nav.press("Lagre")
    nav.sees(re.compile("Deltakeren er med i"))


def _column(nav: Visitor, step: str) -> Locator:
    return nav.page.get_by_role("region", name=step)


def _move_by_keyboard(nav: Visitor, name: str, *, back: str, on: str) -> None:
    """On and back again with no mouse; the focus follows the person."""
    page = nav.page
    page.get_by_role("button", name=f"Neste trinn: {name} til {on}").focus()
    page.keyboard.press("Enter")
    nav.sees(f"{name} er nå på trinnet {on}.")
    expect(_column(nav, on).locator(".board__card", has_text=name)).to_be_focused()
    page.get_by_role("button", name=f"Tilbake: {name} til {back}").focus()
    page.keyboard.press("Space")
    nav.sees(f"{name} er nå på trinnet {back}.")
    expect(_column(nav, back).get_by_role("link", name=name, exact=True)).to_be_visible()


def _move_by_mouse(nav: Visitor, name: str, step: str) -> None:
    """Dragged straight to a column, also past one."""
    card = nav.page.locator(".board__card", has_text=name)
    card.drag_to(_column(nav, step))
    nav.sees(f"{name} er nå på trinnet {step}.")
    expect(_column(nav, step).get_by_role("link", name=name, exact=True)).to_be_visible()


def _finish(nav: Visitor, name: str) -> None:
    nav.page.get_by_role("link", name=f"Fullført: {name}").click()
    panel = nav.page.locator("#panel")
    panel.get_by_label("Fagbrev eller sertifikat, og jobb").check()
    panel.get_by_role("button", name="Lagre").click()
    nav.sees("Resultatet er registrert.")


def _drop_out(nav: Visitor, name: str) -> None:
    nav.page.get_by_role("link", name=f"Sluttet: {name}").click()
    panel = nav.page.locator("#panel")
    panel.get_by_role("button", name="Lagre").click()
    expect(panel.get_by_text("Dette feltet er påkrevd.").first).to_be_visible()
    panel.get_by_label("Norsken strakk ikke til").check()
    panel.get_by_role("button", name="Lagre").click()
    nav.sees("Det er registrert at deltakeren sluttet.")


def test_a_nav_adviser_runs_a_track_by_keyboard_and_by_mouse(
    town: Town, others: list[Participant], receive: Receive
) -> None:
    nav, today = receive(town.nav_adviser), timezone.localdate()
    board = _open_a_cohort(nav, town)
    nav.inspect("board-empty")
    main, (yusuf, olha) = town.ending.participant, others
    for person, days in ((main, 10), (yusuf, 90), (olha, 20)):
        _take_in(nav, person, today - days * _DAY)
    nav.go(board)
    nav.sees("0 av 3")
    nav.sees("Lenger enn ventet")
    nav.inspect("board")
    _move_by_keyboard(nav, str(yusuf), back="Norsk og HMS-ord", on="Sveisekurs")
    _move_by_mouse(nav, str(main), "Praksis i bedriften")
    _move_by_mouse(nav, str(yusuf), "Sveisesertifikat")
    nav.inspect("board-moved")
    _finish(nav, str(yusuf))
    with nav.expecting(422):
        _drop_out(nav, str(olha))
    nav.sees("1 av 3")
    nav.inspect("board-with-results")
    with acting_as(system_actor(town.municipality.pk)):
        rows = {row.participant_id: row for row in TrackMembership.objects.select_related("step")}
    assert rows[yusuf.pk].result == "certificate_and_job"
    assert rows[olha.pk].drop_reason == "norwegian"
    assert (rows[main.pk].step.name, rows[main.pk].is_under_way) == ("Praksis i bedriften", True)


def _offer_a_place(nav: Visitor) -> None:
    """From the employer's page, with the occupation found by what one writes."""
    page = nav.page
    nav.go("/arbeidsgivere/")
    nav.follow(re.compile("Krinkelkroken"))
    nav.inspect("employer")
    nav.follow("Ny plass")
    page.get_by_label("Hva slags arbeid?").fill("Bakersvenn")
    occupation = page.get_by_role("combobox", name="Yrke")
    occupation.press_sequentially("baker", delay=15)
    expect(page.locator("#occupation-options [role=option]").first).to_be_visible()
    occupation.press("ArrowDown")
    occupation.press("Enter")
    page.get_by_label("Antall plasser").fill("2")
    page.get_by_label("Muntlig").select_option("A2")
    nav.inspect("place-form")
    nav.press("Lagre")
    nav.sees("Plassen er registrert. Her er de som passer best.")


def test_a_nav_adviser_sees_who_fits_a_place_and_why_and_decides(town: Town, receive: Receive) -> None:
    nav, today = receive(town.nav_adviser), timezone.localdate()
    person = town.ending.participant
    worked = {"first_day": today - 80 * _DAY, "last_day": today - 20 * _DAY}
    make_job(person, actor_of(town.adviser), employer_id=town.bakery.pk, **worked)
    _offer_a_place(nav)
    nav.sees("Har hatt jobb i samme yrke")
    nav.inspect("place-with-candidates")
    nav.press(f"Foreslå {person} for Bakersvenn")
    nav.sees(re.compile("Foreslått"))
    nav.follow("Endre")
    nav.page.get_by_label("Antall plasser").fill("1")
    nav.press("Lagre")
    nav.sees("Endringene er lagret.")
    nav.go(f"/deltakere/{person.pk}/jobb/plasser/")
    nav.sees("Bakersvenn")
    nav.inspect("places-that-fit")
    nav.go("/plasser/")
    nav.inspect("places")
    with acting_as(system_actor(town.municipality.pk)):
        assert Suggestion.objects.get().verdict == "suggested"
    # From the employer's page to the form of a job there.
    nav.go(f"/arbeidsgivere/{town.bakery.pk}/")
    nav.follow("Registrer jobb")
    panel = nav.page.locator("#panel")
    panel.get_by_label("Navn eller nummer").fill("Tkachuk")
    panel.get_by_role("button", name="Finn").click()
    panel.get_by_role("link", name=re.compile("Tkachuk")).click()
    expect(nav.page.get_by_role("combobox", name="Arbeidsgiver")).to_have_value(town.bakery.name)
