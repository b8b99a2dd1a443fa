"""Between position percentages and hours a week."""

from decimal import Decimal

FULL_TIME_HOURS = Decimal("37.5")
"""An ordinary full week (law.md 2.2)."""
LASTING_WORK_HOURS = Decimal(30)
"""From so many hours a week the Act counts a job as full: law.md 5.7, Integration Act § 8 fourth paragraph."""


def hours_a_week(percent: Decimal) -> Decimal:
    """The hours of a position of this percentage."""
    return percent * FULL_TIME_HOURS / 100
