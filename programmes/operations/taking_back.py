"""Begins to take a granted extension back (Public Administration Act § 35); the participant is told and heard first."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation
from programmes.law.procedure import NOTICE_PARAGRAPH
from programmes.models import Decision, DecisionType
from programmes.operations.decisions import Draft, draft_decision
from programmes.operations.extending import taking_back_refusals
from programmes.operations.procedure import lock_decision


@operation
def propose_taking_back(
    actor: Actor, decision_id: UUID, *, reasons: str, language: str = "nb", expected_version: int | None = None
) -> Decision:
    """Draft the refusal that replaces a granted extension; nothing changes before that is made.

    Raises ``RuleRefused`` with the paragraph when the decision is no granted extension, is replaced or is followed by
    another extension, when the programme has ended or the time is used, when a draft is under way, or when reasons are
    missing; ``StaleVersion`` when somebody has done something with the decision since ``expected_version``.
    """
    granted = lock_decision(actor, decision_id, expected_version)
    refusals = taking_back_refusals(granted, timezone.localdate())
    if not reasons.strip():
        text = _("Skriv hvorfor forlengelsen tas tilbake. Deltakeren får det i forhåndsvarselet.")
        refusals.append(Refusal("reasons_missing", text, "reasons", NOTICE_PARAGRAPH))
    if refusals:
        raise RuleRefused(*refusals)
    draft = Draft(
        decision_type=DecisionType.EXTENSION,
        participation_id=granted.participation_id,
        is_refusal=True,
        reasons=reasons,
        language=language,
        replaces_id=granted.pk,
    )
    return draft_decision(actor, granted.participant_id, draft)
