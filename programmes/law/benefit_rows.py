"""The basic amount (G) with dates, and the fractions of the introduction benefit (Integration Act § 20).

2025 and 2026 are from the yearly regulations; 2021-2024 are from memory, and the row says so.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicAmount:
    """G in kroner a year, from a day until the next row."""

    first_day: date
    kroner: Decimal
    source: str
    is_verified: bool = True


_FROM_MEMORY: Final = "etter hukommelsen; kontroller mot NAV"

BASIC_AMOUNTS: Final = (
    BasicAmount(first_day=date(2021, 5, 1), kroner=Decimal(106_399), source=_FROM_MEMORY, is_verified=False),
    BasicAmount(first_day=date(2022, 5, 1), kroner=Decimal(111_477), source=_FROM_MEMORY, is_verified=False),
    BasicAmount(first_day=date(2023, 5, 1), kroner=Decimal(118_620), source=_FROM_MEMORY, is_verified=False),
    BasicAmount(first_day=date(2024, 5, 1), kroner=Decimal(124_028), source=_FROM_MEMORY, is_verified=False),
    BasicAmount(first_day=date(2025, 5, 1), kroner=Decimal(130_160), source="forskrift 2025-05-23 nr. 837"),
    BasicAmount(first_day=date(2026, 5, 1), kroner=Decimal(136_549), source="forskrift 2026-05-22 nr. 869"),
)

YEARLY_IN_G: Final = 2
MONTHS_A_YEAR: Final = 12
DAYS_A_MONTH: Final = 30
HOURS_A_YEAR: Final = 1850
FULL_RATE_AGE: Final = 25
COUPLES_FROM: Final = date(2024, 7, 1)
"""The first day of programmes that the rule on couples binds (forskrift 2024-06-25 nr. 1215)."""

WHOLE: Final = Fraction(1)
UNDER_25: Final = Fraction(2, 3)
UNDER_25_WITH_PARENTS: Final = Fraction(1, 3)
COUPLE: Final = Fraction(5, 6)


def basic_amount_on(day: date) -> BasicAmount | None:
    """The row in force on ``day``; None before the first."""
    return max((row for row in BASIC_AMOUNTS if row.first_day <= day), key=lambda row: row.first_day, default=None)
