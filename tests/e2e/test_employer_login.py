"""Log-in at the employer's in a browser: an administrator lets a group give a role, and somebody new comes in by it."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from agencies.models import Role
from tests.agencies.login.provider import running_provider
from tests.e2e.conftest import Receive
from tests.e2e.town import build_town
from tests.world import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


def test_a_group_at_the_employers_lets_somebody_new_in(
    receive: Receive, live_server: LiveServer, settings: Any
) -> None:
    town = build_town(timezone.localdate())
    with running_provider() as provider:
        settings.OIDC_PROVIDERS = [provider.settings()]
        settings.PUBLIC_URL = live_server.url
        provider.person = {"sub": "1", "email": "kari@bergen.test", "name": "Kari Vik", "groups": ["radgivere"]}
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
        expect(visitor.page.get_by_role("button", name="Kari Vik")).to_be_visible()
        visitor.go("/deltakere/")
        expect(visitor.page.get_by_role("banner")).to_contain_text("Bergen kommune")
        visitor.go("/min-innlogging/bekreft/")
        visitor.inspect("prove-at-employer")
