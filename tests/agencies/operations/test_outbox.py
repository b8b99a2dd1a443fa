"""Outgoing messages: once, again after a fault, given up, and sent again by hand."""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from agencies.models import OutboxEvent, OutboxState
from agencies.operations import outbox
from agencies.operations.outbox import (
    MAX_ATTEMPTS,
    Message,
    outbox_sender,
    put_all_in_outbox,
    put_in_outbox,
    resend_dead,
    sweep_outbox,
)
from tests.queues import change_messages, message, messages
from tests.threads import at_once

KIND = "test.message"


@pytest.fixture
def sender() -> Iterator[Mock]:
    deliver = Mock()
    outbox_sender(KIND)(deliver)
    yield deliver
    outbox._senders.pop(KIND)


def _put(key: str = "a", **payload: Any) -> bool:
    return put_in_outbox(KIND, key, recipient_id=None, payload=payload)


def _make_due() -> None:
    change_messages(next_attempt_at=timezone.now() - dt.timedelta(seconds=1))


@pytest.mark.django_db
def test_a_message_is_sent_once(sender: Mock) -> None:
    assert _put(number=1)
    assert [sweep_outbox(), sweep_outbox()] == [1, 0]
    event = message()
    assert (event.state, event.attempts, event.payload) == (OutboxState.SENT, 1, {"number": 1})
    assert event.sent_at is not None
    sender.assert_called_once_with(event)


@pytest.mark.django_db
def test_the_same_cause_twice_is_one_message(sender: Mock) -> None:
    assert [_put("a"), _put("a"), _put("b")] == [True, False, True]
    assert put_all_in_outbox([Message(KIND, key) for key in ("a", "c", "c", "d")]) == 2
    assert sweep_outbox() == 4


@pytest.mark.django_db
def test_no_messages_are_no_statement_that_fails() -> None:
    assert put_all_in_outbox([]) == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_cause_at_once_is_one_message() -> None:
    messages = [Message(KIND, str(number)) for number in range(20)]
    backwards = messages[::-1]
    answers = at_once(*[lambda m=m: put_all_in_outbox(m) for m in (messages, backwards, messages)])
    assert sum(answers) == 20


@pytest.mark.django_db(transaction=True)
def test_a_message_of_a_cause_that_was_taken_back_is_not_sent(sender: Mock) -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        _put()
        raise ZeroDivisionError
    assert sweep_outbox() == 0


@pytest.mark.django_db(transaction=True)
def test_sweepers_at_once_send_every_message_exactly_once(sender: Mock) -> None:
    put_all_in_outbox(Message(KIND, str(number)) for number in range(40))
    assert sum(at_once(*[sweep_outbox] * 4)) == 40
    assert len({call.args[0].pk for call in sender.call_args_list}) == sender.call_count == 40


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_on_other_messages_while_one_is_sent(sender: Mock) -> None:
    put_all_in_outbox(Message(KIND, str(number)) for number in range(2))
    others: list[int] = []

    def deliver(_event: OutboxEvent) -> None:
        if sender.call_count == 1:
            others.append(at_once(sweep_outbox)[0])

    sender.side_effect = deliver
    assert sweep_outbox() == 1
    assert others == [1]


@pytest.mark.django_db
def test_a_message_that_cannot_be_delivered_does_not_stop_the_others(sender: Mock) -> None:
    put_all_in_outbox(Message(KIND, key) for key in "abc")

    def deliver(event: OutboxEvent) -> None:
        if event.dedupe_key == "a":
            # A statement that fails would, without a savepoint, fail all that follow it.
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")

    sender.side_effect = deliver
    assert sweep_outbox() == 2
    states = {each.dedupe_key: each.state for each in messages()}
    assert states == {"a": OutboxState.PENDING, "b": OutboxState.SENT, "c": OutboxState.SENT}


@pytest.mark.django_db
def test_what_the_sender_wrote_is_taken_back_with_its_fault(sender: Mock) -> None:
    def deliver(_event: OutboxEvent) -> None:
        _put("written by the sender")
        raise OSError

    sender.side_effect = deliver
    _put()
    sweep_outbox()
    assert [each.dedupe_key for each in messages()] == ["a"]


@pytest.mark.django_db
def test_pauses_grow_until_the_message_is_given_up_and_kept(sender: Mock) -> None:
    sender.side_effect = OSError("the mail server said: Olena Kovalenko")
    _put()
    pauses = []
    for _ in range(MAX_ATTEMPTS):
        _make_due()
        assert sweep_outbox() == 0
        event = message()
        pauses.append(round((event.next_attempt_at - timezone.now()).total_seconds()))
    assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3840]
    assert (event.state, event.attempts, event.last_error) == (OutboxState.DEAD, MAX_ATTEMPTS, "OSError")
    _make_due()
    sweep_outbox()
    assert sender.call_count == MAX_ATTEMPTS


@pytest.mark.django_db
def test_a_message_waits_for_its_pause(sender: Mock) -> None:
    sender.side_effect = [OSError, None]
    _put()
    assert [sweep_outbox(), sweep_outbox()] == [0, 0]
    _make_due()
    assert sweep_outbox() == 1
    assert message().last_error == ""


@pytest.mark.django_db
def test_a_message_that_nobody_can_send_waits_like_one_that_failed() -> None:
    _put()
    assert sweep_outbox() == 0
    assert message().last_error == "KeyError"


@pytest.mark.django_db
def test_the_message_of_a_worker_that_died_is_held_a_while_and_then_tried_again(sender: Mock) -> None:
    _put()
    held = outbox._take_next()
    assert held is not None
    assert sweep_outbox() == 0
    change_messages(next_attempt_at=timezone.now())
    assert sweep_outbox() == 1
    assert message().attempts == 2


@pytest.mark.django_db
def test_a_message_whose_workers_died_every_time_is_given_up(sender: Mock) -> None:
    _put()
    change_messages(attempts=MAX_ATTEMPTS, next_attempt_at=timezone.now())
    assert sweep_outbox() == 0
    event = message()
    assert (event.state, event.last_error, sender.called) == (OutboxState.DEAD, "worker_lost", False)


@pytest.mark.django_db
def test_dead_messages_are_sent_again_by_command(sender: Mock, capsys: pytest.CaptureFixture[str]) -> None:
    put_all_in_outbox(Message(KIND, key) for key in "ab")
    change_messages(state=OutboxState.DEAD, attempts=MAX_ATTEMPTS)
    assert resend_dead("another.kind") == 0
    call_command("resend_dead_messages", "--kind", KIND)
    assert "2 messages" in capsys.readouterr().out
    assert sweep_outbox() == 2
