"""Decisions on an absence that is registered: whether it is valid or not, with reasons and a letter (law.md 3.3)."""

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.errors import Refusal
from programmes.models import Absence, Decision, DecisionType
from programmes.operations.effects import Effect, register_effect

ABSENCE = "absence_id"
"""The key of the content that names the registration; without it the decision is in words alone."""


def absence_content(row: Absence) -> dict[str, str]:
    """The content of a decision on this registration."""
    return {
        ABSENCE: str(row.pk),
        "absence_kind": row.kind,
        "absence_first_day": row.first_day.isoformat(),
        "absence_last_day": row.last_day.isoformat(),
    }


def _check(decision: Decision, _day: dt.date) -> list[Refusal]:
    row = _row_of(decision)
    if ABSENCE in decision.content and (row is None or row.decision_id not in (None, decision.pk)):
        text = _("Fraværet er rettet, annullert eller avgjort allerede.")
        return [Refusal("absence_closed", text, "", "integreringsforskriften kapittel 3")]
    return []


def _apply(_actor: Actor, decision: Decision, _decided_on: dt.date) -> None:
    row = _row_of(decision)
    if row is not None:
        row.decision = decision
        row.save()


def _row_of(decision: Decision) -> Absence | None:
    try:
        wanted = UUID(str(decision.content.get(ABSENCE, "")))
    except ValueError:
        return None
    return Absence.objects.filter(participation=decision.participation, pk=wanted).standing().first()


register_effect(DecisionType.ABSENCE, Effect(_check, _apply))
