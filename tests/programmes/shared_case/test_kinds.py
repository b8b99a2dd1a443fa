"""What municipality and NAV propose to each other: only the one who is responsible answers, and accepting does it."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.errors import NotPermitted, RuleRefused
from programmes.law.procedure_states import DecisionAct, DecisionState
from programmes.models import Decision, Participation, PlanElement, WorkMeasure
from programmes.operations.procedure import StepFacts
from programmes.operations.proposals import accept_proposal, propose
from programmes.operations.steps import take_step
from tests.programmes.awards import stored
from tests.programmes.decisions import EXTENDABLE, state
from tests.programmes.plan.plans import make_plan
from tests.programmes.shared_case.cases import Shared, make_shared_case

pytestmark = pytest.mark.django_db
_DAY = dt.timedelta(days=1)


def codes(actor: Actor, case: Shared, kind: str, payload: dict[str, Any]) -> set[str]:
    with pytest.raises(RuleRefused) as refused:
        propose(actor, case.programme.participant_id, kind, payload)
    return {each.code for each in refused.value.refusals}


def test_an_accepted_end_ends_the_programme() -> None:
    case = make_shared_case()
    ended_on = min(timezone.localdate(), case.programme.last_day)
    facts = {"ended_on": ended_on.isoformat(), "end_reason": "goal_reached", "main_activity": "full_time_work"}
    row = propose(case.nav, case.programme.participant_id, "end_programme", facts, note="Fast jobb.")
    with pytest.raises(NotPermitted):
        accept_proposal(case.nav, row.pk)
    accept_proposal(case.adviser, row.pk)
    with acting_as(case.adviser):
        ended = Participation.objects.get(pk=case.programme.pk)
    assert (ended.ended_on, ended.end_reason) == (ended_on, "goal_reached")


def test_a_faulty_end_is_refused_at_its_fields() -> None:
    case = make_shared_case()
    late = {"ended_on": (case.programme.last_day + _DAY).isoformat(), "end_reason": "x", "main_activity": ""}
    assert codes(case.nav, case, "end_programme", late) == {"outside_programme", "unknown_choice"}


def test_an_extension_that_the_law_does_not_have_is_refused_when_it_is_proposed() -> None:
    case = make_shared_case()
    facts = {"months": 2, "requested_on": min(timezone.localdate(), case.programme.last_day).isoformat()}
    with pytest.raises(RuleRefused, match="kan ikke forlenges"):
        propose(case.nav, case.programme.participant_id, "extend_programme", facts, note="Trenger tid.")


def test_an_accepted_extension_begins_its_decision_and_the_end_moves_when_it_is_made() -> None:
    case = make_shared_case(**EXTENDABLE)
    asked_on = timezone.localdate()
    facts = {"months": 12, "requested_on": asked_on.isoformat()}
    row = propose(case.nav, case.programme.participant_id, "extend_programme", facts, note="Mangler ett fag.")
    with pytest.raises(NotPermitted):
        accept_proposal(case.nav, row.pk)
    accepted = accept_proposal(case.adviser, row.pk, reason="Når målet på den tiden.")
    assert accepted.result_id is not None
    with acting_as(case.adviser):
        decision = Decision.objects.get(pk=accepted.result_id)
    assert (accepted.state, decision.decision_type, state(decision)) == ("accepted", "extension", DecisionState.DRAFT)
    assert (decision.requested_on, decision.reasons) == (asked_on, "Når målet på den tiden.")
    assert stored(case.programme).last_day == case.programme.last_day
    take_step(case.adviser, decision.pk, DecisionAct.DECIDE, StepFacts(happened_on=timezone.localdate()))
    assert stored(case.programme).extension_months == 12
    assert stored(case.programme).last_day > case.programme.last_day


def test_accepted_hours_stand_in_the_plan() -> None:
    case = make_shared_case()
    make_plan(case.adviser, case.programme)
    with acting_as(case.adviser):
        element = PlanElement.objects.filter(participant=case.programme.participant_id).first()
    if element is None:
        made = propose(
            case.nav, case.programme.participant_id, "plan_element", {"kind": "nav_measure", "title": "Kurs"}
        )
        accept_proposal(case.adviser, made.pk)
        with acting_as(case.adviser):
            element = PlanElement.objects.get(participant=case.programme.participant_id)
    facts = {"element_id": str(element.pk), "hours_a_week": "12.5"}
    row = propose(case.nav, case.programme.participant_id, "change_hours", facts, note="Mer praksis.")
    accept_proposal(case.adviser, row.pk)
    with acting_as(case.adviser):
        assert str(PlanElement.objects.get(pk=element.pk).hours_a_week) == "12.50"
    assert codes(case.nav, case, "change_hours", {"element_id": "x", "hours_a_week": "61"}) == {
        "hours_out_of_bounds", "unknown_element",
    }  # fmt: skip


def test_nav_alone_answers_what_is_proposed_to_nav_and_says_when() -> None:
    case = make_shared_case()
    facts = {"question": "Hva trengs for å bli kokk?"}
    with pytest.raises(NotPermitted):
        propose(case.nav, case.programme.participant_id, "needs_assessment", facts)
    row = propose(case.adviser, case.programme.participant_id, "needs_assessment", facts)
    with pytest.raises(NotPermitted):
        accept_proposal(case.adviser, row.pk, reason="Ja.")
    with pytest.raises(RuleRefused):
        accept_proposal(case.nav, row.pk)
    assert accept_proposal(case.nav, row.pk, reason="Samtale i uke 50.").state == "accepted"


def test_an_accepted_measure_is_registered_with_nav_as_a_draft() -> None:
    case = make_shared_case()
    today = timezone.localdate()
    facts = {
        "kind": "work_training", "first_day": today.isoformat(), "last_day": (today + 90 * _DAY).isoformat(),
        "percent": "60", "purpose": "Norsk på jobben",
    }  # fmt: skip
    row = propose(case.adviser, case.programme.participant_id, "nav_measure", facts)
    answered = accept_proposal(case.nav, row.pk)
    with acting_as(case.nav):
        assert answered.result_id is not None
        measure = WorkMeasure.objects.get(pk=answered.result_id)
    assert (measure.kind, measure.registered_by_id) == ("work_training", case.nav.user_id)
    endless = facts | {"last_day": (today + 900 * _DAY).isoformat()}
    assert codes(case.adviser, case, "nav_measure", endless)
