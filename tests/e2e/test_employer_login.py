"""Log-in at the employer's in a browser: an administrator lets a group give a role, and somebody new comes in by it."""

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from agencies.models import Role
from tests.agencies.login.certified import PIN, CertifiedProvider
from tests.e2e.conftest import Receive
from tests.e2e.town import build_town
from tests.e2e.visitor import Visitor
from tests.world import make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.exhaustive,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def test_a_group_at_the_employers_lets_somebody_new_in(
    receive: Receive, live_server: LiveServer, settings: Any, employer: CertifiedProvider
) -> None:
    town = build_town(timezone.localdate())
    settings.PUBLIC_URL = live_server.url
    employer.begin_anew()
    employer.employ("kari", email="kari@bergen.test", name="Kari Vik", groups=["radgivere"])
    admin = receive(make_user(town.municipality, Role.ADMINISTRATOR))
    admin.go("/ansatte/roller-fra-innlogging/ny/")
    admin.page.get_by_label("Verdi").fill("radgivere")
    admin.page.get_by_label("Rolle").select_option(label="Programrådgiver")
    admin.inspect("new-mapping")
    admin.press("Lagre")
    admin.sees("Gruppen gir nå rollen")
    admin.inspect("mappings")

    visitor = receive()
    visitor.go("/logg-inn/")
    visitor.inspect("log-in-with-employer")
    visitor.follow("Logg inn med Kommunens innlogging")
    _prove_there(visitor)
    expect(visitor.page).to_have_title(re.compile("Mitt arbeid"))
    expect(visitor.page.get_by_role("button", name="Kari Vik")).to_be_visible()
    expect(visitor.page.get_by_role("banner")).to_contain_text("Bergen kommune")
    visitor.go("/min-innlogging/bekreft/")
    visitor.inspect("prove-at-employer")
    visitor.follow("Bekreft hos Kommunens innlogging")
    _prove_there(visitor)
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()


def _prove_there(visitor: Visitor) -> None:
    """Fill in the provider's own form."""
    expect(visitor.page.get_by_role("heading", name="Kommunens innlogging")).to_be_visible()
    visitor.page.get_by_label("Ansatt").fill("kari")
    visitor.page.get_by_label("PIN").fill(PIN)
    visitor.press("Fortsett")
