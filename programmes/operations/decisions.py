"""Drafts and makes individual decisions (Integration Act § 46, Public Administration Act)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.models import Role
from agencies.operations.base import operation, require, require_version
from participants.models import Participant
from participants.operations.cases import lock_case
from programmes.clocks import TAKEN_BACK, clock_of
from programmes.law.cases import ClockResult
from programmes.law.procedure import (
    NOTICE_PARAGRAPH,
    REASONS_PARAGRAPH,
    REVERSAL_PARAGRAPH,
    DecisionRule,
    rule_of,
)
from programmes.law.procedure import DecisionType as LawType
from programmes.law.procedure_states import DecisionAct, DecisionState
from programmes.letters.writing import WORDS
from programmes.models import (
    ApprovalRule,
    Decision,
    DecisionStep,
    DecisionType,
    LetterLanguage,
    Participation,
)
from programmes.models.decision import REFUSALS_WITH_REASON, RefusalReason
from programmes.operations.decision_duties import DECISION_DRAFT, met, owe_decision, owe_notification
from programmes.operations.effects import effect_of
from programmes.operations.letters import issue_decision_letter
from programmes.operations.procedure import (
    StepFacts,
    add_step,
    lock_decision,
    note_decision_event,
    notice_is_due,
    require_act,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be decided. ``content`` is in the terms of the type; ``text`` in it is printed as it stands."""

    decision_type: str
    participation_id: UUID | None = None
    is_refusal: bool = False
    requested_on: dt.date | None = None
    content: Mapping[str, Any] = field(default_factory=dict)
    reasons: str = ""
    language: str = LetterLanguage.BOKMAAL.value
    replaces_id: UUID | None = None


@operation
def draft_decision(
    actor: Actor, participant_id: UUID, draft: Draft, *, expected_version: int | None = None
) -> Decision:
    """Begin a decision; raises ``RuleRefused`` when the law does not have it for this case.

    ``expected_version`` is that of the participant, for callers that showed the case before.
    """
    require(actor, Action.CREATE, Resource.DECISION)
    person = lock_case(actor, participant_id)
    require_version(person, expected_version)
    decision = _new(actor, person, draft)
    refusals = _faults_of_draft(decision)
    if refusals:
        raise RuleRefused(*refusals)
    decision.save()
    owe_decision(decision, draft.requested_on or timezone.localdate())
    note_decision_event(actor, decision, "drafted", timezone.localdate())
    return decision


@operation
def change_draft(
    actor: Actor,
    decision_id: UUID,
    *,
    reasons: str,
    content: Mapping[str, Any] | None = None,
    language: str | None = None,
    expected_version: int | None = None,
) -> Decision:
    """Write on a draft; once it is with the team leader it must come back first."""
    require(actor, Action.CREATE, Resource.DECISION)
    decision = lock_decision(actor, decision_id, expected_version)
    if decision.state_on(timezone.localdate()) not in _WRITTEN_ON:
        raise RuleRefused(Refusal("not_in_this_state", _("Vedtaket kan ikke endres slik det står nå.")))
    decision.reasons = reasons.strip()
    decision.content = dict(content) if content is not None else decision.content
    decision.language = language or decision.language
    refusals = _faults_of_draft(decision)
    if refusals:
        raise RuleRefused(*refusals)
    decision.save()
    return decision


def decide_or_submit(actor: Actor, decision: Decision, facts: StepFacts) -> Decision:
    """Make a decision that was just drafted; where a team leader must approve it, send it there instead.

    For acts that are applied for and decided in one go. Call it in the transaction of ``draft_decision``; the state of
    what it answers tells which of the two happened.
    """
    decision = lock_decision(actor, decision.pk, None)
    if needs_approval(actor, decision.municipality_id, decision.decision_type):
        add_step(actor, decision, DecisionAct.SUBMIT, StepFacts(happened_on=timezone.localdate()))
    else:
        make_decision(actor, decision, facts)
    return decision


@operation
def require_approval(actor: Actor, decision_type: str, *, required: bool) -> None:
    """Say whether a team leader approves decisions of this type in the actor's municipality before they are made."""
    require(actor, Action.DECIDE, Resource.DECISION)
    if not actor.has_role(Role.TEAM_LEADER):
        raise RuleRefused(Refusal("team_leader_only", _("Bare en teamleder kan endre dette.")))
    code = DecisionType(decision_type).value
    if required:
        ApprovalRule.objects.get_or_create(municipality_id=actor.agency_id, decision_type=code)
    else:
        ApprovalRule.objects.filter(municipality_id=actor.agency_id, decision_type=code).delete()


def needs_approval(actor: Actor, municipality_id: UUID, decision_type: str) -> bool:
    """Whether a team leader must approve, and the actor is none: what a team leader decides needs no other."""
    if actor.is_system or actor.has_role(Role.TEAM_LEADER):
        return False
    return ApprovalRule.objects.filter(municipality_id=municipality_id, decision_type=decision_type).exists()


def make_decision(actor: Actor, decision: Decision, facts: StepFacts) -> DecisionStep:
    """Make a decision whose case is locked: check, change the programme, freeze, write the letter, note the act.

    1. Everything that stands against it is told at once. 2. The effect changes the facts of the programme and
    completes the content. 3. The letter is set from it. 4. From here on the database refuses changes.
    """
    require_act(actor, decision, DecisionAct.DECIDE, facts.happened_on)
    refusals = _faults_of_making(actor, decision, facts)
    if refusals:
        raise RuleRefused(*refusals)
    effect = effect_of(decision.decision_type)
    if effect is not None:
        effect.happens(actor, decision, facts.happened_on)
    return _freeze(actor, decision, facts)


def record_award(actor: Actor, participation: Participation, clock: ClockResult) -> Decision:
    """The decision behind a programme that is being awarded, with its letter, in the transaction of the award."""
    if needs_approval(actor, participation.municipality_id, DecisionType.AWARD_PROGRAMME):
        text = _("I denne kommunen må en teamleder fatte vedtak om program.")
        raise RuleRefused(Refusal("approval_needed", text))
    content = {
        "offer_date": participation.offer_date.isoformat(),
        "goal": participation.goal,
        "education": participation.education,
        "protection": participation.protection,
        "rule_set": participation.rule_set,
        "first_day": participation.first_day.isoformat(),
        "months": participation.months,
        "last_day": participation.last_day.isoformat(),
    }
    reasons = "\n".join(text for text in (participation.reason, participation.limit_reason) if text)
    draft = Draft(decision_type=DecisionType.AWARD_PROGRAMME, content=content, reasons=reasons)
    decision = _new(actor, participation.participant, draft)
    decision.participation = participation
    decision.computed = steps_in(decision.language, clock)
    paragraphs = [step.paragraph for step in clock.steps[:1]]
    decision.paragraphs = [*decision.paragraphs, *paragraphs]
    decision.save()
    _freeze(actor, decision, StepFacts(happened_on=participation.awarded_on))
    return decision


def steps_in(language: str, clock: ClockResult) -> list[dict[str, str]]:
    """The steps of a computed date as they stand in a decision, in the language of its letter."""
    words = WORDS[language].law
    return [
        {"date": step.date.isoformat(), "text": step.text(words), "paragraph": step.paragraph} for step in clock.steps
    ]


def computed_now(decision: Decision) -> list[dict[str, str]]:
    """The steps of the programme's last day as it stands now; none without a programme."""
    return steps_in(decision.language, clock_of(decision.participation)) if decision.participation else []


REFUSAL_REASON = "refusal_reason"
"""In the content of a refusal: the ``RefusalReason``."""
_REASON_PARAGRAPH = "integreringsforskriften §§ 46–55"

_WRITTEN_ON = frozenset({DecisionState.DRAFT, DecisionState.NOTICE_GIVEN, DecisionState.ANSWERED})


def _new(actor: Actor, person: Participant, draft: Draft) -> Decision:
    participation = None
    if draft.participation_id is not None:
        programmes = Participation.objects.visible_to(actor).filter(participant=person)
        participation = programmes.select_for_update(of=("self",)).get(pk=draft.participation_id)
        participation.participant = person
    if draft.replaces_id is not None:
        Decision.objects.visible_to(actor).filter(participant=person).get(pk=draft.replaces_id)
    newest = Decision.objects.filter(participant=person).aggregate(newest=Max("number"))["newest"] or 0
    decision_type = DecisionType(draft.decision_type)
    decision = Decision(
        participant=person,
        municipality_id=person.municipality_id,
        participation=participation,
        case_key=person.pk,
        number=newest + 1,
        decision_type=decision_type,
        is_refusal=draft.is_refusal,
        requested_on=draft.requested_on,
        content=dict(draft.content),
        reasons=draft.reasons.strip(),
        paragraphs=list(rule_of(LawType(decision_type)).paragraphs),
        language=draft.language,
        replaces_id=draft.replaces_id,
    )
    if decision.taken_back is not None:
        decision.paragraphs = [*decision.taken_back.paragraphs, REVERSAL_PARAGRAPH]
    return decision


def _rule(decision: Decision) -> DecisionRule:
    return rule_of(LawType(decision.decision_type))


def _faults_of_draft(decision: Decision) -> list[Refusal]:
    rule, faults = _rule(decision), []
    if rule.needs_programme and decision.participation is None:
        faults.append(Refusal("programme_missing", _("Velg programmet vedtaket gjelder."), "participation_id"))
    if decision.is_refusal and not rule.may_refuse:
        text = _("Et vedtak av denne typen svarer ikke på en søknad og kan ikke være et avslag.")
        faults.append(Refusal("cannot_be_refusal", text, "is_refusal"))
    if decision.requested_on and decision.requested_on > timezone.localdate():
        faults.append(Refusal("in_future", _("Datoen er fram i tid."), "requested_on"))
    if decision.content.get(REFUSAL_REASON, "") not in ("", *RefusalReason.values):
        faults.append(Refusal("unknown_refusal_reason", _("Det finnes ingen slik grunn."), REFUSAL_REASON))
    if TAKEN_BACK in decision.content:
        text = _("Hvor mange måneder som tas tilbake, følger av vedtaket som erstattes, og skrives av Fotfeste.")
        faults.append(Refusal("written_by_fotfeste", text, "content"))
    effect = effect_of(decision.decision_type)
    if not faults and effect is not None:
        faults += effect.faults(decision, timezone.localdate())
    return faults


def _faults_of_making(actor: Actor, decision: Decision, facts: StepFacts) -> list[Refusal]:
    faults = _faults_of_draft(decision) + _faults_of_notice(decision, facts)
    if not decision.reasons:
        faults.append(
            Refusal("reasons_missing", _("Et vedtak skal begrunnes. Skriv begrunnelsen."), "reasons", REASONS_PARAGRAPH)
        )
    tells_why = decision.is_refusal and decision.decision_type in REFUSALS_WITH_REASON
    if tells_why and not decision.content.get(REFUSAL_REASON):
        text = _("Velg hvorfor søknaden avslås. Grunnen registreres i NIR.")
        faults.append(Refusal("refusal_reason_missing", text, REFUSAL_REASON, _REASON_PARAGRAPH))
    if decision.requested_on and facts.happened_on < decision.requested_on:
        text = _("Vedtaket kan ikke være datert før søknaden.")
        faults.append(Refusal("before_request", text, "happened_on"))
    is_approved = decision.state_on(facts.happened_on) is DecisionState.APPROVED
    if not is_approved and needs_approval(actor, decision.municipality_id, decision.decision_type):
        text = _("I denne kommunen må en teamleder godkjenne vedtaket først.")
        faults.append(Refusal("approval_needed", text))
    return faults


def _faults_of_notice(decision: Decision, facts: StepFacts) -> list[Refusal]:
    """Whoever has not spoken is told and heard first; the note of the act may say why that is not needed (§ 16)."""
    if not notice_is_due(decision):
        return []
    steps = list(decision.steps.order_by("sequence"))
    notices = [step for step in steps if step.act == DecisionAct.ADVANCE_NOTICE]
    if not notices:
        if facts.note.strip():
            return []
        text = _(
            "Deltakeren skal varsles og få uttale seg før dette vedtaket. Send forhåndsvarsel, eller skriv hvorfor"
        )
        text += " " + _("det ikke trengs.")
        return [Refusal("advance_notice_missing", text, "note", NOTICE_PARAGRAPH)]
    due_on = notices[-1].due_on
    has_answered = any(step.act == DecisionAct.ANSWER and step.sequence > notices[-1].sequence for step in steps)
    if not has_answered and due_on is not None and facts.happened_on <= due_on:
        text = _("Deltakeren kan svare på forhåndsvarselet til og med %(day)s.") % {"day": f"{due_on:%d.%m.%Y}"}
        return [Refusal("answer_awaited", text, "happened_on", NOTICE_PARAGRAPH)]
    return []


def _freeze(actor: Actor, decision: Decision, facts: StepFacts) -> DecisionStep:
    """Write the letter and set the day, after which nothing changes."""
    if not decision.computed:
        decision.computed = computed_now(decision)
    issue_decision_letter(actor, decision, facts.happened_on)
    decision.decided_on, decision.decided_by_id = facts.happened_on, actor.user_id
    decision.save()
    step = add_step(actor, decision, DecisionAct.DECIDE, facts)
    met(decision, facts.happened_on, DECISION_DRAFT)
    owe_notification(decision, facts.happened_on)
    return step
