"""What can be asked of the figures: by which parts people are split and chosen, as of which day, as known on which."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import require
from integration.models import AgeGroup

NO_VALUE = "none"
# The name of each split, and the SQL that names a span's or a person's (o) part. Nothing that a user writes gets in.
SPLITS: dict[str, tuple[Any, str]] = {
    "arrival_year": (_("ankomstår"), "left(o.arrival_quarter, 4)"),
    "arrival_quarter": (_("ankomstkvartal"), "o.arrival_quarter"),
    "settled_year": (_("bosettingsår"), "(o.settled_index / 12)::text"),
    "municipality": (_("kommune"), "o.municipality_id::text"),
    "sex": (_("kjønn"), "o.sex"),
    "age": (_("alder ved bosetting"), "o.age_band"),
    "education": (_("utdanning"), "o.education"),
    "protection": (_("beskyttelse"), "o.protection"),
    "strategy": (_("strategi"), "o.strategy"),
    "track": (_("kvalifiseringsløp"), "o.track"),
}
EVERYBODY = "all"
MOST_FILTERS = 4
"""Every wider question is counted beside the chosen one, and there are two to the power of the filters."""


@dataclass(frozen=True, slots=True)
class Question:
    """Who is asked about, split by what, and on which knowledge.

    ``until`` is the last day that the figures reach; ``known_on`` the day whose knowledge they rest on: with the same
    day the figures are as they were known then, with a later one as corrected since. ``ages`` are Statistics Norway's
    (20–66 years) or, with ``young`` too, NAV's (18–66).
    """

    until: dt.date
    known_on: dt.date
    split: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    ages: tuple[AgeGroup, ...] = (AgeGroup.ADULT,)

    @property
    def group_sql(self) -> str:
        """The expression that names a person's group."""
        return SPLITS[self.split][1] if self.split else f"'{EVERYBODY}'"

    def known_sql(self) -> tuple[str, dict[str, Any]]:
        """The condition on ``o`` (a person or span of the figures) that it was known on the day, and parameters."""
        text = "o.known_from <= %(known_on)s AND (o.known_until IS NULL OR o.known_until > %(known_on)s)"
        return text, {"known_on": self.known_on}

    def mask_sql(self, adult: str = "") -> tuple[str, dict[str, Any]]:
        """Which filters a person passes, one bit each in the order of their names, with the parameters.

        So one pass over the people also counts every wider question that the chosen one could be subtracted from.
        ``adult`` is the condition of Statistics Norway's ages; with it the series of NAV is counted beside that one.
        """
        values = {f"filter_{name}": value for name, value in self.filters.items()}
        bits = [
            f"(({SPLITS[name][1]}) = %(filter_{name})s)::int * {1 << number}"
            for number, name in enumerate(sorted(self.filters))
        ]
        if adult:
            bits.append(f"({adult})::int * {self._adult_bit}")
        return " + ".join(bits) or "0", values

    @property
    def whole_mask(self) -> int:
        """The mask of somebody who passes all filters."""
        return self._adult_bit - 1

    @property
    def chosen_mask(self) -> int:
        """The bits of those asked about, where the mask knows of ages."""
        return self.whole_mask if AgeGroup.YOUNG in self.ages else self.whole_mask | self._adult_bit

    @property
    def narrower_mask(self) -> int:
        """The same question in Statistics Norway's series, which NAV's exceeds by those of 18 and 19 years.

        Where they are few it is NAV's series that is not shown, so that the other keeps its figures.
        """
        return self.whole_mask | self._adult_bit

    @property
    def around_masks(self) -> tuple[int, ...]:
        """The questions around the chosen one: wider ones of the same ages, and the narrower series."""
        ages = self.chosen_mask & self._adult_bit
        return (*(kept | ages for kept in range(self.whole_mask)), self.narrower_mask)

    @property
    def _adult_bit(self) -> int:
        return 1 << len(self.filters)


def check_question(question: Question) -> None:
    """Raise ``RuleRefused`` for a split or filter that there is not, or a day that is not known yet."""
    unknown = [name for name in (*question.filters, *filter(None, [question.split])) if name not in SPLITS]
    if unknown:
        detail = gettext("Det finnes ingen inndeling som heter «%(name)s».") % {"name": unknown[0]}
        raise RuleRefused(Refusal("unknown_split", detail, "split"))
    if len(question.filters) > MOST_FILTERS:
        detail = gettext("Velg høyst %(number)d filtre om gangen.") % {"number": MOST_FILTERS}
        raise RuleRefused(Refusal("too_many_filters", detail, "filters"))
    if question.until > question.known_on:
        detail = gettext("Tallene kan ikke gå lenger fram enn dagen de var kjent.")
        raise RuleRefused(Refusal("until_after_known", detail, "until"))


def statistician(actor: Actor) -> Actor:
    """The actor's municipalities, seen by the system for counting only; ``NotPermitted`` for whoever may not ask.

    The counts that come of it are suppressed before anybody sees them; no row about a person leaves the operation.
    """
    require(actor, Action.VIEW, Resource.OUTCOME)
    return actor.as_system()


def municipalities_asked(actor: Actor) -> list[UUID]:
    """The municipalities whose figures the actor may see."""
    return sorted(actor.municipality_ids)
