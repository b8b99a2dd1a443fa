"""Which deductions are individual decisions: at least half of the payment, and at least a twelfth of G."""

from decimal import Decimal

import pytest

from programmes.law.deductions import basic_amount_on, is_individual_decision
from tests.programmes.law.documents import day

TWELFTH = Decimal("11379.09")  # of 136 549, rounded up


@pytest.mark.parametrize(
    ("deduction", "payment", "is_decision"),
    [
        (TWELFTH, TWELFTH * 2, True),
        (TWELFTH - Decimal("0.02"), TWELFTH, False),  # all of it, but under a twelfth of G
        (TWELFTH, TWELFTH * 2 + 1, False),  # a twelfth of G, but under half
        (Decimal("22758.17"), Decimal("22758.17"), True),
    ],
)
def test_both_thresholds_must_be_reached(deduction: Decimal, payment: Decimal, is_decision: bool) -> None:
    assert is_individual_decision(deduction, payment, day("2026-11-26")) is is_decision


@pytest.mark.parametrize(("on", "amount"), [("2026-04-30", 130160), ("2026-05-01", 136549), ("2021-05-01", 106399)])
def test_the_basic_amount_changes_on_the_first_of_may(on: str, amount: int) -> None:
    assert basic_amount_on(day(on)) == amount


def test_before_the_first_row_there_is_none() -> None:
    with pytest.raises(LookupError):
        basic_amount_on(day("2021-04-30"))
