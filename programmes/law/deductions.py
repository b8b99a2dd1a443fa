"""When a deduction in the introduction benefit is an individual decision (Regulations § 69; law.md 6.3)."""

from datetime import date
from decimal import Decimal
from typing import Final

PARAGRAPH: Final = "integreringsforskriften § 69"
_HALF: Final = Decimal("0.5")
_MONTHS: Final = 12

BASIC_AMOUNTS: Final = (
    (date(2021, 5, 1), Decimal(106399)),
    (date(2022, 5, 1), Decimal(111477)),
    (date(2023, 5, 1), Decimal(118620)),
    (date(2024, 5, 1), Decimal(124028)),
    (date(2025, 5, 1), Decimal(130160)),
    (date(2026, 5, 1), Decimal(136549)),
)
"""The basic amount (G) of National Insurance in kroner, from the day it applies."""


def basic_amount_on(day: date) -> Decimal:
    """G on a day. Raises LookupError before the first row."""
    amounts = [amount for begins, amount in BASIC_AMOUNTS if begins <= day]
    if not amounts:
        raise LookupError(f"no basic amount on {day}")
    return amounts[-1]


def is_individual_decision(deduction: Decimal, payment: Decimal, day: date) -> bool:
    """Whether a deduction (both in kroner, of one payment) is at least half of it and at least a twelfth of G."""
    return deduction >= payment * _HALF and deduction * _MONTHS >= basic_amount_on(day)
