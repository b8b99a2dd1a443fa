"""What can be asked of the figures: by which parts people are split and chosen, as of which day, as known on which."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, Resource, acting_as
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import require
from integration.models import AgeGroup
from integration.outcomes.suppression import Cell, Cells

NO_VALUE = "none"
# The name of each split, and the SQL that names a span's or a person's (o) part. Nothing that a user writes gets in.
SPLITS: dict[str, tuple[Any, str]] = {
    "arrival_year": (_("ankomstår"), "left(o.arrival_quarter, 4)"),
    "arrival_quarter": (_("ankomstkvartal"), "o.arrival_quarter"),
    "settled_year": (_("bosettingsår"), "(o.settled_index / 12)"),
    "municipality": (_("kommune"), "o.municipality_id"),
    "sex": (_("kjønn"), "o.sex"),
    "age": (_("alder ved bosetting"), "o.age_band"),
    "education": (_("utdanning"), "o.education"),
    "protection": (_("beskyttelse"), "o.protection"),
    "strategy": (_("strategi"), "o.strategy"),
    "track": (_("kvalifiseringsløp"), "o.track"),
}
SECTOR = "sector"
"""The split by the sector of the newest job, for figures whose source joins the jobs (t) to the person."""
_SECTOR = (_("næring"), "coalesce(t.job_sectors[width_bucket(%(until)s::date, t.job_days)], 'none')")
ALL_SPLITS = {**SPLITS, SECTOR: _SECTOR}
EVERYBODY = "all"
MOST_FILTERS = 4
"""All combinations of the values of filters and split are counted, which is many of few people."""
# The dimension that comes first here carries the hiding of small counts, in every table that it is part of
# (integration.outcomes.suppression): that with the most values, so that the least is lost.
_CARRIERS = (
    "municipality", "arrival_quarter", "arrival_year", "settled_year", "track", SECTOR, "age", "education",
    "protection", "strategy", "sex",
)  # fmt: skip
_YEAR_LETTERS = 4
# The nation's people in a hash table take some ten megabytes; what does not fit is written to disk and read again. It
# holds until the end of the transaction.
_MEMORY = "SET LOCAL work_mem = '16MB'"


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
    def dimensions(self) -> tuple[str, ...]:
        """What the table behind the answer is counted by: filters and split, the carrying dimension first."""
        return tuple(name for name in _CARRIERS if name in self.filters or name == self.split)

    @property
    def group_by_sql(self) -> str:
        """What a query groups by to count the table's cells."""
        return ", ".join(ALL_SPLITS[name][1] for name in self.dimensions) or "()"

    @property
    def cell_sql(self) -> str:
        """The expression of the cell, an array of text, in a query that groups by ``group_by_sql``."""
        return self._array(ALL_SPLITS[name][1] for name in self.dimensions)

    @property
    def named_sql(self) -> str:
        """The dimensions as columns of ``o`` under their own names: the inside of a query that groups by the names."""
        return "".join(f", {ALL_SPLITS[name][1]} AS {name}" for name in self.dimensions)

    @property
    def group_by_names_sql(self) -> str:
        """What the outside of such a query groups by."""
        return ", ".join(self.dimensions) or "()"

    @property
    def cell_of_names_sql(self) -> str:
        """The cell there, as ``cell_sql`` is it elsewhere."""
        return self._array(self.dimensions)

    @staticmethod
    def _array(columns: Iterable[str]) -> str:
        values = [f"({column})::text" for column in columns] or [f"'{EVERYBODY}'"]
        return f"ARRAY[{', '.join(values)}]"

    def groups(self, table: Iterable[Cell]) -> list["Group"]:
        """The answer's groups in order: every value of the split that the table has, and those of its cells that pass.

        A group of nobody is there too: whether there is nobody in a hidden cell is hidden as well.
        """
        found: dict[str, list[Cell]] = defaultdict(list)
        dimensions = self.dimensions
        place = dimensions.index(self.split) if self.split else None
        chosen = [dimensions.index(name) for name in self.filters]
        wanted = list(self.filters.values())
        for cell in table:
            passing = found[EVERYBODY if place is None else cell[place]]
            if [cell[each] for each in chosen] == wanted:
                passing.append(cell)
        first = self.filters.get(dimensions[0]) if dimensions else EVERYBODY
        return [Group(name, name if first is None else first, tuple(cells)) for name, cells in sorted(found.items())]

    def cells(self, keys: Sequence[Cell]) -> Cells:
        """The table's cells, ready to tell what is hidden in it."""
        is_quarter = self.dimensions[:1] == ("arrival_quarter",)
        return Cells(keys, parent=(lambda value: value[:_YEAR_LETTERS]) if is_quarter else None)

    def known_sql(self) -> tuple[str, dict[str, Any]]:
        """The condition on ``o`` (a person or span of the figures) that it was known on the day, and parameters."""
        text = "o.known_from <= %(known_on)s AND (o.known_until IS NULL OR o.known_until > %(known_on)s)"
        return text, {"known_on": self.known_on}

    def passes_sql(self, group: str) -> tuple[str, dict[str, Any]]:
        """The condition on ``o`` that the filters let it pass and that it is of the group, and parameters."""
        wanted = [*self.filters.items(), *([(self.split, group)] if self.split else [])]
        parts = [f"({ALL_SPLITS[name][1]})::text = %(passes_{place})s" for place, (name, _value) in enumerate(wanted)]
        values = {f"passes_{place}": value for place, (_name, value) in enumerate(wanted)}
        return " AND ".join(parts) or "true", values


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the answer: its value of the table's carrying dimension, and its cells."""

    name: str
    carrier: str
    cells: tuple[Cell, ...]


def check_question(question: Question, *, has_jobs: bool = False) -> None:
    """Raise ``RuleRefused`` for a split or filter that there is not, or a day that is not known yet.

    ``has_jobs``: the figures know of jobs, so that they can be split by sector.
    """
    if question.known_on > timezone.localdate():
        raise RuleRefused(
            Refusal("not_known_yet", gettext("Tallene kan ikke gjelde dager som ikke har vært."), "until")
        )
    offered = ALL_SPLITS if has_jobs else SPLITS
    unknown = [name for name in (*question.filters, *filter(None, [question.split])) if name not in offered]
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


@contextmanager
def counting(actor: Actor) -> Iterator[None]:
    """A block that counts as the ``statistician``, with memory enough for a hundred thousand people."""
    with acting_as(statistician(actor)):
        with connection.cursor() as cursor:
            cursor.execute(_MEMORY)
        yield


def municipalities_asked(actor: Actor) -> list[UUID]:
    """The municipalities whose figures the actor may see."""
    return sorted(actor.municipality_ids)
