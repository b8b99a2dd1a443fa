"""What is said of a person in two municipalities when the two cases become one: protection and reservations."""

from typing import Any

import pytest

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from participants.models import NamedAccess, Participant
from participants.operations.transferring import accept_transfer
from tests.participants.transfers.moves import DUF, Town, ask, make_mover, make_protected, make_town, rows_of, user_of
from tests.world import make_person

pytestmark = pytest.mark.django_db
NUMBERS = (("duf", DUF),)


@pytest.fixture
def bergen() -> Town:
    return make_town("Bergen")


@pytest.fixture
def voss() -> Town:
    return make_town("Voss")


def _refusals(refused: pytest.ExceptionInfo[RuleRefused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def test_a_case_that_is_shielded_here_alone_is_not_joined(bergen: Town, voss: Town) -> None:
    person, _programme = make_mover(bergen)
    known = make_person(voss.home, numbers=NUMBERS, is_shielded=True)
    with acting_as(system_actor(voss.home.pk)):
        NamedAccess.objects.create(participant=known, municipality=voss.home, user=user_of(voss.leader))
    transfer = ask(bergen, voss, person)
    with pytest.raises(RuleRefused) as refused:
        accept_transfer(voss.leader, transfer.pk, settled_on=transfer.requested_on)
    assert _refusals(refused) == ["protection_differs"]
    assert rows_of(Participant, bergen.home)[0].moved_on is None


def test_a_shield_that_only_the_sender_knows_of_is_not_lost(bergen: Town, voss: Town) -> None:
    person = make_protected(bergen, is_shielded=True, numbers=NUMBERS)
    known = make_person(voss.home, numbers=NUMBERS)
    transfer = ask(bergen, voss, person, stated={}, contact_email=user_of(voss.leader).email)
    with pytest.raises(RuleRefused) as refused:
        accept_transfer(voss.leader, transfer.pk, settled_on=transfer.requested_on)
    assert _refusals(refused) == ["protection_differs"]
    assert rows_of(Participant, voss.home)[0].version == known.version


@pytest.mark.parametrize(
    ("there", "here", "after"), [(True, False, True), (False, True, True), (True, True, True), (False, False, False)]
)
def test_whoever_reserved_against_research_in_either_is_reserved(
    bergen: Town, voss: Town, there: bool, here: bool, after: bool
) -> None:
    person, _programme = make_mover(bergen, is_reserved_against_research=there)
    known = make_person(voss.home, numbers=NUMBERS, is_reserved_against_research=here)
    transfer = ask(bergen, voss, person)
    received = accept_transfer(voss.leader, transfer.pk, settled_on=transfer.requested_on).received_as
    assert received is not None
    (case,) = rows_of(Participant, voss.home)
    assert (case.pk, case.is_reserved_against_research) == (known.pk, after)


@pytest.mark.parametrize("facts", [{"is_shielded": True}, {"confidentiality": 7}], ids=str)
def test_a_case_with_the_same_protection_here_is_joined(bergen: Town, voss: Town, facts: dict[str, Any]) -> None:
    person = make_protected(bergen, numbers=NUMBERS, **facts)
    known = make_person(voss.home, numbers=NUMBERS, **facts)
    with acting_as(system_actor(voss.home.pk)):
        NamedAccess.objects.create(participant=known, municipality=voss.home, user=user_of(voss.leader))
    transfer = ask(bergen, voss, person, stated={}, contact_email=user_of(voss.leader).email)
    received = accept_transfer(voss.leader, transfer.pk, settled_on=transfer.requested_on).received_as
    assert received is not None
    assert received.pk == known.pk
