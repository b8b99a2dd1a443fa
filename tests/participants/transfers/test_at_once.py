"""Answers that cross: one of them counts, and the case is never in two places."""

import datetime as dt

import pytest

from agencies.errors import RuleRefused
from participants.models import Participant, TransferRequest
from participants.operations.correction import correct_participant
from participants.operations.transferring import accept_transfer, decline_transfer, withdraw_transfer
from tests.participants.transfers.moves import ask, make_mover, make_town, rows_of
from tests.threads import at_once
from tests.world import make_person

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.date(2026, 11, 1)


def _refusals(answers: list[object]) -> list[str]:
    return [answer.refusals[0].code for answer in answers if isinstance(answer, RuleRefused)]


def test_two_who_accept_at_once_make_one_case() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    transfer = ask(bergen, voss, person)
    answers = at_once(
        *[
            lambda actor=actor: accept_transfer(actor, transfer.pk, settled_on=DAY)
            for actor in (voss.leader, voss.officer)
        ]
    )
    assert _refusals(answers) == ["transfer_answered"]
    assert len(rows_of(Participant, voss.home)) == 1


@pytest.mark.parametrize("round_number", range(3))
def test_accepting_and_withdrawing_at_once_leave_one_answer(round_number: int) -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    transfer = ask(bergen, voss, person)
    answers = at_once(
        lambda: accept_transfer(voss.leader, transfer.pk, settled_on=DAY),
        lambda: withdraw_transfer(bergen.leader, transfer.pk),
    )
    assert len([answer for answer in answers if isinstance(answer, TransferRequest)]) == 1
    (row,) = rows_of(TransferRequest, bergen.home)
    (case,) = rows_of(Participant, bergen.home)
    is_accepted = row.state == "accepted"
    assert (case.moved_on is not None, len(rows_of(Participant, voss.home))) == (is_accepted, int(is_accepted))


def test_accepting_and_declining_at_once_leave_one_answer() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    transfer = ask(bergen, voss, person)
    answers = at_once(
        lambda: accept_transfer(voss.leader, transfer.pk, settled_on=DAY),
        lambda: decline_transfer(voss.officer, transfer.pk, reason="Nei."),
    )
    assert _refusals(answers) == ["transfer_answered"]


def test_a_change_that_crosses_the_move_is_in_the_package_or_refused() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person = make_person(bergen.home, phone="1")
    transfer = ask(bergen, voss, person, stated={})
    answers = at_once(
        lambda: accept_transfer(voss.leader, transfer.pk, settled_on=DAY),
        lambda: correct_participant(bergen.leader, person.pk, phone="2"),
    )
    (moved,), (new,) = rows_of(Participant, bergen.home), rows_of(Participant, voss.home)
    assert new.phone == moved.phone
    assert _refusals(answers) == ([] if moved.phone == "2" else ["case_moved"])


def test_two_requests_at_once_are_one() -> None:
    bergen, voss, os_town = make_town("Bergen"), make_town("Voss"), make_town("Os")
    person, _programme = make_mover(bergen)
    answers = at_once(lambda: ask(bergen, voss, person), lambda: ask(bergen, os_town, person))
    assert _refusals(answers) == ["transfer_waiting"]
    assert len(rows_of(TransferRequest, bergen.home)) == 1
