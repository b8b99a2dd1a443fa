"""«Mine skjermede saker»: for those who may open such a case, behind a fresh proof, with their deadlines."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import AccessLogEntry, Agency, Role, User
from agencies.models.audit import tells_of
from agencies.operations.login_sessions import PROVED_AT
from agencies.operations.protection_alerts import OPENED
from participants.models import Deadline, NamedAccess, Participant
from tests.agencies.login.apps import code_of, user_with_app
from tests.queues import messages
from tests.world import make_person, make_user

pytestmark = pytest.mark.django_db
PAGE, MENU = "/deltakere/skjermet/", 'href="/deltakere/skjermet/"'
PROVE = "/min-innlogging/bekreft/"


@pytest.fixture
def named(municipality: Agency) -> User:
    return make_user(municipality, Role.PROGRAMME_ADVISER)


@pytest.fixture(params=[{"confidentiality": 6}, {"confidentiality": 7}, {"is_shielded": True}])
def person(request: pytest.FixtureRequest, municipality: Agency, named: User) -> Participant:
    return _protected(municipality, named, **request.param)


def _protected(municipality: Agency, named: User, **facts: Any) -> Participant:
    person = make_person(municipality, given_name="Skjult", **facts)
    with acting_as(system_actor(municipality.pk)):
        NamedAccess.objects.create(participant=person, municipality=municipality, user=named)
    return person


def _client(user: User, *, minutes_ago: float = 0) -> Client:
    client = Client()
    client.force_login(user)
    session = client.session
    session[PROVED_AT] -= minutes_ago * 60
    session.save()
    return client


def _page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_named_find_the_case_there_and_others_see_no_way(
    municipality: Agency, named: User, person: Participant
) -> None:
    client, stranger = _client(named), _client(make_user(municipality, Role.TEAM_LEADER))
    assert MENU in _page(client, "/")
    page = _page(client, PAGE)
    assert person.full_name in page
    assert f"/deltakere/{person.pk}/" in page
    assert MENU not in _page(stranger, "/")
    assert person.full_name not in _page(stranger, PAGE)


def test_the_entries_name_each_person_shown_and_only_an_opening_alerts(
    municipality: Agency, named: User, person: Participant
) -> None:
    make_user(municipality, Role.PRIVACY_OFFICER)
    client = _client(named)
    client.get(PAGE)
    with acting_as(system_actor(municipality.pk)):
        (entry,) = AccessLogEntry.objects.filter(tells_of(person.pk), user_id=named.pk)
    assert (entry.rule, entry.municipality_id, entry.granted) == ("protected_list", municipality.pk, True)
    assert not messages(kind=OPENED)
    client.get(f"/deltakere/{person.pk}/")
    assert messages(kind=OPENED)


def test_the_page_waits_for_the_proof_and_comes_back(municipality: Agency, named: User, person: Participant) -> None:
    secret, _codes = user_with_app(named)
    client = _client(named, minutes_ago=60)
    # The way is in the menu, and names nobody.
    assert MENU in _page(client, "/deltakere/")
    way = client.get(PAGE).headers["Location"]
    assert way.startswith(PROVE)
    with acting_as(system_actor(municipality.pk)):
        assert not AccessLogEntry.objects.filter(tells_of(person.pk), granted=True).exists()
    assert client.post(way, {"code": code_of(secret)}).headers["Location"] == PAGE
    assert person.full_name in _page(client, PAGE)


def test_my_work_tells_the_named_that_something_is_due_and_of_nobody(
    municipality: Agency, named: User, person: Participant
) -> None:
    with acting_as(system_actor(municipality.pk)):
        Deadline.objects.filter(participant=person).delete()
        Deadline.objects.create(
            participant=person, municipality=municipality, kind="permit_expiry", subject_id=person.pk,
            due_on=timezone.localdate() + dt.timedelta(days=3), paragraph="utl. § 34", responsible_agency=municipality,
        )  # fmt: skip
    user_with_app(named)
    for client in (_client(named), _client(named, minutes_ago=60)):
        page = _page(client, "/")
        assert "1 frist på en skjermet sak haster" in page
        assert "Skjult" not in page
        assert str(person.pk) not in page
    assert "skjermet sak haster" not in _page(_client(make_user(municipality, Role.TEAM_LEADER)), "/")
    assert "utl. § 34" in _page(_client(named), PAGE)


def test_the_page_costs_as_many_queries_for_twenty_cases_as_for_one(municipality: Agency, named: User) -> None:
    counted = []
    for more in (1, 19):
        for _number in range(more):
            _protected(municipality, named, confidentiality=6)
        client = _client(named)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PAGE).status_code == 200
        counted.append(len(asked))
    assert counted[0] == counted[1]
