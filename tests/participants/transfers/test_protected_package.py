"""The package of a protected person is opened as the case itself is: after a fresh proof, and not unseen."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from agencies.access.rules import STEP_UP
from agencies.errors import NotPermitted
from agencies.models import AccessLogEntry, Role, User
from agencies.operations.login_sessions import PROVED_AT
from agencies.operations.protection_alerts import OPENED
from participants.models import TransferRequest
from participants.operations.transferring import package_of
from tests.agencies.api.calling import Api
from tests.agencies.login.apps import code_of, user_with_app
from tests.participants.transfers.moves import Town, ask, make_mover, make_protected, make_town, rows_of, user_of
from tests.queues import messages
from tests.world import actor_of, make_user

pytestmark = pytest.mark.django_db
PROVE = "/min-innlogging/bekreft/"


@pytest.fixture
def bergen() -> Town:
    return make_town("Bergen")


@pytest.fixture
def voss() -> Town:
    return make_town("Voss")


@pytest.fixture
def contact(voss: Town) -> User:
    return make_user(voss.home, Role.PROGRAMME_ADVISER)


@pytest.fixture(params=[{"confidentiality": 6}, {"confidentiality": 7}, {"is_shielded": True}], ids=str)
def transfer(request: pytest.FixtureRequest, bergen: Town, voss: Town, contact: User) -> TransferRequest:
    person = make_protected(bergen, given_name="Skjult", **request.param)
    return ask(bergen, voss, person, stated={}, contact_email=contact.email)


def _told() -> set[Any]:
    return {letter.recipient_id for letter in messages(kind=OPENED)}


def _openings(town: Town) -> list[Any]:
    return rows_of(AccessLogEntry, town.home, resource="transfer", granted=True, participant_id__isnull=False)


def test_it_waits_for_a_fresh_proof(transfer: TransferRequest, contact: User) -> None:
    waiting = replace(actor_of(contact), must_prove=True)
    with pytest.raises(NotPermitted) as refused:
        package_of(waiting, transfer.pk)
    assert (refused.value.rule, _told()) == (STEP_UP, set())
    assert package_of(actor_of(contact), transfer.pk)


def test_the_page_leads_to_the_proof_and_nothing_is_noted_before_it(
    transfer: TransferRequest, contact: User, bergen: Town
) -> None:
    secret, _codes = user_with_app(contact)
    client, address = Client(), f"/flytting/{transfer.pk}/"
    client.force_login(contact)
    session = client.session
    session[PROVED_AT] -= 3600
    session.save()
    way = client.get(address).headers["Location"]
    assert way.startswith(PROVE)
    assert (_openings(bergen), _told()) == ([], set())
    assert client.post(way, {"code": code_of(secret)}).headers["Location"] == address
    assert "Skjult" in client.get(address).content.decode()
    assert [entry.user_id for entry in _openings(bergen)] == [contact.pk]


@pytest.mark.parametrize("door", ["page", "api"])
def test_those_who_watch_over_the_case_are_told(
    transfer: TransferRequest, contact: User, bergen: Town, voss: Town, door: str
) -> None:
    officer = make_user(bergen.home, Role.PRIVACY_OFFICER)
    make_user(voss.home, Role.PRIVACY_OFFICER)
    client = Client()
    client.force_login(contact)
    for _time in range(2):
        if door == "page":
            answer = client.get(f"/flytting/{transfer.pk}/")
        else:
            answer = Api(contact).get(f"/api/v1/transfers/{transfer.pk}/package/")
        assert "Skjult" in answer.content.decode()
    assert _told() == {officer.pk, user_of(bergen.leader).pk}
    assert len(messages(kind=OPENED)) == 2


def test_that_of_an_open_person_asks_for_nothing_and_tells_nobody(bergen: Town, voss: Town) -> None:
    person, _programme = make_mover(bergen)
    transfer = ask(bergen, voss, person)
    assert package_of(replace(voss.leader, must_prove=True), transfer.pk)
    assert _told() == set()
