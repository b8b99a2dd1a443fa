"""Deductions in the benefit: which are individual decisions, and the page that drafts one."""

import datetime as dt
from typing import Any

import pytest

from agencies.access import Actor
from agencies.errors import RuleRefused
from agencies.models import Agency, Role
from programmes.law.procedure_states import DecisionAct, DecisionState
from programmes.models import Decision, DecisionType, Participation
from tests.programmes.awards import make_programme
from tests.programmes.decisions import drafted, state, step, today
from tests.world import actor_of, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(municipality: Agency) -> Actor:
    """A programme adviser of the municipality."""
    return actor_of(make_user(municipality, Role.PROGRAMME_ADVISER))


@pytest.fixture
def programme(municipality: Agency, actor: Actor) -> Participation:
    """Whose benefit it is about."""
    return make_programme(make_person(municipality), actor)


def _deduction(actor: Actor, programme: Participation, **amounts: str) -> Decision:
    content: dict[str, Any] = {"text": "Trekk for ugyldig fravær i oktober.", **amounts}
    return drafted(actor, programme, decision_type=DecisionType.BENEFIT_DEDUCTION, is_refusal=False, content=content)


@pytest.mark.parametrize(
    ("deduction", "payment", "codes"),
    [
        ("11379.09", "22758.17", []),  # half of the payment and a twelfth of G (136 549 / 12 = 11 379.08)
        ("11379.08", "22758.17", ["not_an_individual_decision"]),  # a twelfth of G is 11 379.083
        ("11379.09", "22758.19", ["not_an_individual_decision"]),  # under half of the payment
        ("22758.17", "22758.17", []),
        ("22758.18", "22758.17", ["deduction_too_big"]),
        ("0", "22758.17", ["amounts_missing"]),
        ("", "22758.17", ["amounts_missing"]),
        ("12000", "", ["amounts_missing"]),
    ],
)
def test_only_big_deductions_are_drafted(
    actor: Actor, programme: Participation, deduction: str, payment: str, codes: list[str]
) -> None:
    try:
        _deduction(actor, programme, deduction_nok=deduction, payment_nok=payment)
        found = []
    except RuleRefused as refused:
        found = [refusal.code for refusal in refused.refusals]
    assert found == codes


def test_it_is_decided_after_notice_and_answer(actor: Actor, programme: Participation) -> None:
    decision = _deduction(actor, programme, deduction_nok="15000", payment_nok="22758.17")
    step(actor, decision, DecisionAct.ADVANCE_NOTICE, due_on=today() + dt.timedelta(days=14))
    step(actor, decision, DecisionAct.ANSWER, note="Jeg var syk.")
    step(actor, decision, DecisionAct.DECIDE)
    assert state(decision) is DecisionState.DECIDED


def test_it_is_not_decided_before_the_notice(actor: Actor, programme: Participation) -> None:
    decision = _deduction(actor, programme, deduction_nok="15000", payment_nok="22758.17")
    with pytest.raises(RuleRefused):
        step(actor, decision, DecisionAct.DECIDE)
    assert state(decision) is DecisionState.DRAFT
