"""Deductions in the benefit: only the big ones are individual decisions, with advance notice (law.md 3.3 and 6.3)."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.errors import Refusal
from programmes.law.deductions import PARAGRAPH, is_individual_decision
from programmes.models import Decision, DecisionType
from programmes.operations.effects import Effect, register_effect

DEDUCTION, PAYMENT = "deduction_nok", "payment_nok"
"""Keys of the content: the deduction and the payment it is taken from, in kroner."""


def _check(decision: Decision, day: dt.date) -> list[Refusal]:
    deduction, payment = _amount(decision.content, DEDUCTION), _amount(decision.content, PAYMENT)
    if deduction is None or payment is None:
        text = _("Skriv hvor stort trekket er, og utbetalingen det gjøres i.")
        return [Refusal("amounts_missing", text, "deduction", PARAGRAPH)]
    if deduction > payment:
        return [Refusal("deduction_too_big", _("Trekket er større enn utbetalingen."), "deduction", PARAGRAPH)]
    if not is_individual_decision(deduction, payment, day):
        text = _("Et trekk under halvparten av utbetalingen, eller under 1/12 G, er ikke et enkeltvedtak.")
        return [Refusal("not_an_individual_decision", text, "deduction", PARAGRAPH)]
    return []


def _amount(content: dict[str, Any], key: str) -> Decimal | None:
    try:
        amount = Decimal(str(content.get(key, "")))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount > 0 else None


def _apply(_actor: Actor, _decision: Decision, _decided_on: dt.date) -> None:
    """The payroll does the rest: the decision itself is all."""


register_effect(DecisionType.BENEFIT_DEDUCTION, Effect(_check, _apply))
