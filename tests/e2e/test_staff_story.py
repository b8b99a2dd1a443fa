"""An administrator lets somebody in and out; a team leader finds cover for a sick adviser and hands her cases over."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from agencies.operations.outbox import sweep_outbox
from participants.models import Deadline
from participants.operations.assignment import assign
from tests.e2e.conftest import Receive
from tests.e2e.visitor import Visitor
from tests.world import make_actor, make_municipality, make_person, make_user

pytestmark = [pytest.mark.browser, pytest.mark.exhaustive, pytest.mark.django_db(transaction=True)]
_DAY = dt.timedelta(days=1)
_PASSWORD = "en lang og grei setning"


def _day(days: int = 0) -> str:
    return f"{timezone.localdate() + days * _DAY:%d.%m.%Y}"


def _invite(boss: Visitor) -> None:
    boss.go("/ansatte/")
    boss.inspect("staff")
    boss.follow("Inviter ansatt")
    panel = boss.page.get_by_role("dialog")
    panel.get_by_label("Navn").fill("Oda Lunde")
    panel.get_by_label("E-post").fill("oda.lunde@bergen.test")
    panel.get_by_label("Programrådgiver").check()
    panel.get_by_role("button", name="Send invitasjon").click()
    boss.sees("En e-post er på vei til oda.lunde@bergen.test")
    boss.sees("invitert")


def _enter(receive: Receive) -> Visitor:
    sweep_outbox()
    link = re.search(r"/invitasjon/\S+", str(mail.outbox[-1].body))
    assert link
    oda = receive()
    oda.go(link[0])
    oda.inspect("invitation")
    oda.page.get_by_label("Velg passord").fill(_PASSWORD)
    oda.page.get_by_label("Skriv passordet en gang til").fill(_PASSWORD)
    oda.press("Lagre passordet og logg inn")
    expect(oda.page.get_by_role("heading", level=1)).to_contain_text(re.compile("God (morgen|dag|kveld)"))
    return oda


def test_a_new_adviser_is_invited_logs_in_and_sees_nothing_the_second_after_leaving(receive: Receive) -> None:
    bergen = make_municipality("Bergen")
    make_person(bergen, given_name="Olena", family_name="Bondarenko")
    boss = receive(make_user(bergen, Role.ADMINISTRATOR, name="Per Dahl"))
    _invite(boss)
    oda = _enter(receive)
    oda.go("/deltakere/")
    oda.sees(re.compile("Olena"))
    boss.go("/ansatte/")
    boss.follow("Oda Lunde")
    boss.inspect("colleague")
    boss.follow("Avslutt all tilgang")
    boss.inspect("deactivate")
    boss.press("Avslutt tilgangen nå")
    boss.sees("Oda Lunde har ikke lenger tilgang")
    oda.go("/deltakere/")
    expect(oda.page.get_by_role("button", name="Logg inn", exact=True)).to_be_visible()
    expect(oda.page.get_by_text("Olena")).to_have_count(0)


def test_the_administrators_other_pages_fit_every_screen(receive: Receive) -> None:
    boss = receive(make_user(make_municipality("Bergen"), Role.ADMINISTRATOR, name="Per Dahl"))
    boss.go("/samarbeid/")
    boss.inspect("cooperation")
    boss.go("/ansatte/gjennomgang/")
    boss.inspect("access-review")
    boss.go("/systemer/")
    boss.follow("Slipp inn et system")
    panel = boss.page.get_by_role("dialog")
    panel.get_by_label("Navn på systemet").fill("Skolens fagsystem")
    panel.get_by_label("Rolle").select_option(label="Leder")
    panel.get_by_role("button", name="Slipp inn systemet").click()
    boss.sees("Skolens fagsystem er sluppet inn.")
    boss.inspect("machines")
    boss.follow("Skolens fagsystem")
    boss.page.get_by_label("Resultat etter programmet – lese").check()
    boss.press("Lag nøkkelen")
    boss.sees("Nøkkelen er laget. Den vises bare nå.")
    boss.inspect("machine")


def _with_work(bergen: Agency) -> None:
    leader = make_actor(bergen, Role.TEAM_LEADER)
    ada = make_user(bergen, Role.PROGRAMME_ADVISER, name="Ada Vik")
    for name in ("Olena", "Iryna", "Natalia"):
        person = make_person(bergen, given_name=name, family_name="Bondarenko")
        assign(leader, person.pk, user_id=ada.pk, kind="adviser", first_day=timezone.localdate() - 60 * _DAY)
        with acting_as(system_actor(bergen.pk)):
            Deadline.objects.filter(participant=person).update(due_on=timezone.localdate() + 5 * _DAY)


def _arrange_cover(leader: Visitor) -> None:
    leader.follow("Ny vikar – Ada Vik")
    panel = leader.page.get_by_role("dialog")
    expect(panel.get_by_label("Hvem er borte?")).to_contain_text("Ada Vik")
    panel.get_by_label("Hvem er vikar?").select_option(label="Bo Dahl")
    panel.get_by_label("Til og med").fill(_day(7))
    panel.get_by_role("button", name="Sett inn vikar").click()
    leader.sees(f"Bo Dahl er vikar for Ada Vik til og med {_day(7)}.")


def _hand_over(leader: Visitor) -> None:
    leader.follow("Fordel sakene – Ada Vik")
    leader.page.get_by_label(re.compile("Bo Dahl")).check()
    leader.page.get_by_label(re.compile("Carla Nes")).check()
    leader.press("Vis planen")
    leader.sees("Slik blir det")
    leader.inspect("handover-plan")
    leader.press("Flytt 3 saker")
    leader.sees("3 saker har fått ny rådgiver.")


def test_a_leader_finds_cover_for_a_sick_adviser_and_later_hands_the_cases_over(receive: Receive) -> None:
    bergen = make_municipality("Bergen")
    _with_work(bergen)
    bo = make_user(bergen, Role.PROGRAMME_ADVISER, name="Bo Dahl")
    make_user(bergen, Role.PROGRAMME_ADVISER, name="Carla Nes")
    leader = receive(make_user(bergen, Role.TEAM_LEADER, name="Tone Lie"))
    leader.follow("Teamet")
    leader.inspect("team")
    _arrange_cover(leader)
    substitute = receive(bo)
    substitute.sees("Du er vikar for Ada Vik")
    substitute.sees("Olena Bondarenko")
    expect(substitute.page.get_by_text("Vikar for Ada Vik", exact=True).first).to_be_visible()
    substitute.inspect("work-with-cover")
    leader.press("Er tilbake – Ada Vik")
    leader.sees("Ada Vik har sakene sine selv igjen.")
    substitute.go("/")
    expect(substitute.page.get_by_text("Olena Bondarenko")).to_have_count(0)
    _hand_over(leader)
    substitute.go("/")
    substitute.sees(re.compile("Bondarenko"))
