"""The way of a decision from draft to final: which act leads where, and who may do it.

The state is never stored. It follows from the acts that have happened, in their order, and from the day: a decision
becomes final by itself when the time to appeal has run out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class DecisionState(StrEnum):
    """Where a decision stands."""

    DRAFT = "draft"
    NOTICE_GIVEN = "notice_given"
    ANSWERED = "answered"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ABANDONED = "abandoned"
    DECIDED = "decided"
    NOTIFIED = "notified"
    UNDELIVERED = "undelivered"
    RECEIVED = "received"
    APPEALED = "appealed"
    UPHELD = "upheld"
    AT_COUNTY_GOVERNOR = "at_county_governor"
    CHANGED = "changed"
    FINAL = "final"


class DecisionAct(StrEnum):
    """Something that is done with a decision; each is a row that is only ever added."""

    ADVANCE_NOTICE = "advance_notice"
    ANSWER = "answer"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    ABANDON = "abandon"
    DECIDE = "decide"
    NOTIFY = "notify"
    DELIVERY_FAILED = "delivery_failed"
    RECEIVE = "receive"
    EXTEND_APPEAL = "extend_appeal"
    APPEAL = "appeal"
    WITHDRAW_APPEAL = "withdraw_appeal"
    DISMISS_APPEAL = "dismiss_appeal"
    REVERSE = "reverse"
    UPHOLD = "uphold"
    FORWARD = "forward"
    COUNTY_OUTCOME = "county_outcome"


class ProcedureRole(StrEnum):
    """Who does an act; the values are those of the roles in an agency, and the system itself."""

    ENROLMENT_OFFICER = "enrolment_officer"
    PROGRAMME_ADVISER = "programme_adviser"
    TEAM_LEADER = "team_leader"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Transition:
    """An act: the states it may be done in, the state it leads to, and by whom."""

    act: DecisionAct
    sources: frozenset[DecisionState]
    target: DecisionState
    roles: frozenset[ProcedureRole]


@dataclass(frozen=True, slots=True)
class Happened:
    """An act that was done; `due_on` is the last day to answer or to appeal, where the act sets one."""

    act: DecisionAct
    due_on: date | None = None


_S, _A, _R = DecisionState, DecisionAct, ProcedureRole
_DECIDERS: Final = frozenset({_R.PROGRAMME_ADVISER, _R.TEAM_LEADER})
_LEADER: Final = frozenset({_R.TEAM_LEADER})
_MAIL: Final = _DECIDERS | {_R.ENROLMENT_OFFICER}  # what comes in may be noted by whoever opens the mail
_UNDECIDED: Final = frozenset({_S.DRAFT, _S.NOTICE_GIVEN, _S.ANSWERED, _S.SUBMITTED, _S.APPROVED})
_REACHED: Final = frozenset({_S.DECIDED, _S.NOTIFIED, _S.UNDELIVERED})
UNDER_WORK: Final = _UNDECIDED
"""States in which nothing is decided yet."""


def _row(
    act: DecisionAct,
    sources: Iterable[DecisionState],
    target: DecisionState,
    roles: frozenset[ProcedureRole] = _DECIDERS,
) -> Transition:
    return Transition(act, frozenset(sources), target, roles)


# The whole table. An appeal may come before the receipt is known, and after its time with a reason (§§ 29, 31).
TRANSITIONS: Final[Mapping[DecisionAct, Transition]] = {
    row.act: row
    for row in (
        _row(_A.ADVANCE_NOTICE, {_S.DRAFT, _S.NOTICE_GIVEN, _S.ANSWERED}, _S.NOTICE_GIVEN),
        _row(_A.ANSWER, {_S.NOTICE_GIVEN, _S.ANSWERED}, _S.ANSWERED, _MAIL),
        _row(_A.SUBMIT, {_S.DRAFT, _S.NOTICE_GIVEN, _S.ANSWERED}, _S.SUBMITTED),
        _row(_A.APPROVE, {_S.SUBMITTED}, _S.APPROVED, _LEADER),
        _row(_A.RETURN, {_S.SUBMITTED, _S.APPROVED}, _S.DRAFT, _LEADER),
        _row(_A.ABANDON, _UNDECIDED, _S.ABANDONED),
        _row(_A.DECIDE, {_S.DRAFT, _S.NOTICE_GIVEN, _S.ANSWERED, _S.APPROVED}, _S.DECIDED, _DECIDERS | {_R.SYSTEM}),
        _row(_A.NOTIFY, _REACHED, _S.NOTIFIED, _DECIDERS | {_R.SYSTEM}),
        _row(_A.DELIVERY_FAILED, {_S.NOTIFIED}, _S.UNDELIVERED, _MAIL | {_R.SYSTEM}),
        _row(_A.RECEIVE, {_S.NOTIFIED, _S.UNDELIVERED}, _S.RECEIVED, _MAIL | {_R.SYSTEM}),
        _row(_A.EXTEND_APPEAL, {_S.RECEIVED}, _S.RECEIVED),
        _row(_A.APPEAL, {*_REACHED, _S.RECEIVED, _S.FINAL}, _S.APPEALED, _MAIL),
        _row(_A.WITHDRAW_APPEAL, {_S.APPEALED, _S.UPHELD, _S.AT_COUNTY_GOVERNOR}, _S.FINAL, _MAIL),
        _row(_A.DISMISS_APPEAL, {_S.APPEALED}, _S.FINAL),
        _row(_A.REVERSE, {_S.APPEALED, _S.UPHELD}, _S.CHANGED),
        _row(_A.UPHOLD, {_S.APPEALED}, _S.UPHELD),
        _row(_A.FORWARD, {_S.UPHELD}, _S.AT_COUNTY_GOVERNOR),
        _row(_A.COUNTY_OUTCOME, {_S.AT_COUNTY_GOVERNOR}, _S.FINAL, _MAIL),
    )
}

AFTER_DECISION: Final = frozenset(act for act, row in TRANSITIONS.items() if row.sources.isdisjoint(_UNDECIDED))
"""Acts that follow a decision: notice and appeal. Whoever made it owes them, also when the case has moved on."""

# What ends the possibility to appeal: a decision of the appeal body is final (Public Administration Act § 28(3)), and
# so is an appeal that was withdrawn or dismissed.
SETS_APPEAL_DEADLINE: Final = frozenset({_A.RECEIVE, _A.EXTEND_APPEAL})
_CLOSES_APPEAL: Final = frozenset({_A.COUNTY_OUTCOME, _A.WITHDRAW_APPEAL, _A.DISMISS_APPEAL})


def state_of(happened: Sequence[Happened], day: date) -> DecisionState:
    """Where a decision stands on `day` after these acts, in their order; no act at all is a draft."""
    if not happened:
        return DecisionState.DRAFT
    state, due_on = TRANSITIONS[happened[-1].act].target, appeal_ends_on(happened)
    if state is DecisionState.RECEIVED and due_on is not None and due_on < day:
        return DecisionState.FINAL
    return state


def appeal_ends_on(happened: Sequence[Happened]) -> date | None:
    """Last day to appeal, as the latest act that sets it says; None while the receipt is not recorded."""
    return next((one.due_on for one in reversed(happened) if one.act in SETS_APPEAL_DEADLINE), None)


def may_be_done(act: DecisionAct, happened: Sequence[Happened], day: date, roles: Iterable[ProcedureRole]) -> bool:
    """Whether somebody with these roles may do the act on `day` with a decision to which all this has happened."""
    row = TRANSITIONS[act]
    if row.roles.isdisjoint(roles) or state_of(happened, day) not in row.sources:
        return False
    if act is DecisionAct.APPEAL:
        return _CLOSES_APPEAL.isdisjoint({one.act for one in happened})
    return True


def next_acts(happened: Sequence[Happened], day: date, roles: Iterable[ProcedureRole]) -> tuple[DecisionAct, ...]:
    """The acts that somebody with these roles may do now, in the order of the procedure."""
    held = frozenset(roles)
    return tuple(act for act in TRANSITIONS if may_be_done(act, happened, day, held))
