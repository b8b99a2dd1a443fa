"""The counters above the portfolio: each is a filter that gives as many people as it counts."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import Role, User
from programmes.operations.proposals import propose
from programmes.operations.shared_case.handovers import open_handover
from programmes.operations.shared_case.messages import send_message
from tests.programmes.shared_case.cases import Shared, make_shared_case
from tests.world import make_person, make_user

pytestmark = pytest.mark.django_db
_COUNTER = re.compile(r'href="\?(?:teller=([\w-]+))?"[^>]*>\s*<span class="counter__number">(\d+)</span>', re.DOTALL)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def counts(user: User) -> dict[str, int]:
    page = client_of(user).get("/deltakere/").content.decode()
    return {code: int(number) for code, number in _COUNTER.findall(page)}


def everything_waits(case: Shared) -> None:
    person = case.programme.participant_id
    send_message(case.adviser, person, "Kan dere ringe?")
    open_handover(case.adviser, case.programme.pk)
    propose(case.adviser, person, "needs_assessment", {"question": "Hva trengs for å bli kokk?"})


def test_nav_sees_what_waits_for_nav_and_each_counter_filters() -> None:
    case = make_shared_case()
    make_person(case.programme.municipality, family_name="Ingenting")
    everything_waits(case)
    found = counts(case.contact)
    assert found["uten-tiltak"] == 2
    assert {code: found[code] for code in ("forslag", "ulest", "overlevering")} == dict.fromkeys(
        ("forslag", "ulest", "overlevering"), 1
    )
    client = client_of(case.contact)
    for code in ("forslag", "ulest", "overlevering"):
        page = client.get(f"/deltakere/?teller={code}").content.decode()
        assert page.count('<th scope="row">') == 1
        assert "Ingenting" not in page


def test_the_municipality_does_not_see_what_waits_for_nav_as_its_own() -> None:
    case = make_shared_case()
    everything_waits(case)
    found = counts(make_user(case.programme.municipality, Role.TEAM_LEADER))
    assert (found["forslag"], found["ulest"], found["overlevering"]) == (0, 0, 1)
    assert "uten-tiltak" not in found


def test_the_counters_cost_as_much_for_twenty_people_as_for_one() -> None:
    case = make_shared_case()
    client = client_of(case.contact)
    client.get("/deltakere/")
    with CaptureQueriesContext(connection) as one:
        client.get("/deltakere/")
    for _ in range(20):
        person = make_person(case.programme.municipality)
        send_message(case.nav, person.pk, "Hei.")
    with CaptureQueriesContext(connection) as many:
        client.get("/deltakere/")
    assert len(many) == len(one)
