"""What happened before a case moved is still the sender's to report: due, listed, delivered and marked by hand."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency
from integration.models import NirEvent
from integration.nir.kinds import due_on
from integration.operations.nir.completeness import Lack, counts, lacking, lateness
from integration.operations.nir.deriving import NIR_REPORT, derive_events
from integration.operations.nir.exporting import make_export, mark_delivered, register_by_hand
from participants.models import Deadline, Flag, NamedAccess, Participant
from participants.operations.flagging import flag_municipality
from participants.operations.flags import take_flag
from participants.operations.transferring import accept_transfer
from participants.web.work import row_of
from participants.worklist import Scope, work_rows
from tests.integration.nir.test_deriving import deliver_from, events
from tests.participants.transfers.moves import Town, ask, make_mover, make_town, rows_of, user_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def moved() -> tuple[Town, Participant, NirEvent]:
    """A case that was known to NIR's events before it moved, and the end of its programme by the move."""
    bergen, voss, today = make_town("Bergen"), make_town("Voss"), timezone.localdate()
    deliver_from(bergen.home, dt.date(2026, 6, 1))
    person, _programme = make_mover(bergen)
    derive_events(bergen.home.pk, today)
    accept_transfer(voss.leader, ask(bergen, voss, person).pk, settled_on=today)
    derive_events(bergen.home.pk, today)
    (end,) = events(bergen.home, kind="end")
    return bergen, person, end


def owed(town: Agency) -> dict[str, dt.date]:
    """The days of the open deadlines, by the kind of the event."""
    kinds = {event.pk: event.kind for event in events(town)}
    rows = rows_of(Deadline, town, kind=NIR_REPORT, met_on=None, closed_on=None)
    return {kinds[row.subject_id]: row.due_on for row in rows}


def listed(actor: Actor, lack: Lack, day: dt.date) -> list[Participant]:
    with acting_as(actor):
        return list(lacking(actor, lack, day))


def test_what_happened_before_the_move_and_the_end_by_it_are_due_and_met_by_a_file():
    bergen, person, end = moved()
    assert owed(bergen.home) == {"start": dt.date(2026, 8, 1), "end": due_on(end.happened_on)}
    late_on = end.due_on + DAY
    assert listed(bergen.leader, Lack.LATE, late_on) == [person]
    with acting_as(bergen.leader):
        assert (lateness(bergen.leader, late_on).late, counts(bergen.leader, late_on)[Lack.LATE]) == (2, 1)
    export = make_export(bergen.leader, "jsonl")
    mark_delivered(bergen.leader, export.pk, delivered_on=timezone.localdate())
    assert owed(bergen.home) == {}
    assert listed(bergen.leader, Lack.LATE, late_on) == []


def test_what_lacks_in_the_programme_is_not_asked_of_the_sender():
    bergen, _person, end = moved()
    assert end.content["end_reason"] == "moved"
    for lack in (Lack.NO_END, Lack.NO_CAUSE, Lack.NO_MEASURES):
        assert listed(bergen.leader, lack, end.due_on) == []


def test_a_flag_of_it_is_followed_up_and_nobody_is_asked_to_take_the_case():
    bergen, person, end = moved()
    day = end.due_on - 7 * DAY
    flag_municipality(bergen.home.pk, day)
    (flag,) = rows_of(Flag, bergen.home, deadline__subject_id=end.pk)
    take_flag(bergen.leader, flag.pk)
    assert rows_of(Flag, bergen.home, pk=flag.pk)[0].state == "taken"
    with acting_as(bergen.leader):
        (deadline,) = work_rows(bergen.leader, day, Scope.ALL).filter(subject_id=end.pk)
        row = row_of(deadline, bergen.leader, day)
    assert row.assign_url == ""
    assert row.action_url == reverse("integration:nir-case", args=[person.pk])


def test_its_events_are_marked_by_hand_on_the_page_of_the_case():
    bergen, person, end = moved()
    client = Client()
    client.force_login(user_of(bergen.leader))
    address, today = reverse("integration:nir-case", args=[person.pk]), timezone.localdate()
    assert client.get(address).status_code == 200
    answer = client.post(address, {"events": [str(end.pk)], "on": f"{today:%d.%m.%Y}"})
    assert answer.status_code == 302
    assert set(owed(bergen.home)) == {"start"}


def test_whoever_is_named_on_a_protected_case_that_moved_registers_it_by_hand():
    bergen, person, end = moved()
    with acting_as(system_actor(bergen.home.pk)):
        Participant.objects.filter(pk=person.pk).update(confidentiality=6)
        NamedAccess.objects.create(participant=person, municipality=bergen.home, user=user_of(bergen.leader))
    assert listed(bergen.leader, Lack.BY_HAND, timezone.localdate()) == [person]
    found = [event.pk for event in events(bergen.home, participant=person)]
    register_by_hand(bergen.leader, person.pk, event_ids=found, on=timezone.localdate())
    assert listed(bergen.leader, Lack.BY_HAND, timezone.localdate()) == []
    assert owed(bergen.home) == {}
    assert end.pk in found
