"""Proposals: made by NAV, answered by the municipality, never both decided by the one who proposes."""

from typing import Any

import pytest

from agencies.access import Actor, acting_as
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Role
from programmes.models import Participation, Proposal
from programmes.operations.proposals import accept_proposal, decline_proposal, propose, withdraw_proposal
from tests.programmes.plan.plans import make_case, make_final_plan, make_plan, now, stored_plan
from tests.world import make_actor, make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db

MEASURE: dict[str, Any] = {
    "kind": "nav_measure", "title": "Arbeidstrening", "provider": "nav", "first_day": "2026-12-01",
    "hours_a_week": "20", "reason": "Trenger praksis.", "benefit": "Kan bli ansatt.",
}  # fmt: skip


def nav_for(programme: Participation) -> Actor:
    return make_actor(make_nav_office(programme.municipality), Role.NAV_ADVISER)


def codes(refused: Any) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def test_an_accepted_element_is_in_the_plan() -> None:
    adviser, programme = make_case()
    plan = make_plan(adviser, programme)
    row = propose(nav_for(programme), programme.participant_id, "plan_element", MEASURE, note="Plass fra 1.12.")
    answered = accept_proposal(adviser, row.pk)
    element = now(plan)["elements"][-1]
    assert (answered.state, str(answered.result_id)) == ("accepted", element["id"])
    assert (element["title"], element["hours_a_week"], element["counts_as_work"]) == ("Arbeidstrening", "20", True)


def test_in_a_final_plan_the_answer_is_the_reason_of_a_material_change() -> None:
    adviser, programme = make_case()
    plan = make_final_plan(adviser, programme)
    row = propose(nav_for(programme), programme.participant_id, "plan_element", MEASURE)
    accept_proposal(adviser, row.pk, reason="Avtalt med deltakeren.")
    with acting_as(adviser):
        newest = stored_plan(plan).versions.get(number=4)
    assert (newest.change, newest.reason) == ("material", "Avtalt med deltakeren.")


def test_a_declined_proposal_says_why_and_is_answered_once() -> None:
    adviser, programme = make_case()
    make_plan(adviser, programme)
    row = propose(nav_for(programme), programme.participant_id, "plan_element", MEASURE)
    with pytest.raises(RuleRefused) as refused:
        decline_proposal(adviser, row.pk, reason=" ")
    assert codes(refused) == {"reason_required"}
    assert decline_proposal(adviser, row.pk, reason="Har jobb.").state == "declined"
    with pytest.raises(RuleRefused) as refused:
        accept_proposal(adviser, row.pk)
    assert codes(refused) == {"already_answered"}


def test_who_proposes_does_not_decide_and_only_the_own_office_withdraws() -> None:
    adviser, programme = make_case()
    make_plan(adviser, programme)
    nav = nav_for(programme)
    row = propose(nav, programme.participant_id, "plan_element", MEASURE)
    with pytest.raises(NotPermitted):
        accept_proposal(nav, row.pk)
    with pytest.raises(NotPermitted):
        withdraw_proposal(nav_for(programme), row.pk)
    assert withdraw_proposal(nav, row.pk).state == "withdrawn"


def test_the_same_thing_proposed_again_replaces_what_waits() -> None:
    adviser, programme = make_case()
    make_plan(adviser, programme)
    nav = nav_for(programme)
    first = propose(nav, programme.participant_id, "plan_element", MEASURE)
    second = propose(nav, programme.participant_id, "plan_element", MEASURE | {"hours_a_week": "25"})
    with acting_as(adviser):
        assert Proposal.objects.get(pk=first.pk).state == "replaced"
        assert Proposal.objects.waiting().get().pk == second.pk
    assert second.replaces_id == first.pk


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"kind": "romreise"}, "kind"),
        ({"first_day": "i morgen"}, "first_day"),
        ({"hours_a_week": "mye"}, "hours_a_week"),
        ({"hours_a_week": "99"}, "hours_a_week"),
        ({"last_day": "2026-11-01"}, "last_day"),
    ],
)
def test_a_payload_that_cannot_be_an_element_is_refused_at_its_field(sent: dict[str, str], field: str) -> None:
    adviser, programme = make_case()
    make_plan(adviser, programme)
    with pytest.raises(RuleRefused) as refused:
        propose(nav_for(programme), programme.participant_id, "plan_element", MEASURE | sent)
    assert [refusal.field for refusal in refused.value.refusals] == [field]


def test_nothing_is_proposed_where_there_is_no_plan_nor_of_an_unknown_kind() -> None:
    _adviser, programme = make_case()
    with pytest.raises(RuleRefused) as refused:
        propose(nav_for(programme), programme.participant_id, "plan_element", MEASURE)
    assert codes(refused) == {"plan_missing"}
    with pytest.raises(RuleRefused) as refused:
        propose(nav_for(programme), programme.participant_id, "romreise", {})
    assert codes(refused) == {"unknown_kind"}


def test_a_stranger_who_has_proposals_of_their_own_finds_no_other() -> None:
    adviser, programme = make_case()
    make_plan(adviser, programme)
    row = propose(nav_for(programme), programme.participant_id, "plan_element", MEASURE)
    stranger, own = make_case(person=make_person(make_municipality("Voss")))
    make_plan(stranger, own)
    mine = propose(nav_for(own), own.participant_id, "plan_element", MEASURE)
    with pytest.raises(Proposal.DoesNotExist):
        accept_proposal(stranger, row.pk)
    with acting_as(stranger):
        assert Proposal.objects.get().pk == mine.pk
