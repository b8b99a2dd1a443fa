"""What NIR will miss, and on which day it begins to be missed."""

import datetime as dt

import pytest
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from integration.nir.kinds import due_on
from integration.operations.nir.completeness import Lack, counts, details, final_day, lacking, lateness
from integration.operations.nir.deriving import derive_events
from integration.operations.nir.exporting import make_export, mark_delivered
from participants.panels import work_counters
from programmes.models import EndReason, MainActivity, Participation
from programmes.models.stop import EndDraft
from tests.integration.nir.test_deriving import awarded, deliver_from
from tests.programmes.classes.schools import make_class, make_school, put_in_class
from tests.programmes.measures.agreements import make_agreement, make_measure
from tests.programmes.plan.plans import make_final_plan, make_plan
from tests.world import make_actor, make_municipality

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def town() -> Agency:
    return make_municipality()


@pytest.fixture
def leader(town: Agency) -> Actor:
    return make_actor(town, Role.TEAM_LEADER)


def found(leader: Actor, lack: Lack, day: dt.date) -> int:
    with acting_as(leader):
        return counts(leader, day)[lack]


def change(row: Participation, **facts: object) -> None:
    with acting_as(system_actor(row.municipality_id)):
        Participation.objects.filter(pk=row.pk).update(**facts)


@pytest.mark.parametrize(
    ("happened_on", "last_day"),
    [
        (dt.date(2026, 1, 1), dt.date(2026, 3, 1)),
        (dt.date(2026, 4, 30), dt.date(2026, 6, 30)),
        (dt.date(2026, 6, 30), dt.date(2026, 8, 30)),
        (dt.date(2026, 12, 28), dt.date(2027, 2, 28)),
        (dt.date(2026, 12, 29), dt.date(2027, 2, 28)),
        (dt.date(2026, 12, 31), dt.date(2027, 2, 28)),
        (dt.date(2027, 1, 1), dt.date(2027, 3, 1)),
        # February 2028 has 29 days; the year before is closed on the 28th all the same.
        (dt.date(2027, 12, 28), dt.date(2028, 2, 28)),
        (dt.date(2027, 12, 29), dt.date(2028, 2, 28)),
        (dt.date(2027, 12, 31), dt.date(2028, 2, 28)),
        (dt.date(2027, 12, 27), dt.date(2028, 2, 27)),
        (dt.date(2028, 2, 29), dt.date(2028, 4, 29)),
    ],
)
def test_the_last_day_is_two_months_after_and_at_the_latest_the_28th_of_february(
    happened_on: dt.date, last_day: dt.date
):
    assert due_on(happened_on) == last_day


@pytest.mark.parametrize(
    ("day", "final", "is_past"),
    [
        (dt.date(2026, 12, 31), dt.date(2026, 2, 28), True),
        (dt.date(2027, 1, 1), dt.date(2027, 2, 28), False),
        (dt.date(2027, 2, 28), dt.date(2027, 2, 28), False),
        (dt.date(2027, 3, 1), dt.date(2027, 2, 28), True),
        (dt.date(2028, 2, 28), dt.date(2028, 2, 28), False),
        (dt.date(2028, 2, 29), dt.date(2028, 2, 28), True),
    ],
)
def test_the_final_deadline_is_past_from_the_day_after(leader: Actor, day: dt.date, final: dt.date, is_past: bool):
    assert final_day(day) == final
    with acting_as(leader):
        assert lateness(leader, day).final_day_is_past is is_past


def test_an_event_is_late_from_the_day_after_its_two_months(town: Agency, leader: Actor):
    """Award and goal are of 6 October, the start of 12 October 2026: one case in all."""
    awarded(town)
    deliver_from(town, dt.date(2026, 10, 12))
    derive_events(town.pk, dt.date(2026, 10, 12))
    assert found(leader, Lack.LATE, dt.date(2026, 12, 12)) == 0
    assert found(leader, Lack.LATE, dt.date(2026, 12, 13)) == 1
    with acting_as(leader):
        assert lateness(leader, dt.date(2026, 12, 13)).late == 1


def test_what_lies_in_a_file_is_late_until_the_file_is_delivered(town: Agency, leader: Actor):
    awarded(town)
    deliver_from(town, dt.date(2026, 10, 12))
    export, day = make_export(leader, "jsonl"), dt.date(2026, 12, 13)
    assert found(leader, Lack.LATE, day) == 1
    assert found(leader, Lack.LAST_YEAR, dt.date(2027, 1, 1)) == 1
    with acting_as(leader):
        (counter,) = [each for each in work_counters() if each.url_name == "integration:nir"]
        assert counter.count(leader, False, day) == 1
        assert (lateness(leader, day).waiting, lateness(leader, day).late) == (1, 1)
        ((_person, why),) = details(leader, Lack.LATE, day, list(lacking(leader, Lack.LATE, day))).items()
        assert (why.events, why.oldest_due) == (1, day - DAY)
    mark_delivered(leader, export.pk, delivered_on=timezone.localdate())
    assert found(leader, Lack.LATE, day) == 0
    with acting_as(leader):
        assert (lateness(leader, day).waiting, lateness(leader, day).late) == (0, 0)


def test_what_happened_on_29_december_is_late_on_29_february(town: Agency, leader: Actor):
    row = awarded(town)
    change(row, ended_on=dt.date(2027, 12, 29), end_reason=EndReason.GOAL_REACHED, main_activity=MainActivity.OTHER)
    deliver_from(town, dt.date(2027, 12, 1))
    derive_events(town.pk, dt.date(2027, 12, 29))
    assert found(leader, Lack.LATE, dt.date(2028, 2, 28)) == 0
    assert found(leader, Lack.LATE, dt.date(2028, 2, 29)) == 1


def test_last_years_events_are_counted_until_they_are_delivered_and_this_years_never(town: Agency, leader: Actor):
    awarded(town)
    deliver_from(town, dt.date(2026, 10, 1))
    derive_events(town.pk, dt.date(2026, 10, 31))
    days = {
        dt.date(2026, 12, 31): 0, dt.date(2027, 1, 1): 1, dt.date(2027, 2, 28): 1, dt.date(2027, 3, 1): 1,
        dt.date(2028, 2, 29): 1,
    }  # fmt: skip
    assert {day: found(leader, Lack.LAST_YEAR, day) for day in days} == days


def test_an_event_of_this_year_is_not_last_years_after_the_final_day(town: Agency, leader: Actor):
    row = awarded(town)
    change(row, ended_on=dt.date(2027, 1, 4), end_reason=EndReason.GOAL_REACHED, main_activity=MainActivity.OTHER)
    deliver_from(town, dt.date(2027, 1, 1))
    derive_events(town.pk, dt.date(2027, 1, 31))
    for day in (dt.date(2027, 2, 28), dt.date(2027, 3, 1), dt.date(2027, 12, 31)):
        assert found(leader, Lack.LAST_YEAR, day) == 0
    assert found(leader, Lack.LAST_YEAR, dt.date(2028, 1, 1)) == 1


def test_an_end_is_missing_from_the_day_after_the_programmes_last_day(town: Agency, leader: Actor):
    row = awarded(town)
    assert found(leader, Lack.NO_END, row.last_day) == 0
    assert found(leader, Lack.NO_END, row.last_day + DAY) == 1
    change(row, ended_on=row.last_day, end_reason=EndReason.DURATION_EXPIRED, main_activity=MainActivity.OTHER)
    assert found(leader, Lack.NO_END, row.last_day + DAY) == 0


def test_a_cause_is_missing_where_the_end_is_begun_or_the_main_activity_unknown(town: Agency, leader: Actor):
    begun, unknown, whole = (awarded(town) for _ in range(3))
    today = dt.date(2027, 6, 1)
    assert found(leader, Lack.NO_CAUSE, today) == 0
    with acting_as(system_actor(town.pk)):
        EndDraft.objects.create(participation=begun, participant=begun.participant, municipality=town, ended_on=today)
    ended = {"ended_on": dt.date(2027, 1, 4), "end_reason": EndReason.GOAL_REACHED}
    change(unknown, **ended, main_activity=MainActivity.NOT_REGISTERED)
    change(whole, **ended, main_activity=MainActivity.OTHER)
    assert found(leader, Lack.NO_CAUSE, today) == 2
    change(begun, **ended, main_activity=MainActivity.OTHER)
    assert found(leader, Lack.NO_CAUSE, today) == 1


def test_measures_are_missing_from_the_first_day_and_while_the_year_can_be_put_right(town: Agency, leader: Actor):
    row = awarded(town)
    assert found(leader, Lack.NO_MEASURES, row.first_day - DAY) == 0
    assert found(leader, Lack.NO_MEASURES, row.first_day) == 1
    assert found(leader, Lack.NO_MEASURES, row.last_day + DAY) == 1
    change(row, ended_on=dt.date(2027, 1, 4), end_reason=EndReason.GOAL_REACHED, main_activity=MainActivity.OTHER)
    assert found(leader, Lack.NO_MEASURES, dt.date(2028, 12, 31)) == 1
    assert found(leader, Lack.NO_MEASURES, dt.date(2029, 1, 1)) == 0


def test_a_final_plan_a_measure_in_force_or_a_class_is_a_measure(town: Agency, leader: Actor):
    adviser, day = make_actor(town, Role.PROGRAMME_ADVISER), dt.date(2026, 11, 2)
    _bare, planned, drafted, agreed, unsigned, taught, before = (awarded(town) for _ in range(7))
    goals = {f"norwegian_{skill}": "B1" for skill in ("listening", "reading", "writing", "oral")}
    make_final_plan(adviser, planned, schooling="primary", **goals)
    make_plan(adviser, drafted)
    make_agreement(agreed.participant, first_day=dt.date(2026, 12, 1), last_day=dt.date(2027, 2, 28))
    make_measure(unsigned.participant, first_day=dt.date(2026, 12, 1), last_day=dt.date(2027, 2, 28))
    put_in_class(taught.participant, make_class(make_school(town)), dt.date(2026, 10, 12))
    make_agreement(before.participant, first_day=dt.date(2026, 8, 3), last_day=before.first_day - DAY)
    # The bare one, the plan that is not final, the agreement nobody has signed, and what ended before the programme.
    assert found(leader, Lack.NO_MEASURES, day) == 4
