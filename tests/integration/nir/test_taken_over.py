"""Of a case that came from another municipality each of the two tells NIR its own part, once."""

import datetime as dt

import pytest
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from integration.models import NirEvent
from integration.operations.nir.deriving import derive_events
from participants.operations.transferring import accept_transfer
from programmes.models.start import Claim
from programmes.operations.classes.results import register_result
from programmes.operations.start.claiming import register_claim
from tests.integration.nir.test_deriving import events
from tests.participants.transfers.moves import DUF, Town, ask, make_mover, make_town
from tests.world import make_person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def tell(town: Town) -> list[tuple[str, bool]]:
    """What stands on the day the test runs: the kinds of the newest events, and whether they are withdrawn."""
    derive_events(town.home.pk, timezone.localdate())
    with acting_as(system_actor(town.home.pk)):
        newest = NirEvent.objects.newest().filter(municipality=town.home)
        return sorted(newest.values_list("kind", "is_withdrawn"))


def test_what_happens_before_the_day_that_the_sender_guessed_is_told():
    bergen, voss, today = make_town("Bergen"), make_town("Voss"), timezone.localdate()
    person, _programme = make_mover(bergen)
    done = accept_transfer(voss.leader, ask(bergen, voss, person, moves_on=today + 45 * DAY).pk, settled_on=today)
    assert done.received_as is not None
    register_claim(voss.adviser, done.received_as.pk, claimed_on=today)
    assert ("claim", False) in tell(voss)


def test_what_happened_with_the_sender_after_the_day_that_they_guessed_is_not_told_again():
    bergen, voss, today = make_town("Bergen"), make_town("Voss"), timezone.localdate()
    person, _programme = make_mover(bergen)
    transfer = ask(bergen, voss, person, moves_on=today - 50 * DAY)
    register_result(
        bergen.adviser, person.pk, subject="norwegian", skill="oral", outcome="A2", taken_on=today - 30 * DAY
    )
    accept_transfer(voss.leader, transfer.pk, settled_on=today)
    assert ("test_result", False) in tell(bergen)
    assert tell(voss) == []


def test_what_the_receiver_had_told_of_its_own_case_before_it_took_over_stands():
    bergen, voss, today = make_town("Bergen"), make_town("Voss"), timezone.localdate()
    person, _programme = make_mover(bergen)
    own = make_person(voss.home, numbers=(("duf", DUF),))
    register_claim(voss.adviser, own.pk, claimed_on=today - 20 * DAY)
    assert tell(voss) == [("claim", False)]
    done = accept_transfer(voss.leader, ask(bergen, voss, person).pk, settled_on=today)
    assert done.received_as == own
    assert tell(voss) == [("claim", False)]
    assert len(events(voss.home)) == 1
    with acting_as(system_actor(voss.home.pk)):
        Claim.objects.filter(participant=own).update(withdrawn_on=today, withdrawn_reason="Feil")
    assert tell(voss) == [("claim", True)]
