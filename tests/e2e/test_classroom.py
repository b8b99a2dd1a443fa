"""A teacher with a telephone and a line that comes and goes, and the adviser who meets what the teacher said."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Route, expect

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from programmes.models import Absence
from programmes.models.classes import Attendance
from programmes.operations.classes.marking import Mark, mark_attendance
from programmes.operations.classes.results import register_result
from tests.e2e.conftest import Receive
from tests.e2e.visitor import PHONE
from tests.programmes.awards import make_programme
from tests.programmes.classes.schools import Taught, make_session, make_taught_class, put_in_class
from tests.world import make_municipality, make_person, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

_WRITE_DOWN_WHAT_IS_SAID = """() => {
    const status = document.getElementById("marks-status");
    window.said = [];
    new MutationObserver(() => window.said.push(status.textContent)).observe(status, { childList: true });
}"""


def _classroom(municipality: Agency) -> Taught:
    taught = make_taught_class(municipality, given_name="Amina", family_name="Yusuf")
    person = make_person(municipality, given_name="Bashir", family_name="Noor")
    put_in_class(person, taught.school_class)
    return taught


def _said(municipality: Agency) -> dict[str, str]:
    with acting_as(system_actor(municipality.pk)):
        rows = Attendance.objects.select_related("participant")
        return {row.participant.given_name: row.category for row in rows}


def _let_nothing_out(route: Route) -> None:
    """Pages come in, and what is sent does not get through."""
    if route.request.method == "POST":
        route.abort("internetdisconnected")
    else:
        route.continue_()


def test_a_teacher_on_a_telephone_loses_no_tap_when_the_line_is_gone(receive: Receive) -> None:
    municipality = make_municipality()
    taught = _classroom(municipality)
    visitor = receive(taught.teacher_user)
    page = visitor.page
    page.set_viewport_size({"width": PHONE, "height": 720})
    visitor.inspect("klasser-larer")
    page.set_viewport_size({"width": PHONE, "height": 720})
    page.get_by_role("link", name=re.compile("09:00")).first.click()
    amina, bashir = (page.get_by_role("button", name=re.compile(name)) for name in ("Amina", "Bashir"))
    status = page.locator("#marks-status")

    amina.click()
    expect(status).to_have_text("Alt er lagret")
    assert _said(municipality) == {"Amina": "present"}

    # The line goes: the taps are shown, kept, and outlive the page.
    visitor.context.set_offline(True)
    amina.click()
    bashir.click()
    expect(status).to_have_text(re.compile("Ingen linje. 2 trykk"))
    expect(amina).to_contain_text("Sen")
    assert _said(municipality) == {"Amina": "present"}
    visitor.context.set_offline(False)
    expect(status).to_have_text("Alt er lagret", timeout=20_000)
    assert _said(municipality) == {"Amina": "late", "Bashir": "present"}

    visitor.faults[:] = [fault for fault in visitor.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


@pytest.mark.exhaustive
def test_a_tap_before_the_script_has_come_is_saved_and_said_to_be(receive: Receive) -> None:
    municipality = make_municipality()
    taught = _classroom(municipality)
    visitor = receive(taught.teacher_user)
    page = visitor.page
    visitor.context.route("**/attendance*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    visitor.go(f"/klasser/okt/{taught.session.pk}/")
    page.get_by_role("button", name=re.compile("Amina")).click()
    visitor.sees("Alt er lagret")
    expect(page.get_by_role("button", name=re.compile("Amina"))).to_contain_text("Til stede")
    assert _said(municipality) == {"Amina": "present"}


@pytest.mark.exhaustive
def test_taps_that_were_kept_when_the_page_was_closed_are_sent_when_it_is_opened_again(receive: Receive) -> None:
    municipality = make_municipality()
    taught = _classroom(municipality)
    visitor = receive(taught.teacher_user)
    page = visitor.page
    visitor.go(f"/klasser/okt/{taught.session.pk}/")
    bashir, status = page.get_by_role("button", name=re.compile("Bashir")), page.locator("#marks-status")
    visitor.context.route("**/klasser/okt/**", _let_nothing_out)
    bashir.click()
    expect(status).to_have_text(re.compile("Ingen linje. 1 trykk"))
    page.reload()
    expect(status).to_have_text(re.compile("Ingen linje. 1 trykk"))
    assert _said(municipality) == {}
    visitor.context.unroute("**/klasser/okt/**")
    expect(status).to_have_text("Alt er lagret", timeout=20_000)
    assert _said(municipality) == {"Bashir": "present"}

    visitor.faults[:] = [fault for fault in visitor.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def test_a_teacher_needs_one_key_a_pupil_and_one_press_for_all(receive: Receive) -> None:
    municipality = make_municipality()
    taught = _classroom(municipality)
    visitor = receive(taught.teacher_user)
    page = visitor.page
    visitor.go(f"/klasser/okt/{taught.session.pk}/")
    status = page.locator("#marks-status")
    amina, bashir = (page.get_by_role("button", name=re.compile(name)) for name in ("Amina", "Bashir"))
    # Rows stand by family name: Noor, then Yusuf.
    bashir.focus()
    page.keyboard.press("2")
    expect(amina).to_be_focused()
    page.keyboard.press("3")
    expect(status).to_have_text("Alt er lagret")
    assert (_said(municipality)["Amina"], _said(municipality)["Bashir"]) == ("absent_invalid", "late")
    visitor.press("Alle til stede")
    expect(page.locator("#marks-count")).to_have_text("3 / 3")
    expect(status).to_have_text("Alt er lagret")
    assert _said(municipality)["Amina"] == "absent_invalid"
    visitor.go(f"/klasser/okt/{taught.session.pk}/")
    visitor.inspect("okt")


def test_all_is_said_to_be_saved_only_when_the_last_tap_is(receive: Receive) -> None:
    municipality = make_municipality()
    taught = _classroom(municipality)
    visitor = receive(taught.teacher_user)
    page = visitor.page
    sent: list[str] = []

    def tap_on_the_way(route: Route) -> None:
        sent.append(route.request.url)
        if len(sent) == 1:
            page.keyboard.press("3")
        route.continue_()

    visitor.go(f"/klasser/okt/{taught.session.pk}/")
    page.evaluate(_WRITE_DOWN_WHAT_IS_SAID)
    visitor.context.route("**/klasser/okt/**", tap_on_the_way)
    page.get_by_role("button", name=re.compile("Bashir")).focus()
    page.keyboard.press("2")
    expect(page.locator("#marks-status")).to_have_text("Alt er lagret")
    assert len(sent) == 2
    assert _said(municipality) == {"Bashir": "late", "Amina": "absent_invalid"}
    assert page.evaluate("window.said") == ["Lagrer …", "Lagrer …", "Alt er lagret"]


@pytest.mark.exhaustive
def test_a_reason_is_sent_when_it_is_written_and_not_while_it_is(receive: Receive) -> None:
    municipality = make_municipality()
    taught = _classroom(municipality)
    session = make_session(taught.school_class, day=timezone.localdate() - dt.timedelta(days=1))
    mark_attendance(taught.teacher, session.pk, {taught.pupils[0].pk: Mark("present")})
    visitor = receive(taught.teacher_user)
    page, status = visitor.page, visitor.page.locator("#marks-status")
    visitor.go(f"/klasser/okt/{session.pk}/")
    with visitor.expecting(422):
        page.get_by_role("button", name=re.compile("Amina")).click()
        expect(status).to_have_text("Økten er over. Skriv hvorfor oppmøtet rettes.")
    reason = page.get_by_label("Hvorfor rettes oppmøtet?")
    expect(reason).to_be_focused()
    page.keyboard.type("Kom ti")
    # Longer than the page waits before it tries a line that was gone again.
    page.wait_for_timeout(5_000)
    assert _said(municipality) == {"Amina": "present"}
    page.keyboard.type(" over ni")
    page.keyboard.press("Tab")
    expect(status).to_have_text("Alt er lagret")
    assert _said(municipality) == {"Amina": "late"}


@pytest.mark.exhaustive
def test_an_adviser_decides_what_the_school_reported_and_sees_norwegian_over_time(receive: Receive) -> None:
    municipality = make_municipality()
    taught = _classroom(municipality)
    person, today = taught.pupils[0], timezone.localdate()
    adviser = make_user(municipality, Role.TEAM_LEADER)
    make_programme(person)
    for skill, day, level in (
        ("oral", 200, "A1"), ("oral", 60, "A2"), ("reading", 200, "A1"), ("writing", 60, "A1"), ("listening", 60, "B1"),
    ):  # fmt: skip
        register_result(
            system_actor(municipality.pk), person.pk, subject="norwegian", skill=skill, outcome=level,
            taken_on=today - dt.timedelta(days=day),
        )  # fmt: skip
    mark_attendance(taught.teacher, taught.session.pk, {person.pk: Mark("absent_invalid")})
    visitor = receive(adviser)
    visitor.go(f"/deltakere/{person.pk}/norsk/")
    visitor.sees("Fravær meldt av skolen: ta stilling")
    visitor.sees(re.compile("0,0 av 3,0 timer"))
    visitor.inspect("norsk-og-oppmote")
    visitor.follow("Avgjør")
    visitor.page.get_by_label("Ugyldig").check()
    visitor.page.get_by_role("dialog").get_by_role("button", name="Lagre").or_(
        visitor.page.get_by_role("button", name="Avgjør", exact=True)
    ).first.click()
    visitor.sees("Fraværet er registrert som ugyldig. Stønaden reduseres for timene.")
    with acting_as(system_actor(municipality.pk)):
        assert Absence.objects.get(participant=person).hours == 3
    visitor.go("/klasser/")
    visitor.inspect("klasser")
    visitor.follow(taught.school_class.name)
    visitor.inspect("klasse")
    visitor.go("/deltakere/")
    visitor.inspect("portefolje")
