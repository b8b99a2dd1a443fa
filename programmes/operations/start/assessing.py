"""A caseworker confirms who a person is to the law: right and duty, may be offered, or neither (Act §§ 3, 8, 9)."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.models import Participant
from participants.operations.cases import lock_case, note_event
from programmes.law.target_group import TargetFacts, TargetGroup, target_group
from programmes.law.target_words import TargetOutcome as LawOutcome
from programmes.models import RightAssessment, TargetOutcome
from programmes.start_facts import Stated, target_catalogue, target_facts

PARAGRAPH = "integreringsloven § 8"


def preview_assessment(person: Participant, stated: Stated) -> TargetGroup:
    """Where the law puts the person today with what is stated; nothing is stored."""
    return target_group(target_facts(person, timezone.localdate(), stated))


@operation
def confirm_assessment(
    actor: Actor,
    participant_id: UUID,
    *,
    stated: Stated,
    outcome: str,
    reason: str = "",
    expected_version: int | None = None,
) -> RightAssessment:
    """Confirm what was computed, or something else with a written reason; each confirmation is a new row.

    ``expected_version`` is the participant's: what was shown is what is confirmed.
    """
    require(actor, Action.DECIDE, Resource.START)
    person = lock_case(actor, participant_id)
    require_version(person, expected_version)
    today = timezone.localdate()
    facts = target_facts(person, today, stated)
    group = target_group(facts)
    faults = _faults(group, outcome, reason)
    if faults:
        raise RuleRefused(*faults)
    newest = RightAssessment.objects.filter(participant=person).aggregate(newest=Max("number"))["newest"] or 0
    words = target_catalogue()
    row = RightAssessment.objects.create(
        participant=person,
        municipality_id=person.municipality_id,
        number=newest + 1,
        assessed_on=today,
        computed=group.outcome.value,
        outcome=outcome,
        window_last_day=group.window_last_day,
        facts=_kept(facts, stated),
        steps=[
            {"code": step.code.value, "text": step.text(words), "paragraph": step.paragraph} for step in group.steps
        ],
        reason=reason.strip(),
        confirmed_by_id=actor.user_id,
    )
    note_event(actor, person, "right_assessed", today, outcome=outcome)
    return row


def _faults(group: TargetGroup, outcome: str, reason: str) -> list[Refusal]:
    if outcome not in TargetOutcome.values:
        return [Refusal("outcome_missing", _("Velg hva vurderingen kommer til."), "outcome", PARAGRAPH)]
    if outcome != group.outcome.value and not reason.strip():
        text = _("Reglene gir et annet utfall, eller noe mangler. Skriv hvorfor det likevel er riktig.")
        if group.outcome is LawOutcome.UNKNOWN:
            text = _("En opplysning mangler, så reglene gir ikke noe svar. Skriv hva du bygger på.")
        return [Refusal("reason_required", text, "reason", PARAGRAPH)]
    return []


def _kept(facts: TargetFacts, stated: Stated) -> dict[str, Any]:
    """The facts as the row keeps them."""
    values: dict[str, Any] = {name: getattr(facts, name) for name in TargetFacts.__dataclass_fields__}
    values |= {
        "earlier_bases": sorted(facts.earlier_bases),
        "resident_since_stated": stated.resident_since,
        "is_family_of_others": stated.is_family_of_others,
    }
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | list) else str(value)
