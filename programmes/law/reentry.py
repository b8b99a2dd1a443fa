"""A programme after an earlier one: on what basis, and the measure of time that is used (law.md 5.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from programmes.law.enums import Protection


class ReentryBasis(StrEnum):
    """Why somebody who was in a programme gets a new one."""

    JOB_ENDED = "job_ended"  # § 8(4): a job of 30 hours fell away within the two years
    COLLECTIVE_LEFT_FOR_WORK = "collective_left_for_work"  # § 37 c(5) as it was until 2025
    MUNICIPALITY_AGREES = "municipality_agrees"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReentryRule:
    """The paragraph, the offers it holds for (inclusive; None: open) and the protection it asks for (None: any)."""

    paragraph: str
    offers_from: date | None = None
    offers_through: date | None = None
    protection: Protection | None = None

    def holds_for(self, offer_date: date, protection: Protection) -> bool:
        """Whether an offer of this date to a person with this protection can rest on the basis."""
        if self.offers_from is not None and offer_date < self.offers_from:
            return False
        if self.offers_through is not None and offer_date > self.offers_through:
            return False
        return self.protection in (None, protection)


REENTRY_RULES: Final[Mapping[ReentryBasis, ReentryRule]] = {
    ReentryBasis.JOB_ENDED: ReentryRule(paragraph="integreringsloven § 8 fjerde ledd", offers_from=date(2026, 1, 1)),
    ReentryBasis.COLLECTIVE_LEFT_FOR_WORK: ReentryRule(
        paragraph="integreringsloven § 37 c femte ledd (før 2026)",
        offers_from=date(2022, 6, 15),
        offers_through=date(2025, 12, 31),
        protection=Protection.COLLECTIVE,
    ),
    ReentryBasis.MUNICIPALITY_AGREES: ReentryRule(paragraph="integreringsloven § 3 tredje ledd"),
}


@dataclass(frozen=True, slots=True)
class TimeUsed:
    """Time spent in earlier programmes: whole months, and the days beyond them."""

    months: int
    days: int
