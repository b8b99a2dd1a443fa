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
from tests.world import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


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
