"""Leave is applied for and decided (law.md 5.3; Regulations chapter 4): every leave stands on a decision with a letter.

Granting writes the absence that the decision is about, in the transaction in which it is made; after approval by a team
leader that is the leader's. A correction is a new decision that replaces the old one, and so is taking leave back.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import InvalidOperation
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.actors import system_actor
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from programmes.absence_facts import AbsenceFacts, facts_from_json, facts_to_json
from programmes.clocks import clock_of
from programmes.household_facts import with_household
from programmes.law.limits_rows import KINDS
from programmes.letters.writing import WORDS
from programmes.models import Absence, AbsenceKind, Decision, DecisionType, Participation
from programmes.models.participation import LEAVE_KINDS
from programmes.operations.absence_rows import (
    absence_faults,
    checked,
    close_absence,
    create_absence,
    lock_for_absence,
    note_absence,
    preview_absence,
    standing_absence,
)
from programmes.operations.decisions import Draft, decide_or_submit, draft_decision, steps_in
from programmes.operations.effects import Effect, register_effect
from programmes.operations.following import follow_facts
from programmes.operations.procedure import StepFacts

_LEAVE = "leave"
_REPLACES = "replaces_absence"
_REVOKES = "revokes_absence"
_WHY = "why"


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """How leave was applied for and is decided; today where no day is given."""

    requested_on: dt.date | None = None
    decided_on: dt.date | None = None
    is_refusal: bool = False
    language: str = "nb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """The registration that a new decision closes, and why; ``expected_version`` is the registration's."""

    absence_id: UUID
    why: str
    expected_version: int | None = None


def is_leave(kind: str) -> bool:
    """Whether this kind of absence is leave, which is decided."""
    return kind in LEAVE_KINDS


@operation
def decide_leave(
    actor: Actor,
    participation_id: UUID,
    facts: AbsenceFacts,
    application: Application,
    *,
    replacement: Replacement | None = None,
    expected_version: int | None = None,
) -> Decision:
    """Grant leave or refuse it, with its letter; where a team leader must approve, the draft is sent there instead.

    Raises ``RuleRefused`` with the paragraph of every hard limit that the leave would pass; a refused application is
    held against no limit. What is granted can go without written reasons (Public Administration Act § 24(2)): then the
    letter says that the conditions are met.
    """
    require(actor, Action.CHANGE, Resource.PARTICIPATION)
    participation = lock_for_absence(actor, participation_id, facts, expected_version)
    facts = with_household(actor, participation, facts)
    content, replaced = _content(facts, application.language), None
    if replacement is not None:
        replaced = standing_absence(replacement.absence_id, replacement.expected_version)
        content |= {_REPLACES: str(replaced.pk), _WHY: replacement.why.strip()}
    reasons = facts.reason.strip()
    if not reasons and not application.is_refusal:
        reasons = _default_reasons(facts.kind, application.language)
    draft = Draft(
        decision_type=DecisionType.LEAVE,
        participation_id=participation.pk,
        is_refusal=application.is_refusal,
        requested_on=application.requested_on,
        content=content,
        reasons=reasons,
        language=application.language,
        replaces_id=replaced.decision_id if replaced else None,
    )
    decision = draft_decision(actor, participation.participant_id, draft)
    return decide_or_submit(actor, decision, StepFacts(happened_on=application.decided_on or timezone.localdate()))


def revoke_leave(actor: Actor, row: Absence, why: str) -> Decision:
    """Take granted leave back by a new decision. The caller holds the case's lock and has found the row standing."""
    if not why.strip():
        raise RuleRefused(Refusal("reason_required", _("Skriv hvorfor fraværet rettes eller annulleres."), "why"))
    language = row.decision.language if row.decision else "nb"
    text = WORDS[language].texts["leave_revoked"]
    days = {"leave_kind": row.kind, "leave_first_day": str(row.first_day), "leave_last_day": str(row.last_day)}
    draft = Draft(
        decision_type=DecisionType.LEAVE,
        participation_id=row.participation_id,
        content={**days, "text": text, _REVOKES: str(row.pk), _WHY: why.strip()},
        reasons=why.strip(),
        language=language,
        replaces_id=row.decision_id,
    )
    decision = draft_decision(actor, row.participant_id, draft)
    return decide_or_submit(actor, decision, StepFacts(happened_on=timezone.localdate()))


def _content(facts: AbsenceFacts, language: str) -> dict[str, Any]:
    printed: dict[str, Any] = {
        "leave_kind": facts.kind,
        "leave_first_day": facts.first_day.isoformat(),
        "leave_last_day": facts.last_day.isoformat(),
    }
    if facts.hours is not None:
        hours = f"{facts.hours.normalize():f}"
        printed["text"] = WORDS[language].texts["leave_hours"].format(hours=hours)
    return {**printed, _LEAVE: facts_to_json(facts)}


def _default_reasons(kind: str, language: str) -> str:
    return WORDS[language].texts["leave_granted"].format(paragraph=_paragraph(kind))


def _paragraph(kind: str) -> str:
    return next(rule.paragraph for each, rule in KINDS.items() if each.value == kind)


def _check(decision: Decision, _day: dt.date) -> list[Refusal]:
    """What stands against it now; drafts wait for approval, and the case may have changed meanwhile."""
    content, participation = decision.content, decision.participation
    closes = [key for key in (_REPLACES, _REVOKES) if key in content]
    replaced = _standing_in(decision, closes[0]) if closes else None
    if closes and replaced is None:
        return [Refusal("absence_closed", _("Registreringen er allerede rettet eller annullert."))]
    if closes and not str(content.get(_WHY, "")).strip():
        return [Refusal("reason_required", _("Skriv hvorfor fraværet rettes eller annulleres."), "why")]
    if _REVOKES in content:
        return []
    facts = _leave_in(content)
    if participation is None or facts is None:
        text = _("Permisjon innvilges på siden «Fravær eller permisjon», der dagene og grensene regnes ut.")
        return [Refusal("leave_incomplete", text, "decision_type", _paragraph(AbsenceKind.WELFARE))]
    reader = system_actor(decision.municipality_id)
    return absence_faults(participation, facts, preview_absence(reader, participation, facts, replacing=replaced))


def _leave_in(content: dict[str, Any]) -> AbsenceFacts | None:
    """The leave that the content tells of; None where it tells of none that can be read."""
    try:
        facts = facts_from_json(content[_LEAVE])
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation):
        return None
    texts = (facts.kind, facts.reason, facts.limit_reason)
    is_readable = all(isinstance(text, str) for text in texts) and isinstance(facts.children, int | None)
    return facts if is_readable and is_leave(facts.kind) else None


def _standing_in(decision: Decision, key: str) -> Absence | None:
    try:
        wanted = UUID(str(decision.content[key]))
    except ValueError:
        return None
    return Absence.objects.filter(participation=decision.participation, pk=wanted).standing().first()


def _apply(actor: Actor, decision: Decision, _decided_on: dt.date) -> None:
    """Write the leave, or close what is taken back, and let the clock find the last day."""
    content, participation = decision.content, decision.participation
    if participation is None:
        raise ValueError("leave is from a programme")
    participation.participant = decision.participant
    earlier = participation.last_day
    if content.get(_REVOKES):
        row = standing_absence(UUID(content[_REVOKES]), None)
        close_absence(actor, row, content[_WHY])
        follow_facts(participation)
        note_absence(actor, participation, "absence_voided", row)
    else:
        row = _grant(actor, decision, participation)
    decision.paragraphs = [_paragraph(row.kind)]
    if participation.last_day != earlier:
        decision.content |= {"earlier_last_day": earlier.isoformat()}
    decision.content |= {"last_day": participation.last_day.isoformat()}
    decision.computed = steps_in(decision.language, clock_of(participation))


def _grant(actor: Actor, decision: Decision, participation: Participation) -> Absence:
    content = decision.content
    facts = facts_from_json(content[_LEAVE])
    replaced = standing_absence(UUID(content[_REPLACES]), None) if content.get(_REPLACES) else None
    check = checked(actor, participation, facts, replacing=replaced)
    if replaced is not None:
        close_absence(actor, replaced, content[_WHY])
    row = create_absence(actor, participation, facts, check, replaces=replaced, decision=decision)
    follow_facts(participation)
    if replaced is None:
        note_absence(actor, participation, "absence_registered", row)
    else:
        note_absence(actor, participation, "absence_corrected", row, earlier_first_day=str(replaced.first_day),
                     earlier_last_day=str(replaced.last_day), earlier_kind=replaced.kind)  # fmt: skip
    return row


register_effect(DecisionType.LEAVE, Effect(_check, _apply))
