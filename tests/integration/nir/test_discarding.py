"""A file that nobody delivered leaves every event with the deadline that it would have had without the file."""

import datetime as dt

import pytest
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency
from integration.models import NirEvent
from integration.operations.nir.deriving import NIR_REPORT, derive_events, reports_from_day
from integration.operations.nir.exporting import discard_export, make_export, mark_delivered, register_by_hand
from participants.models import Deadline, Participant
from programmes.models import Participation
from programmes.models.start import Claim
from tests.integration.nir.test_deriving import events
from tests.integration.nir.test_exporting import town_with

pytestmark = pytest.mark.django_db
CLAIMED = dt.date(2026, 10, 20)
FOUND, DUE_AS_CORRECTION = dt.date(2026, 12, 10), dt.date(2027, 2, 10)
DUE = dt.date(2026, 12, 6)


def change_goal(row: Participation, goal: str = "tertiary_preparation") -> NirEvent:
    """The goal of 6 October was wrong, which was found on 10 December; the event that says so."""
    with acting_as(system_actor(row.municipality_id)):
        Participation.objects.filter(pk=row.pk).update(goal=goal)
    derive_events(row.municipality_id, FOUND)
    return events(row.participant.municipality, kind="goal")[-1]


def deadline(event: NirEvent) -> Deadline:
    with acting_as(system_actor(event.municipality_id)):
        return Deadline.objects.get(kind=NIR_REPORT, subject_id=event.pk)


def waits(town: Agency, event: NirEvent) -> bool:
    with acting_as(system_actor(town.pk)):
        since = reports_from_day(town.pk)
        assert since is not None
        return NirEvent.objects.filter(pk=event.pk).awaiting(since).exists()


def test_what_nobody_was_told_of_is_due_two_months_after_it_happened_however_often_it_was_corrected():
    town, leader, (row,) = town_with(1)
    export = make_export(leader, "jsonl")
    first = change_goal(row)
    assert (first.due_on, deadline(first).due_on) == (DUE_AS_CORRECTION, DUE_AS_CORRECTION)
    newest = change_goal(row, "vocational_requalification")
    discard_export(leader, export.pk)
    assert waits(town, newest)
    (newest,) = events(town, pk=newest.pk)
    assert (newest.told_before_id, newest.due_on) == (None, DUE)
    assert (deadline(newest).due_on, deadline(newest).is_open) == (DUE, True)
    assert not deadline(first).is_open
    derive_events(town.pk, FOUND)
    assert deadline(newest).due_on == DUE


def test_what_was_withdrawn_before_anybody_was_told_is_not_due():
    town, leader, (row,) = town_with(1)
    with acting_as(system_actor(town.pk)):
        claim = Claim.objects.create(participant=row.participant, municipality=town, claimed_on=CLAIMED)
    export = make_export(leader, "jsonl")
    with acting_as(system_actor(town.pk)):
        Claim.objects.filter(pk=claim.pk).update(withdrawn_on=CLAIMED, withdrawn_reason="Feil")
    derive_events(town.pk, FOUND)
    withdrawal = events(town, kind="claim")[-1]
    assert (waits(town, withdrawal), deadline(withdrawal).is_open) == (True, True)
    discard_export(leader, export.pk)
    assert (waits(town, withdrawal), deadline(withdrawal).is_open) == (False, False)


def test_a_correction_of_what_nir_knows_stays_due_from_the_day_that_it_was_found():
    _town, leader, (row,) = town_with(1)
    mark_delivered(leader, make_export(leader, "jsonl").pk, delivered_on=timezone.localdate())
    change_goal(row)
    export = make_export(leader, "jsonl")
    newest = change_goal(row, "vocational_requalification")
    discard_export(leader, export.pk)
    assert (deadline(newest).due_on, deadline(newest).is_open) == (DUE_AS_CORRECTION, True)


def test_what_was_registered_by_hand_while_the_file_waited_stays_done():
    _town, leader, (row,) = town_with(1)
    export = make_export(leader, "jsonl")
    newest = change_goal(row)
    register_by_hand(leader, row.participant_id, event_ids=[newest.pk], on=timezone.localdate())
    discard_export(leader, export.pk)
    assert deadline(newest).met_on == timezone.localdate()


def test_who_was_protected_since_is_delivered_with_no_file_and_has_their_own_days():
    town, leader, (row,) = town_with(1)
    export = make_export(leader, "jsonl")
    newest = change_goal(row)
    with acting_as(system_actor(town.pk)):
        Participant.objects.filter(pk=row.participant_id).update(confidentiality=6)
    mark_delivered(leader, export.pk, delivered_on=timezone.localdate())
    (newest,) = events(town, pk=newest.pk)
    assert (newest.told_before_id, newest.due_on, deadline(newest).due_on) == (None, DUE, DUE)
