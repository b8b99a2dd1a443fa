"""Who sees a request in each of its states, in Django and in PostgreSQL alike."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from agencies.access import NOBODY, Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Role
from participants.models import Participant, TransferRequest
from participants.operations.transferring import (
    accept_transfer,
    decline_transfer,
    package_of,
    withdraw_transfer,
)
from tests.participants.identity_numbers import a_duf_number
from tests.participants.transfers.moves import Town, ask, make_mover, make_protected, make_town
from tests.world import actor_of, make_actor, make_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 1)


def _raw(actor: Actor, table: str = "participants_transferrequest") -> int:
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def _seen(actor: Actor) -> int:
    with acting_as(actor):
        return TransferRequest.objects.visible_to(actor).count()


def _withdraw(sender: Town, receiver: Town, transfer: TransferRequest) -> None:
    withdraw_transfer(sender.leader, transfer.pk)


def _decline(sender: Town, receiver: Town, transfer: TransferRequest) -> None:
    decline_transfer(receiver.leader, transfer.pk, reason="Ingen bolig.")


def _accept(sender: Town, receiver: Town, transfer: TransferRequest) -> None:
    accept_transfer(receiver.leader, transfer.pk, settled_on=DAY)


def _wait(sender: Town, receiver: Town, transfer: TransferRequest) -> None:
    return None


@pytest.mark.parametrize(("act", "receivers_see"), [(_wait, 1), (_accept, 1), (_decline, 1), (_withdraw, 0)])
def test_each_side_sees_the_request_and_nobody_else_does(
    act: Callable[[Town, Town, TransferRequest], None], receivers_see: int
) -> None:
    bergen, voss, os_town = make_town("Bergen"), make_town("Voss"), make_town("Os")
    person, _programme = make_mover(bergen)
    strangers, _other = make_mover(os_town, numbers=(("duf", a_duf_number(7)),))
    ask(os_town, make_town("Odda"), strangers)
    act(bergen, voss, ask(bergen, voss, person))
    seen = {
        "leader": (bergen.leader, 1),
        "adviser": (bergen.adviser, 1),
        "sender_nav": (bergen.nav, 0),
        "receiving_leader": (voss.leader, receivers_see),
        "receiving_officer": (voss.officer, receivers_see),
        "receiving_adviser": (voss.adviser, 0),
        "receiving_nav": (voss.nav, 0),
        "privacy": (make_actor(voss.home, Role.PRIVACY_OFFICER), 0),
        "third": (os_town.leader, 1),  # its own
        "nobody": (NOBODY, 0),
    }
    assert {name: _seen(actor) for name, (actor, _n) in seen.items()} == {name: n for name, (_a, n) in seen.items()}
    assert {name: _raw(actor) for name, (actor, _n) in seen.items()} == {name: n for name, (_a, n) in seen.items()}


def test_the_receiver_never_meets_the_case_before_it_is_theirs() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    transfer = ask(bergen, voss, person)
    package_of(voss.leader, transfer.pk)
    for table in ("participants_participant", "participants_identitynumber", "programmes_participation"):
        assert _raw(voss.leader, table) == 0
    assert _raw(voss.leader, "participants_caseevent") == 0


def test_the_package_shows_what_is_needed_to_answer_and_no_more() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    transfer = ask(bergen, voss, person)
    parts = package_of(voss.leader, transfer.pk)
    said = " ".join(f"{line.label}: {line.value}" for part in parts for line in part.lines)
    assert "Navn: Zoriana Flytter" in said
    assert "Sluttmål: arbeid" in said
    assert "Brukt tid: 5 måneder" in said
    for secret in ("209900000103", "90000001", "zoriana@", "Bare for Bergen", str(person.pk)):
        assert secret not in said


@pytest.mark.parametrize("act", [_accept, _decline, _withdraw])
def test_the_package_is_open_only_while_the_request_waits(
    act: Callable[[Town, Town, TransferRequest], None],
) -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    transfer = ask(bergen, voss, person)
    act(bergen, voss, transfer)
    with pytest.raises(TransferRequest.DoesNotExist):
        package_of(voss.leader, transfer.pk)


def test_a_protected_person_is_the_contacts_alone() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person = make_protected(bergen)
    contact = make_user(voss.home, Role.PROGRAMME_ADVISER)
    transfer = ask(bergen, voss, person, stated={}, contact_email=contact.email.upper())
    assert (_seen(actor_of(contact)), _raw(actor_of(contact))) == (1, 1)
    others = [voss.leader, voss.officer, voss.adviser, bergen.adviser, bergen.officer]
    assert [(_seen(actor), _raw(actor)) for actor in others] == [(0, 0)] * 5
    with pytest.raises(RuleRefused) as refused:
        accept_transfer(actor_of(contact), transfer.pk, settled_on=DAY)
    assert [refusal.code for refusal in refused.value.refusals] == ["deputy_required"]
    deputy = make_user(voss.home, Role.PROGRAMME_ADVISER)
    taken = accept_transfer(actor_of(contact), transfer.pk, settled_on=DAY, named_user_ids=[deputy.pk])
    assert taken.received_as is not None
    with acting_as(voss.leader):
        assert not Participant.objects.visible_to(voss.leader).filter(pk=taken.received_as.pk).exists()
    with acting_as(actor_of(contact)):
        assert Participant.objects.visible_to(actor_of(contact)).get().confidentiality == 6


def test_a_request_closes_to_others_when_the_person_gets_a_protected_address() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    ask(bergen, voss, person)
    with acting_as(system_actor(bergen.home.pk)):
        Participant.objects.filter(pk=person.pk).update(confidentiality=7)
    assert (_seen(voss.leader), _raw(voss.leader)) == (0, 0)


def test_a_request_can_be_changed_by_an_answer_only() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    transfer = ask(bergen, voss, person)
    for sql in (
        "UPDATE participants_transferrequest SET moves_on = '2026-12-01'",
        "DELETE FROM participants_transferrequest",
    ):
        with acting_as(bergen.leader), connection.cursor() as cursor:
            try:
                with transaction.atomic():
                    cursor.execute(sql)
                    changed = cursor.rowcount
            except DatabaseError:
                changed = 0
        assert changed == 0
    decline_transfer(voss.leader, transfer.pk, reason="Nei.")
    with acting_as(bergen.leader), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("UPDATE participants_transferrequest SET state = 'requested'")
