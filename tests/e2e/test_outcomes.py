"""A leader asks whether it works: three questions, each with its picture, its table and its files."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from agencies.models import Agency, Role
from integration.operations.outcomes.refreshing import refresh_outcomes
from tests.e2e.conftest import Receive
from tests.integration.outcomes.population import invent, write
from tests.world import make_municipality, make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.exhaustive,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def bergen() -> Agency:
    """A municipality with five years of people."""
    municipality = make_municipality("Bergen")
    today = timezone.localdate()
    write(municipality, invent(600, seed=11, today=today))
    refresh_outcomes(municipality.pk, today)
    return municipality


def test_a_leader_reads_pictures_and_takes_them_along(bergen: Agency, receive: Receive) -> None:
    leader = receive(make_user(bergen, Role.LEADER, name="Randi Hauge"))
    leader.go("/resultater/?inndeling=kjonn&akse=siden")
    picture = leader.page.get_by_role("main").locator("svg.chart__picture")
    expect(picture).to_be_visible()
    leader.sees("Kvinne")
    leader.inspect("outcomes-employment")
    for name, begins in (("CSV", b"\xef\xbb\xbf"), ("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with leader.page.expect_download() as download:
            leader.follow(name)
        assert download.value.path().read_bytes().startswith(begins)
    leader.follow("Hvor lenge tar det, og varer det?")
    leader.sees("Uten jobb ennå, av dem vi fortsatt kan følge")
    leader.sees("viser derfor ikke at den veien virker best")
    leader.inspect("outcomes-lasting")
    leader.follow("Hva skjer etter programmet?")
    leader.inspect("outcomes-after")


def test_a_figure_leads_to_its_cases_for_those_who_may_see_them(bergen: Agency, receive: Receive) -> None:
    team_leader = receive(make_user(bergen, Role.TEAM_LEADER, name="Tone Lie"))
    team_leader.go("/resultater/")
    team_leader.page.get_by_role("main").get_by_role("link", name=re.compile("^Se saker")).first.click()
    expect(team_leader.page.get_by_role("heading", level=1)).to_be_visible()
    team_leader.inspect("outcomes-cases")
