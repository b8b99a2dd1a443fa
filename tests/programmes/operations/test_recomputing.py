"""End dates computed again."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency
from participants.models import CaseEvent, Deadline, Participant
from programmes.models import Participation
from programmes.operations.duties import PROGRAMME_END
from programmes.operations.recomputing import recompute_end_dates
from tests.programmes.awards import make_programme, stored
from tests.world import make_municipality, make_person

pytestmark = pytest.mark.django_db

WRONG = dt.date(2027, 12, 31)


@pytest.fixture
def drifted(municipality: Agency) -> Participation:
    """A programme whose stored end date somebody moved by hand."""
    participation = make_programme(make_person(municipality))
    with acting_as(system_actor(municipality.pk)):
        Participation.objects.filter(pk=participation.pk).update(last_day=WRONG)
        Deadline.objects.filter(subject_id=participation.pk, kind=PROGRAMME_END).update(due_on=WRONG)
    return participation


def test_what_agrees_is_left_as_it_is(municipality: Agency) -> None:
    participation = make_programme(make_person(municipality))
    assert recompute_end_dates(municipality.pk) == []
    assert stored(participation).version == participation.version


def test_a_dry_run_tells_and_leaves(municipality: Agency, drifted: Participation) -> None:
    [drift] = recompute_end_dates(municipality.pk, dry_run=True)
    assert (drift.participation_id, drift.stored_last_day) == (drifted.pk, WRONG)
    assert (drift.computed_last_day, drift.differs_in) == (dt.date(2027, 10, 11), ("last_day",))
    assert stored(drifted).last_day == WRONG


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_case_that_moved_is_left_as_it_was(municipality: Agency, drifted: Participation, dry_run: bool) -> None:
    elsewhere = make_municipality()
    with acting_as(system_actor(municipality.pk)):
        person = Participant.objects.filter(pk=drifted.participant_id)
        person.update(moved_on=dt.date(2026, 11, 1), moved_to=elsewhere)
    assert recompute_end_dates(municipality.pk, dry_run=dry_run) == []
    assert stored(drifted).last_day == WRONG


def test_a_run_puts_date_and_deadline_right_and_says_so_in_the_history(
    municipality: Agency, drifted: Participation
) -> None:
    assert len(recompute_end_dates(municipality.pk)) == 1
    assert stored(drifted).last_day == dt.date(2027, 10, 11)
    with acting_as(system_actor(municipality.pk)):
        assert Deadline.objects.get(subject_id=drifted.pk, kind=PROGRAMME_END).due_on == dt.date(2027, 10, 11)
        event = CaseEvent.objects.get(kind="end_date_recomputed")
    assert event.facts == {"earlier_last_day": "2027-12-31"}
    assert recompute_end_dates(municipality.pk) == []


def test_the_command_goes_through_all_municipalities(drifted: Participation) -> None:
    make_programme(make_person(make_municipality("Voss")))
    dry, real = StringIO(), StringIO()
    call_command("recompute_end_dates", "--dry-run", stdout=dry)
    call_command("recompute_end_dates", stdout=real)
    line = f"{drifted.pk} 2027-12-31 -> 2027-10-11 (last_day)"
    assert dry.getvalue().splitlines() == [line, "1 would be put right"]
    assert real.getvalue().splitlines() == [line, "1 put right"]


def test_the_number_of_queries_does_not_grow_with_the_number_of_programmes(municipality: Agency) -> None:
    counts = []
    for wanted in (1, 20):
        with acting_as(system_actor(municipality.pk)):
            missing = wanted - Participation.objects.count()
        for _ in range(missing):
            make_programme(make_person(municipality))
        with acting_as(system_actor(municipality.pk)):
            Participation.objects.update(last_day=WRONG)
        counts.append(_queries_of_a_run(municipality))
    assert counts[0] == counts[1]


def _queries_of_a_run(municipality: Agency) -> int:
    with CaptureQueriesContext(connection) as queries:
        recompute_end_dates(municipality.pk)
    return len(queries)
