"""Where somebody went is told at the closed case until the person is protected there, and then to the named alone."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Role, User
from participants.models import Participant, TransferRequest
from participants.operations.protecting import change_protection
from participants.operations.transferring import accept_transfer, decline_transfer
from tests.agencies.api.calling import Api
from tests.participants.transfers.moves import Town, ask, make_mover, make_protected, make_town, rows_of, user_of
from tests.world import actor_of, make_actor, make_user

pytestmark = pytest.mark.django_db
PROTECTED = [{"confidentiality": 6}, {"confidentiality": 7}, {"is_shielded": True}]


@pytest.fixture
def bergen() -> Town:
    return make_town("Bergen")


@pytest.fixture
def voss() -> Town:
    return make_town("Voss")


def _moved(bergen: Town, voss: Town) -> tuple[Participant, TransferRequest]:
    """Asked for twice, taken over the second time by somebody whose name is known."""
    person, _programme = make_mover(bergen)
    decline_transfer(voss.officer, ask(bergen, voss, person).pk, reason="Ingen bolig.")
    taker = make_user(voss.home, Role.TEAM_LEADER, name="Tora Taker")
    transfer = ask(bergen, voss, person)
    accept_transfer(actor_of(taker), transfer.pk, settled_on=transfer.requested_on)
    return person, transfer


def _protect(town: Town, person: Participant, **facts: Any) -> None:
    known: dict[str, Any] = {"confidentiality": 0, "is_shielded": False}
    deputy = make_user(town.home, Role.PROGRAMME_ADVISER)
    change_protection(town.leader, person.pk, **(known | facts), named_user_ids=[deputy.pk])


def _met(actor: Actor) -> tuple[int, int]:
    """How many requests the actor meets in Django, and in the table itself."""
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM participants_transferrequest")
        return TransferRequest.objects.visible_to(actor).count(), int(cursor.fetchone()[0])


def _pages(user: User, person: Participant) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    case = f"/deltakere/{person.pk}/"
    asked = ("", "historikk/", "hendelser/", "endringer/", "dokumenter/")
    answers = {part: client.get(f"{case}{part}") for part in asked} | {"list": client.get("/flytting/")}
    return {part: answer.content.decode() for part, answer in answers.items() if answer.status_code == 200}


@pytest.mark.parametrize("facts", PROTECTED, ids=str)
def test_no_page_of_the_closed_case_tells_where_once_the_person_is_protected_there(
    bergen: Town, voss: Town, facts: dict[str, Any]
) -> None:
    person, transfer = _moved(bergen, voss)
    (received,) = rows_of(Participant, voss.home)
    reader = user_of(bergen.leader)
    before = _pages(reader, person)
    assert {part for part, page in before.items() if "Voss" in page} == {
        "", "historikk/", "hendelser/", "endringer/", "list",
    }  # fmt: skip
    assert "Tora Taker" in before["hendelser/"]
    assert "Tora Taker" in before["endringer/"]
    assert "Tora Taker" in before["dokumenter/"]
    _protect(voss, received, **facts)
    after = _pages(reader, person)
    assert after.keys() == before.keys()
    assert {part for part, page in after.items() if "Voss" in page or "Tora Taker" in page} == set()
    assert "Saken ble flyttet til en annen kommune" in after[""]
    assert "En annen kommune ble bedt om å ta over saken." in after["hendelser/"]
    assert "En annen kommune tar ikke over saken: Ingen bolig." in after["hendelser/"]
    assert "Saken ble flyttet til en annen kommune." in after["hendelser/"]
    for part in ("hendelser/", "dokumenter/"):
        assert "en ansatt i en annen kommune" in after[part]
    client = Client()
    client.force_login(reader)
    assert client.get(f"/flytting/{transfer.pk}/").status_code == 404
    assert Api(reader).get(f"/api/v1/transfers/{transfer.pk}/").status_code == 404


def test_nav_and_advisers_read_the_panel_without_the_place_too(bergen: Town, voss: Town) -> None:
    person, _transfer = _moved(bergen, voss)
    (received,) = rows_of(Participant, voss.home)
    users = [user_of(bergen.nav), bergen.adviser_user]
    assert all("Voss" in _pages(user, person)[""] for user in users)
    _protect(voss, received, confidentiality=7)
    assert not any("Voss" in page for user in users for page in _pages(user, person).values())


def test_the_requests_are_gone_for_the_sender_in_django_and_in_the_table(bergen: Town, voss: Town) -> None:
    _moved(bergen, voss)
    (received,) = rows_of(Participant, voss.home)
    readers = [bergen.leader, bergen.officer, bergen.adviser, make_actor(bergen.home, Role.TEAM_LEADER)]
    assert [_met(actor) for actor in readers] == [(2, 2)] * 4
    _protect(voss, received, confidentiality=6)
    assert [_met(actor) for actor in readers] == [(0, 0)] * 4
    assert _met(system_actor(bergen.home.pk)) == (2, 2)
    change_protection(voss.leader, received.pk, confidentiality=0, is_shielded=False, named_user_ids=[])
    assert [_met(actor) for actor in readers] == [(2, 2)] * 4


def test_those_named_on_the_case_still_know_where_and_others_who_see_it_do_not(bergen: Town, voss: Town) -> None:
    person = make_protected(bergen, confidentiality=7)
    contact = make_user(voss.home, Role.PROGRAMME_ADVISER)
    transfer = ask(bergen, voss, person, stated={}, contact_email=contact.email)
    cleared = make_user(bergen.home, Role.TEAM_LEADER, cleared_for_confidential=True)
    assert _met(actor_of(cleared)) == (1, 1)
    deputy = user_of(voss.officer).pk
    accept_transfer(actor_of(contact), transfer.pk, settled_on=transfer.requested_on, named_user_ids=[deputy])
    assert (_met(bergen.leader), _met(actor_of(cleared))) == ((1, 1), (0, 0))
    assert "Saken ble flyttet til Voss" in _pages(user_of(bergen.leader), person)[""]
    assert "Saken ble flyttet til en annen kommune" in _pages(cleared, person)[""]


def test_a_grading_that_one_side_takes_back_opens_nothing_while_the_other_stands(bergen: Town, voss: Town) -> None:
    person, transfer = _moved(bergen, voss)
    (received,) = rows_of(Participant, voss.home)
    _protect(voss, received, confidentiality=6)
    with acting_as(system_actor(bergen.home.pk)):
        for grade in (7, 0):
            Participant.objects.filter(pk=person.pk).update(confidentiality=grade)
    (row,) = rows_of(TransferRequest, bergen.home, pk=transfer.pk)
    assert row.is_protected
    assert _met(bergen.leader) == (0, 0)


def test_the_function_answers_of_the_own_cases_alone(bergen: Town, voss: Town) -> None:
    person, _transfer = _moved(bergen, voss)
    (received,) = rows_of(Participant, voss.home)
    _protect(voss, received, confidentiality=6)
    answers = []
    for actor in (bergen.leader, voss.leader, make_town("Os").leader):
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute("SELECT fot_hides_where(%s)", [person.pk])
            answers.append(cursor.fetchone()[0])
    assert answers == [True, False, False]
