"""What was planned and never came to be is not told."""

import datetime as dt

import pytest
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Role
from integration.operations.nir.deriving import derive_events
from participants.operations.transferring import accept_transfer
from programmes.law.procedure_states import DecisionAct
from programmes.models import Decision, EndReason, MainActivity, Participation
from programmes.models.plan import PlanElement
from tests.integration.nir.test_deriving import awarded, events
from tests.participants.transfers.moves import ask, make_town
from tests.programmes.awards import make_programme
from tests.programmes.decisions import step
from tests.programmes.measures.agreements import make_agreement
from tests.programmes.plan.plans import make_final_plan
from tests.world import make_actor, make_municipality, make_person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
GOALS = {f"norwegian_{skill}": "B1" for skill in ("listening", "reading", "writing", "oral")}


def test_a_measure_that_was_to_begin_after_the_programme_ended_is_not_told():
    town, ended_on = make_municipality(), dt.date(2026, 11, 10)
    row = awarded(town)
    make_final_plan(make_actor(town, Role.PROGRAMME_ADVISER), row, schooling="primary", **GOALS)
    days = {"norwegian": ended_on, "life_skills": ended_on + DAY}
    with acting_as(system_actor(town.pk)):
        for kind, first_day in days.items():
            PlanElement.objects.filter(participant=row.participant, kind=kind).update(first_day=first_day)
        Participation.objects.filter(pk=row.pk).update(
            ended_on=ended_on, end_reason=EndReason.GOAL_REACHED, main_activity=MainActivity.OTHER
        )
    derive_events(town.pk, dt.date(2027, 1, 31))
    told = {event.content["measure"]: event.content["last_day"] for event in events(town, kind="measure")}
    assert told == {"norwegian": "2026-11-10", "work_practice": "2026-11-10"}


def test_of_a_programme_that_was_to_begin_after_the_move_only_the_decision_is_told():
    bergen, voss, today = make_town("Bergen"), make_town("Voss"), timezone.localdate()
    person = make_person(bergen.home, settled_on=today - 30 * DAY)
    row = make_programme(
        person, bergen.leader, offer_date=today - 2 * DAY, awarded_on=today - DAY, first_day=today + 10 * DAY
    )
    make_final_plan(bergen.adviser, row, schooling="primary", **GOALS)
    with acting_as(bergen.adviser):
        plan_decision = Decision.objects.get(participant=person, decided_on__isnull=True)
    step(bergen.adviser, plan_decision, DecisionAct.ABANDON, note="Flytter.")
    make_agreement(person, first_day=today + 20 * DAY, last_day=today + 60 * DAY)
    done = accept_transfer(voss.leader, ask(bergen, voss, person).pk, settled_on=today)
    assert done.received_as is not None
    for town in (bergen, voss):
        derive_events(town.home.pk, today + 90 * DAY)
    assert {event.kind for event in events(bergen.home)} == {"award", "goal", "mapping", "norwegian_goal"}
    assert [event.kind for event in events(voss.home)] == ["measure"]


def test_a_programme_that_ended_by_the_move_is_told_with_start_and_end():
    bergen, voss, today = make_town("Bergen"), make_town("Voss"), timezone.localdate()
    person = make_person(bergen.home, settled_on=today - 30 * DAY)
    make_programme(person, bergen.leader, offer_date=today - 2 * DAY, awarded_on=today - DAY, first_day=today)
    accept_transfer(voss.leader, ask(bergen, voss, person).pk, settled_on=today)
    derive_events(bergen.home.pk, today)
    assert {event.kind for event in events(bergen.home)} == {"award", "goal", "start", "end"}
