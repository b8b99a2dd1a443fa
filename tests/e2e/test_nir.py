"""NIR in a browser: what lacks, a file made and delivered, the events of a case, the codes."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from agencies.models import Role
from integration.models import NirSetting
from integration.operations.nir.deriving import derive_events
from tests.e2e.conftest import Receive
from tests.e2e.town import build_town
from tests.integration.nir.whole_case import make_whole_case
from tests.world import make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.exhaustive,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def test_what_waits_is_delivered(receive: Receive) -> None:
    today = timezone.localdate()
    town = build_town(today)
    NirSetting.objects.create(municipality=town.municipality, reports_from=today - dt.timedelta(days=300))
    derive_events(town.municipality.pk, today)
    visitor = receive(town.leader)
    visitor.go("/nir/")
    visitor.sees("Uten tiltak")
    visitor.press("Lag fil (XML)")
    visitor.sees("ikke levert")
    visitor.inspect("nir")
    visitor.press("Merk som levert")
    visitor.sees("er merket som levert")
    visitor.go(f"/nir/person/{town.ending.participant_id}/")
    visitor.sees("levert i fil")
    visitor.inspect("nir-case-delivered")


def test_a_caseworker_registers_by_hand_and_the_administrator_sets_up(receive: Receive) -> None:
    today = timezone.localdate()
    town = build_town(today)
    derive_events(town.municipality.pk, today)
    adviser = receive(town.adviser)
    adviser.go(f"/nir/person/{town.ending.participant_id}/")
    adviser.page.get_by_role("checkbox").first.check()
    adviser.inspect("nir-case")
    adviser.press("Merk som registrert")
    adviser.sees("registrert direkte")
    administrator = receive(make_user(town.municipality, Role.ADMINISTRATOR))
    administrator.go("/nir/oppsett/?liste=end_reason")
    administrator.inspect("nir-setup")
    administrator.page.get_by_label("målet er nådd").fill("01")
    administrator.press("Lagre kodene")
    expect(administrator.page.get_by_label("målet er nådd")).to_have_value("01")


def test_a_case_that_holds_everything_is_read_on_one_page(receive: Receive) -> None:
    case = make_whole_case()
    NirSetting.objects.create(municipality=case.town, reports_from=dt.date(2026, 1, 1))
    leader = receive(make_user(case.town, Role.TEAM_LEADER))
    leader.go("/nir/")
    leader.sees("Over fristen")
    leader.inspect("nir-overview-late")
    leader.go(f"/nir/person/{case.person.pk}/")
    leader.sees("Avslag på program")
    leader.sees("i arbeid eller har tilbud om arbeid (§ 8)")
    leader.inspect("nir-case-whole")
    administrator = receive(make_user(case.town, Role.ADMINISTRATOR))
    administrator.go("/nir/oppsett/?liste=level")
    administrator.inspect("nir-setup-level")
