"""The basis of the introduction benefit (Integration Act § 20): which fraction of 2 G, from which day, and why.

Rows follow each other without gaps. A row begins where the fraction changes (25th birthday, household) or G does.
Nothing is paid here: whoever pays multiplies by what was attended (§ 24).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from programmes.law.benefit_rows import (
    BASIC_AMOUNTS,
    COUPLE,
    COUPLES_FROM,
    DAYS_A_MONTH,
    FULL_RATE_AGE,
    HOURS_A_YEAR,
    MONTHS_A_YEAR,
    UNDER_25,
    UNDER_25_WITH_PARENTS,
    WHOLE,
    YEARLY_IN_G,
    BasicAmount,
    basic_amount_on,
)

_CENT = Decimal("0.01")
PARAGRAPH_YOUNG = "integreringsloven § 20 andre ledd"
PARAGRAPH_COUPLE = "integreringsloven § 20 fjerde ledd"
PARAGRAPH_WHOLE = "integreringsloven § 20 første ledd"


class BenefitReason(StrEnum):
    """Why a fraction is what it is."""

    ADULT = "adult"
    YOUNG_ALONE = "young_alone"
    YOUNG_WITH_PARENTS = "young_with_parents"
    COUPLE_IN_PROGRAMME = "couple_in_programme"
    COUPLE_BEFORE_RULE = "couple_before_rule"
    COUPLE_WITH_CHILDREN = "couple_with_children"


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdSpan:
    """How the person lives in a period of inclusive days, open where ``last_day`` is None.

    ``couple_in_programme``: lives with a spouse or cohabitant, and both are in the programme.
    """

    first_day: date
    last_day: date | None = None
    lives_with_parents: bool = False
    couple_in_programme: bool = False
    has_children: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitCase:
    """The facts: whose, which programme (inclusive days), and how they live. Days without a span live alone."""

    birth_date: date
    first_day: date
    last_day: date
    spans: tuple[HouseholdSpan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitRow:
    """The basis in a period of inclusive days. Amounts are kroner; None where G of the period is not known."""

    first_day: date
    last_day: date
    fraction: Fraction
    reason: BenefitReason
    paragraph: str
    basic_amount: BasicAmount | None

    @property
    def a_year(self) -> Decimal | None:
        """Two G times the fraction."""
        return self._part(Fraction(1))

    @property
    def a_month(self) -> Decimal | None:
        """A twelfth of the year."""
        return self._part(Fraction(1, MONTHS_A_YEAR))

    @property
    def a_day(self) -> Decimal | None:
        """A thirtieth of the month."""
        return self._part(Fraction(1, MONTHS_A_YEAR * DAYS_A_MONTH))

    @property
    def an_hour(self) -> Decimal | None:
        """The year divided by 1850 hours."""
        return self._part(Fraction(1, HOURS_A_YEAR))

    def _part(self, part: Fraction) -> Decimal | None:
        if self.basic_amount is None:
            return None
        exact = Fraction(self.basic_amount.kroner) * YEARLY_IN_G * self.fraction * part
        # No rule of rounding is given; kroner and øre, half up, each amount from the exact year.
        return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_CENT, ROUND_HALF_UP)


def benefit_rows(case: BenefitCase) -> tuple[BenefitRow, ...]:
    """The rows from the first to the last day of the programme; neighbours differ in fraction, reason or G."""
    rows: list[BenefitRow] = []
    days = _days_of_change(case)
    for first_day, following in zip(days, [*days[1:], case.last_day + timedelta(1)], strict=True):
        row = _row(case, first_day, following - timedelta(1))
        if rows and _same(rows[-1], row):
            row = _row(case, rows.pop().first_day, row.last_day)
        rows.append(row)
    return tuple(rows)


def fraction_on(case: BenefitCase, day: date) -> tuple[Fraction, BenefitReason, str]:
    """The fraction of 2 G on a day, why, and the paragraph.

    For people under 25 the rule on the young stands alone: the Act does not say how it meets the rule on couples, and
    two thirds is the lower of the two.
    """
    span = next((span for span in case.spans if span.holds_on(day)), HouseholdSpan(first_day=day))
    if day < _full_rate_from(case.birth_date):
        if span.lives_with_parents:
            return UNDER_25_WITH_PARENTS, BenefitReason.YOUNG_WITH_PARENTS, PARAGRAPH_YOUNG
        return UNDER_25, BenefitReason.YOUNG_ALONE, PARAGRAPH_YOUNG
    if not span.couple_in_programme:
        return WHOLE, BenefitReason.ADULT, PARAGRAPH_WHOLE
    if span.has_children:
        return WHOLE, BenefitReason.COUPLE_WITH_CHILDREN, PARAGRAPH_COUPLE
    if case.first_day < COUPLES_FROM:
        return WHOLE, BenefitReason.COUPLE_BEFORE_RULE, PARAGRAPH_COUPLE
    return COUPLE, BenefitReason.COUPLE_IN_PROGRAMME, PARAGRAPH_COUPLE


def _full_rate_from(birth_date: date) -> date:
    """The 25th birthday; who is born on 29 February has it on 1 March in other years than leap years."""
    year = birth_date.year + FULL_RATE_AGE
    try:
        return birth_date.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _row(case: BenefitCase, first_day: date, last_day: date) -> BenefitRow:
    fraction, reason, paragraph = fraction_on(case, first_day)
    return BenefitRow(
        first_day=first_day,
        last_day=last_day,
        fraction=fraction,
        reason=reason,
        paragraph=paragraph,
        basic_amount=basic_amount_on(first_day),
    )


def _days_of_change(case: BenefitCase) -> Sequence[date]:
    days = {case.first_day, _full_rate_from(case.birth_date), *(row.first_day for row in BASIC_AMOUNTS)}
    for span in case.spans:
        days.add(span.first_day)
        if span.last_day and span.last_day < date.max:
            days.add(span.last_day + timedelta(1))
    return sorted(day for day in days if case.first_day <= day <= case.last_day)


def _same(row: BenefitRow, other: BenefitRow) -> bool:
    return (row.fraction, row.reason, row.basic_amount) == (other.fraction, other.reason, other.basic_amount)
