"""What is done with a decision besides making it: notice and answer, approval, notification, receipt, appeal.

``take_step`` is the one door: the table of ``programmes.law.procedure_states`` says which act may be done now and by
whom; here stands what each act needs to know and what follows from it.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation
from programmes.law.procedure import LATE_APPEAL_PARAGRAPH, appeal_due_on
from programmes.law.procedure_states import DecisionAct, appeal_ends_on
from programmes.models import CountyOutcome, Decision, Delivery
from programmes.operations import decision_duties as duties
from programmes.operations.decisions import make_decision
from programmes.operations.delivering import send_digitally
from programmes.operations.letters import issue_notice
from programmes.operations.procedure import StepFacts, add_step, day_faults, lock_decision, require_act


@dataclass(frozen=True, slots=True)
class Needs:
    """What must be told of an act besides its day."""

    note: bool = False
    channel: bool = False
    outcome: bool = False
    due_on: bool = False


NEEDS: Final[Mapping[DecisionAct, Needs]] = {
    DecisionAct.ADVANCE_NOTICE: Needs(due_on=True),
    DecisionAct.ANSWER: Needs(note=True),
    DecisionAct.RETURN: Needs(note=True),
    DecisionAct.ABANDON: Needs(note=True),
    DecisionAct.NOTIFY: Needs(channel=True),
    DecisionAct.DELIVERY_FAILED: Needs(note=True),
    DecisionAct.EXTEND_APPEAL: Needs(note=True, due_on=True),
    DecisionAct.APPEAL: Needs(note=True),
    DecisionAct.DISMISS_APPEAL: Needs(note=True),
    DecisionAct.REVERSE: Needs(note=True),
    DecisionAct.UPHOLD: Needs(note=True),
    DecisionAct.COUNTY_OUTCOME: Needs(outcome=True),
}
_NOTHING: Final = Needs()


def needs_of(act: DecisionAct) -> Needs:
    """What must be told of this act."""
    return NEEDS.get(act, _NOTHING)


@operation
def take_step(
    actor: Actor, decision_id: UUID, act: DecisionAct, facts: StepFacts, *, expected_version: int | None = None
) -> Decision:
    """Do an act of the procedure with a decision.

    Raises ``NotPermitted`` when the act is not for the actor's role, ``RuleRefused`` when it cannot be done now or
    something is missing; nothing is written then.
    """
    decision = lock_decision(actor, decision_id, expected_version, act)
    require_act(actor, decision, act, facts.happened_on)
    refusals = [*day_faults(decision, facts.happened_on), *_missing(act, facts)]
    if refusals:
        raise RuleRefused(*refusals)
    if act is DecisionAct.DECIDE:
        make_decision(actor, decision, facts)
    else:
        _HANDLERS[act](actor, decision, facts)
    return decision


def record_receipt(actor: Actor, decision: Decision, received_on: dt.date) -> None:
    """The notice reached the participant: from that day the time to appeal runs (§ 29)."""
    facts = StepFacts(happened_on=received_on, due_on=appeal_due_on(received_on))
    add_step(actor, decision, DecisionAct.RECEIVE, facts)
    duties.met(decision, received_on, duties.DECISION_NOTIFY, duties.DECISION_UNDELIVERED)
    if facts.due_on is not None:
        duties.watch_appeal_period(decision, facts.due_on)


def record_failed_delivery(actor: Actor, decision: Decision, facts: StepFacts) -> None:
    """The notice came back: somebody must find another way."""
    add_step(actor, decision, DecisionAct.DELIVERY_FAILED, facts)
    duties.owe_new_delivery(decision, facts.happened_on)


def _missing(act: DecisionAct, facts: StepFacts) -> list[Refusal]:
    needs, faults = needs_of(act), []
    if needs.note and not facts.note.strip():
        faults.append(Refusal("note_missing", _("Skriv hva som ble sagt, eller hvorfor."), "note"))
    if needs.channel and facts.channel not in Delivery.values:
        faults.append(Refusal("channel_missing", _("Velg hvordan brevet ble sendt."), "channel"))
    if needs.outcome and facts.outcome not in CountyOutcome.values:
        faults.append(Refusal("outcome_missing", _("Velg hva Statsforvalteren kom til."), "outcome"))
    if needs.due_on and facts.due_on is None:
        faults.append(Refusal("due_on_missing", _("Skriv fristen."), "due_on"))
    elif needs.due_on and facts.due_on is not None and facts.due_on <= facts.happened_on:
        faults.append(Refusal("due_on_too_early", _("Fristen må være etter denne datoen."), "due_on"))
    return faults


def _give_notice(actor: Actor, decision: Decision, facts: StepFacts) -> None:
    if facts.due_on is None:
        raise ValueError("an advance notice has a last day to answer")
    if not decision.reasons:
        text = _("Skriv begrunnelsen i utkastet først: deltakeren skal vite hva saken gjelder.")
        raise RuleRefused(Refusal("reasons_missing", text, "", "forvaltningsloven § 16"))
    issue_notice(actor, decision, facts.happened_on, facts.due_on)
    add_step(actor, decision, DecisionAct.ADVANCE_NOTICE, facts)
    duties.owe_answer_to_notice(decision, facts.due_on)


def _note(act: DecisionAct, *, follow: Callable[[Decision, dt.date], None] | None = None) -> "Handler":
    """An act that is noted, and what it leaves to be done."""

    def handle(actor: Actor, decision: Decision, facts: StepFacts) -> None:
        add_step(actor, decision, act, facts)
        if follow is not None:
            follow(decision, facts.happened_on)

    return handle


def _notify(actor: Actor, decision: Decision, facts: StepFacts) -> None:
    step = add_step(actor, decision, DecisionAct.NOTIFY, facts)
    duties.met(decision, facts.happened_on, duties.DECISION_NOTIFY, duties.DECISION_UNDELIVERED)
    if facts.channel == Delivery.HANDED_OVER:
        record_receipt(actor, decision, facts.happened_on)
    elif facts.channel == Delivery.DIGITAL:
        send_digitally(decision, step)


def _receive(actor: Actor, decision: Decision, facts: StepFacts) -> None:
    record_receipt(actor, decision, facts.happened_on)


def _extend_appeal(actor: Actor, decision: Decision, facts: StepFacts) -> None:
    """Only before the time is out, and never shorter (§ 29 fourth paragraph)."""
    ends_on = appeal_ends_on(decision.happened())
    if facts.due_on is None or (ends_on is not None and facts.due_on <= ends_on):
        raise RuleRefused(Refusal("due_on_too_early", _("Den nye fristen må være senere enn den gamle."), "due_on"))
    add_step(actor, decision, DecisionAct.EXTEND_APPEAL, facts)
    duties.watch_appeal_period(decision, facts.due_on)


def _appeal(actor: Actor, decision: Decision, facts: StepFacts) -> None:
    """An appeal that comes late is treated only for a reason, which the adviser writes (§ 31)."""
    ends_on = appeal_ends_on(decision.happened())
    if ends_on is not None and facts.happened_on > ends_on and not facts.accepts_late:
        text = _("Klagefristen gikk ut %(day)s. Kryss av for at klagen likevel behandles, og skriv hvorfor.")
        text %= {"day": f"{ends_on:%d.%m.%Y}"}
        raise RuleRefused(Refusal("appeal_too_late", text, "accepts_late", LATE_APPEAL_PARAGRAPH))
    add_step(actor, decision, DecisionAct.APPEAL, facts)
    duties.met(decision, facts.happened_on, duties.APPEAL_PERIOD, duties.DECISION_NOTIFY, duties.DECISION_UNDELIVERED)
    duties.owe_review(decision, facts.happened_on)


def _abandoned(decision: Decision, on: dt.date) -> None:
    duties.fell_away(decision, on, duties.DECISION_DRAFT)


def _appeal_closed(decision: Decision, on: dt.date) -> None:
    duties.met(decision, on, duties.APPEAL_CASE)


Handler = Callable[[Actor, Decision, StepFacts], None]
_HANDLERS: Final[Mapping[DecisionAct, Handler]] = {
    DecisionAct.ADVANCE_NOTICE: _give_notice,
    DecisionAct.ANSWER: _note(DecisionAct.ANSWER),
    DecisionAct.SUBMIT: _note(DecisionAct.SUBMIT),
    DecisionAct.APPROVE: _note(DecisionAct.APPROVE),
    DecisionAct.RETURN: _note(DecisionAct.RETURN),
    DecisionAct.ABANDON: _note(DecisionAct.ABANDON, follow=_abandoned),
    DecisionAct.NOTIFY: _notify,
    DecisionAct.DELIVERY_FAILED: record_failed_delivery,
    DecisionAct.RECEIVE: _receive,
    DecisionAct.EXTEND_APPEAL: _extend_appeal,
    DecisionAct.APPEAL: _appeal,
    DecisionAct.WITHDRAW_APPEAL: _note(DecisionAct.WITHDRAW_APPEAL, follow=_appeal_closed),
    DecisionAct.DISMISS_APPEAL: _note(DecisionAct.DISMISS_APPEAL, follow=_appeal_closed),
    DecisionAct.REVERSE: _note(DecisionAct.REVERSE, follow=_appeal_closed),
    DecisionAct.UPHOLD: _note(DecisionAct.UPHOLD),
    DecisionAct.FORWARD: _note(DecisionAct.FORWARD, follow=_appeal_closed),
    DecisionAct.COUNTY_OUTCOME: _note(DecisionAct.COUNTY_OUTCOME),
}
