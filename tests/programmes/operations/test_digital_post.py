"""Letters by digital post: sent through the outbox, delivered or come back, each noted once."""

import pytest
from django.test import override_settings

from agencies.access import Actor
from agencies.models import Agency, Role
from agencies.operations.outbox import sweep_outbox
from programmes.law.procedure_states import DecisionAct, DecisionState
from programmes.models import Participation
from programmes.operations import decision_duties as duties
from programmes.operations.delivering import DIGITAL_POST, RecordingDigitalPost
from tests.programmes.awards import make_programme
from tests.programmes.decisions import deadline, decided, fresh, state, step
from tests.queues import message
from tests.world import make_actor, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> type[RecordingDigitalPost]:
    """An empty mailbox of the carrier."""
    monkeypatch.setattr(RecordingDigitalPost, "sent", [])
    monkeypatch.setattr(RecordingDigitalPost, "without_mailbox", set())
    return RecordingDigitalPost


@pytest.fixture
def adviser(municipality: Agency) -> Actor:
    """A programme adviser of the municipality."""
    return make_actor(municipality, Role.PROGRAMME_ADVISER)


@pytest.fixture
def programme(municipality: Agency, adviser: Actor) -> Participation:
    """A programme that runs."""
    return make_programme(make_person(municipality), adviser)


def test_a_delivered_letter_is_received_and_the_time_to_appeal_runs(
    adviser: Actor, programme: Participation, post: type[RecordingDigitalPost]
) -> None:
    decision = decided(adviser, programme)
    step(adviser, decision, DecisionAct.NOTIFY, channel="digital")
    assert (state(decision), post.sent) == (DecisionState.NOTIFIED, [])
    sweep_outbox()
    sweep_outbox()
    [letter] = post.sent
    assert letter.pdf.startswith(b"%PDF-")
    assert state(decision) is DecisionState.RECEIVED
    assert deadline(decision, duties.APPEAL_PERIOD) is not None


def test_the_message_holds_nothing_about_the_person(adviser: Actor, programme: Participation) -> None:
    step(adviser, decided(adviser, programme), DecisionAct.NOTIFY, channel="digital")
    event = message(kind=DIGITAL_POST)
    assert set(event.payload) == {"step", "municipality"}


def test_without_a_mailbox_the_letter_becomes_work(
    adviser: Actor, programme: Participation, post: type[RecordingDigitalPost]
) -> None:
    post.without_mailbox.add(programme.participant_id)
    decision = decided(adviser, programme)
    step(adviser, decision, DecisionAct.NOTIFY, channel="digital")
    sweep_outbox()
    assert state(decision) is DecisionState.UNDELIVERED
    owed = deadline(decision, duties.DECISION_UNDELIVERED)
    assert owed is not None
    assert owed.is_open


def test_a_letter_that_was_handed_over_meanwhile_is_not_noted_again(
    adviser: Actor, programme: Participation, post: type[RecordingDigitalPost]
) -> None:
    decision = decided(adviser, programme)
    step(adviser, decision, DecisionAct.NOTIFY, channel="digital")
    step(adviser, decision, DecisionAct.NOTIFY, channel="handed_over")
    sweep_outbox()
    assert state(decision) is DecisionState.RECEIVED
    assert len(post.sent) == 1


@override_settings(DIGITAL_POST="programmes.operations.delivering.NoDigitalPost")
def test_without_a_carrier_the_letter_comes_back_to_be_sent_in_another_way(
    adviser: Actor, programme: Participation
) -> None:
    decision = decided(adviser, programme)
    step(adviser, decision, DecisionAct.NOTIFY, channel="digital")
    sweep_outbox()
    assert state(decision) is DecisionState.UNDELIVERED
    assert "Kommunen har ikke digital post." in [done.note for done in fresh(decision).steps.all()]
