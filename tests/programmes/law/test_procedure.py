"""The procedure of decisions: which act leads where, for whom, and when the time to appeal ends."""

import datetime as dt

import pytest

from programmes.law.deadlines import DEADLINE_RULES, DeadlineRule
from programmes.law.enums import DeadlineKind
from programmes.law.procedure import DECISION_RULES, DecisionType, appeal_due_on, needs_notice
from programmes.law.procedure_states import (
    SETS_APPEAL_DEADLINE,
    TRANSITIONS,
    DecisionAct,
    DecisionState,
    Happened,
    ProcedureRole,
    appeal_ends_on,
    may_be_done,
    next_acts,
    state_of,
)

A, S, R = DecisionAct, DecisionState, ProcedureRole
DAY = dt.date(2026, 11, 2)
# The acts of each role, written out: a change of the table must be meant.
MAIL = {A.ANSWER, A.DELIVERY_FAILED, A.RECEIVE, A.APPEAL, A.WITHDRAW_APPEAL, A.COUNTY_OUTCOME}
ADVISER = MAIL | {
    A.ADVANCE_NOTICE, A.SUBMIT, A.ABANDON, A.DECIDE, A.NOTIFY, A.EXTEND_APPEAL, A.DISMISS_APPEAL, A.REVERSE, A.UPHOLD,
    A.FORWARD,
}  # fmt: skip
ACTS_OF = {
    R.ENROLMENT_OFFICER: MAIL,
    R.PROGRAMME_ADVISER: ADVISER,
    R.TEAM_LEADER: ADVISER | {A.APPROVE, A.RETURN},
    R.SYSTEM: {A.DECIDE, A.NOTIFY, A.DELIVERY_FAILED, A.RECEIVE},
}
# A way to each state, and what an adviser may do there.
WAYS: dict[DecisionState, tuple[list[DecisionAct], set[DecisionAct]]] = {
    S.DRAFT: ([], {A.ADVANCE_NOTICE, A.SUBMIT, A.ABANDON, A.DECIDE}),
    S.NOTICE_GIVEN: ([A.ADVANCE_NOTICE], {A.ADVANCE_NOTICE, A.ANSWER, A.SUBMIT, A.ABANDON, A.DECIDE}),
    S.ANSWERED: ([A.ADVANCE_NOTICE, A.ANSWER], {A.ADVANCE_NOTICE, A.ANSWER, A.SUBMIT, A.ABANDON, A.DECIDE}),
    S.SUBMITTED: ([A.SUBMIT], {A.ABANDON}),
    S.APPROVED: ([A.SUBMIT, A.APPROVE], {A.ABANDON, A.DECIDE}),
    S.ABANDONED: ([A.ABANDON], set()),
    S.DECIDED: ([A.DECIDE], {A.NOTIFY, A.APPEAL}),
    S.NOTIFIED: ([A.DECIDE, A.NOTIFY], {A.NOTIFY, A.DELIVERY_FAILED, A.RECEIVE, A.APPEAL}),
    S.UNDELIVERED: ([A.DECIDE, A.NOTIFY, A.DELIVERY_FAILED], {A.NOTIFY, A.RECEIVE, A.APPEAL}),
    S.RECEIVED: ([A.DECIDE, A.NOTIFY, A.RECEIVE], {A.EXTEND_APPEAL, A.APPEAL}),
    S.APPEALED: ([A.DECIDE, A.APPEAL], {A.WITHDRAW_APPEAL, A.DISMISS_APPEAL, A.REVERSE, A.UPHOLD}),
    S.UPHELD: ([A.DECIDE, A.APPEAL, A.UPHOLD], {A.WITHDRAW_APPEAL, A.REVERSE, A.FORWARD}),
    S.AT_COUNTY_GOVERNOR: (
        [A.DECIDE, A.APPEAL, A.UPHOLD, A.FORWARD], {A.WITHDRAW_APPEAL, A.COUNTY_OUTCOME},
    ),
    S.CHANGED: ([A.DECIDE, A.APPEAL, A.REVERSE], set()),
    S.FINAL: ([A.DECIDE, A.APPEAL, A.UPHOLD, A.FORWARD, A.COUNTY_OUTCOME], set()),
}  # fmt: skip


def _happened(acts: list[DecisionAct]) -> list[Happened]:
    due_on = DAY + dt.timedelta(days=21)
    return [Happened(act, due_on if act in SETS_APPEAL_DEADLINE else None) for act in acts]


@pytest.mark.parametrize("role", list(ProcedureRole))
def test_each_role_has_its_acts_and_no_others(role: ProcedureRole) -> None:
    assert {act for act, row in TRANSITIONS.items() if role in row.roles} == ACTS_OF[role]


def test_every_act_stands_in_the_table_and_every_state_is_reached() -> None:
    assert set(TRANSITIONS) == set(DecisionAct)
    assert {row.target for row in TRANSITIONS.values()} | {S.DRAFT} == set(DecisionState)
    assert set(WAYS) == set(DecisionState)


@pytest.mark.parametrize("state", list(DecisionState))
def test_in_each_state_an_adviser_may_do_what_the_table_says(state: DecisionState) -> None:
    acts, expected = WAYS[state]
    happened = _happened(acts)
    assert state_of(happened, DAY) is state
    assert set(next_acts(happened, DAY, {R.PROGRAMME_ADVISER})) == expected


@pytest.mark.parametrize("state", list(DecisionState))
@pytest.mark.parametrize("role", list(ProcedureRole))
def test_no_role_may_do_more_than_its_acts_in_any_state(state: DecisionState, role: ProcedureRole) -> None:
    assert set(next_acts(_happened(WAYS[state][0]), DAY, {role})) <= ACTS_OF[role]


def test_each_way_can_be_gone_step_by_step() -> None:
    everybody = set(ProcedureRole)
    for acts, _expected in WAYS.values():
        for number, act in enumerate(acts):
            assert may_be_done(act, _happened(acts[:number]), DAY, everybody), (acts, act)


@pytest.mark.parametrize(("days", "state"), [(0, S.RECEIVED), (21, S.RECEIVED), (22, S.FINAL)])
def test_a_received_decision_is_final_the_day_after_the_appeal_deadline(days: int, state: DecisionState) -> None:
    assert state_of(_happened([A.DECIDE, A.NOTIFY, A.RECEIVE]), DAY + dt.timedelta(days=days)) is state


def test_a_decision_that_nobody_has_received_never_becomes_final() -> None:
    assert state_of(_happened([A.DECIDE, A.NOTIFY]), DAY + dt.timedelta(days=4000)) is S.NOTIFIED


def test_an_answer_deadline_is_no_appeal_deadline() -> None:
    happened = [Happened(A.ADVANCE_NOTICE, DAY), Happened(A.ANSWER), Happened(A.DECIDE)]
    assert appeal_ends_on(happened) is None


def test_an_appeal_in_time_may_be_noted_after_it_and_a_late_one_with_a_reason() -> None:
    happened = _happened([A.DECIDE, A.NOTIFY, A.RECEIVE])
    for days in (5, 21, 60):
        assert may_be_done(A.APPEAL, happened, DAY + dt.timedelta(days=days), {R.PROGRAMME_ADVISER})


@pytest.mark.parametrize("closing", [A.WITHDRAW_APPEAL, A.DISMISS_APPEAL])
def test_what_is_settled_is_not_appealed_again(closing: DecisionAct) -> None:
    happened = _happened([A.DECIDE, A.APPEAL, closing])
    assert not may_be_done(A.APPEAL, happened, DAY, {R.TEAM_LEADER})


@pytest.mark.parametrize(
    ("received_on", "due_on", "why"),
    [
        ("2026-11-02", "2026-11-23", "Monday to Monday"),
        ("2026-11-06", "2026-11-27", "Friday to Friday"),
        ("2026-11-07", "2026-11-30", "three weeks end on a Saturday"),
        ("2026-11-08", "2026-11-30", "three weeks end on a Sunday"),
        ("2026-03-12", "2026-04-07", "Maundy Thursday to the day after Easter Monday"),
        ("2026-03-13", "2026-04-07", "Good Friday"),
        ("2026-03-16", "2026-04-07", "Easter Monday"),
        ("2026-03-11", "2026-04-01", "the Wednesday before is a working day"),
        ("2026-04-10", "2026-05-04", "1 May, a Friday, to Monday"),
        ("2026-04-23", "2026-05-15", "Ascension Day to the Friday after"),
        ("2026-05-04", "2026-05-26", "Whit Monday"),
        ("2026-04-26", "2026-05-18", "17 May is a Sunday"),
        ("2026-12-04", "2026-12-28", "Christmas Day to the Monday after"),
        ("2026-12-11", "2027-01-04", "New Year's Day to the Monday after"),
        ("2027-02-08", "2027-03-01", "over the end of a month"),
        ("2028-02-08", "2028-02-29", "leap day"),
    ],
)
def test_the_appeal_deadline_is_three_weeks_moved_to_a_working_day(received_on: str, due_on: str, why: str) -> None:
    assert appeal_due_on(dt.date.fromisoformat(received_on)) == dt.date.fromisoformat(due_on), why


def test_whether_the_deadline_moves_is_a_parameter() -> None:
    rule = DEADLINE_RULES[DeadlineKind.APPEAL]
    still = DeadlineRule(days=rule.days, paragraph=rule.paragraph, moves_to_working_day=False)
    assert appeal_due_on(dt.date(2026, 11, 7), still) == dt.date(2026, 11, 28)


def test_every_type_has_its_paragraphs_and_burdens_need_a_notice() -> None:
    assert set(DECISION_RULES) == set(DecisionType)
    assert all("§" in text or "kapittel" in text for rule in DECISION_RULES.values() for text in rule.paragraphs)
    needs = {kind for kind, rule in DECISION_RULES.items() if rule.needs_notice}
    assert needs == {
        DecisionType.STOP_TEMPORARY, DecisionType.STOP_PERMANENT, DecisionType.BENEFIT_DEDUCTION,
        DecisionType.REPAYMENT, DecisionType.REFUND_FROM_NATIONAL_INSURANCE, DecisionType.SELF_CERT_RIGHT_WITHDRAWN,
        DecisionType.LONG_SICKNESS_NO_BENEFIT,
    }  # fmt: skip
    assert not any(rule.needs_notice and rule.may_refuse for rule in DECISION_RULES.values())


@pytest.mark.parametrize("kind", list(DecisionType))
def test_what_takes_back_needs_a_notice_whatever_its_type(kind: DecisionType) -> None:
    assert needs_notice(kind, takes_back=True)
    assert needs_notice(kind, takes_back=False) is DECISION_RULES[kind].needs_notice
