"""The share in work, month by month: by the calendar, or by the months since people settled.

A month is answered by sums of steps up and down, not by looking at every person in every month: each span adds one in
its first month and takes one away after its last, so the national figures are one pass over the spans. The database
hands over the months of each cell as arrays, which is cheaper than counting them there where cells are many.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from agencies.access import Actor
from integration.models import SpanKind
from integration.operations.outcomes.questions import Question, check_question, counting
from integration.outcomes.months import last_month_by, month_index
from integration.outcomes.suppression import Cell


class Axis(StrEnum):
    """What the months are counted by."""

    CALENDAR = "calendar"
    SINCE = "since_settlement"

    @property
    def column(self) -> str:
        """What the spans' columns of this axis begin with."""
        return "calendar" if self is Axis.CALENDAR else "since"


class MonthFigure(NamedTuple):
    """One group in one month. ``month`` is a calendar month's index, or whole months since settlement.

    A count is None where it would let somebody be recognised; full time and measures can be so where work is not.
    """

    month: int
    people: int | None
    in_work: int | None
    full_time: int | None
    on_measure: int | None

    @property
    def part_time(self) -> int | None:
        """In work, but not full time."""
        return None if self.in_work is None or self.full_time is None else self.in_work - self.full_time

    @property
    def share(self) -> float | None:
        """The share in work, 0 to 1; None when it is not shown."""
        return self.in_work / self.people if self.people and self.in_work is not None else None


@dataclass(frozen=True, slots=True)
class Series:
    """The months of one group, in order."""

    group: str
    months: tuple[MonthFigure, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """How many there are of each kind (in the order of ``SpanKind``), in each cell, in each month; nothing hidden.

    The ages are a dimension of their own, the last one.
    """

    cells: Sequence[Cell]
    months: range
    numbers: NDArray[np.int32]

    def of(self, kind: SpanKind) -> NDArray[np.int32]:
        """Those of the kind, by month and cell."""
        found: NDArray[np.int32] = self.numbers[_KINDS[kind]].T
        return found


_KINDS: dict[str, int] = {kind: place for place, kind in enumerate(SpanKind)}
_CALENDAR_LIMIT = "%(last)s"
# Whole months from settlement to the last day asked about; a settlement on a day that its month lacks counts from the
# month's last day.
_SINCE_LIMIT = (
    "(%(index)s - o.settled_index - (extract(day FROM o.settled_on) > %(day)s AND NOT %(is_month_end)s)::int)"
)
_ENDS = """
SELECT {cell}, o.ages, o.kind, array_agg(o.begins), array_agg(o.after)
FROM (
    SELECT o.*, o.{axis}_from AS begins, (least(coalesce(o.{axis}_to, 32767), {limit}) + 1)::int AS after
    FROM integration_outcomespan o WHERE {known} AND o.ages = ANY (%(ages)s)
) o
WHERE o.after > o.begins
GROUP BY {dimensions}, o.ages, o.kind
"""


def employment(actor: Actor, question: Question, axis: Axis) -> list[Series]:
    """The share in work for each group of the question, with small counts taken out.

    Raises ``RuleRefused`` for a question that cannot be asked.
    """
    check_question(question)
    with counting(actor):
        table = _table(question, axis)
    hidden = _hidden(question, table)
    place_of = {cell: place for place, cell in enumerate(table.cells)}
    series = [
        Series(group.name, _figures(table, [place_of[cell] for cell in group.cells], group.carrier, hidden))
        for group in question.groups(table.cells)
    ]
    return [each for each in series if each.months]


def axis_limit(axis: Axis) -> str:
    """The SQL of the last month that a span ``o`` may reach; its parameters are those of ``axis_facts``."""
    return _CALENDAR_LIMIT if axis is Axis.CALENDAR else _SINCE_LIMIT


def axis_facts(question: Question) -> dict[str, Any]:
    """The parameters that tell how far the figures reach, and for which ages."""
    until = question.until
    return {
        "last": last_month_by(until),
        "index": month_index(until),
        "day": until.day,
        "is_month_end": (until + dt.timedelta(days=1)).day == 1,
        "ages": [str(age) for age in question.ages],
    }


def _table(question: Question, axis: Axis) -> _Table:
    known, known_values = question.known_sql()
    sql = _ENDS.format(
        cell=question.cell_sql, dimensions=question.group_by_sql, known=known, limit=axis_limit(axis),
        axis=axis.column,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, axis_facts(question) | known_values)
        found = cursor.fetchall()
    place_of: dict[Cell, int] = {}
    places = [place_of.setdefault((*cell, ages), len(place_of)) for cell, ages, *_months in found]
    cells = list(place_of)
    lines = [_KINDS[row[2]] * len(cells) + place for row, place in zip(found, places, strict=True)]
    begins, after = (np.array(list(chain.from_iterable(row[column] for row in found)), int) for column in (3, 4))
    months = range(int(begins.min()), int(after.max())) if found else range(0)
    # Whoever is there no longer after the last month counted takes one away beyond it.
    shape = (len(_KINDS), len(cells), len(months) + 1)
    line_of = np.repeat(np.array(lines, int), [len(row[3]) for row in found]) * shape[-1]
    ups, downs = (np.bincount(line_of + each - months.start, minlength=np.prod(shape)) for each in (begins, after))
    return _Table(cells, months, np.cumsum((ups - downs).reshape(shape), axis=2, dtype=np.int32)[:, :, :-1])


@dataclass(frozen=True, slots=True)
class _Hidden:
    """For each month the values of the carrying dimension of which work, full time and measures are not shown."""

    work: Sequence[frozenset[str]]
    full_time: Sequence[frozenset[str]]
    measure: Sequence[frozenset[str]]


def _hidden(question: Question, table: _Table) -> _Hidden:
    """What would tell of a few. Where work is hidden all is; part time follows from full time and is hidden with it."""
    # Of Statistics Norway's series the ages are no dimension: the few who are younger are in the other series alone.
    cells = question.cells([cell if len(question.ages) > 1 else cell[:-1] for cell in table.cells])
    people, at_work, full_time = (table.of(kind) for kind in (SpanKind.AT_RISK, SpanKind.WORK, SpanKind.FULL_TIME))
    work = cells.hidden_each(at_work, people)
    full, part = cells.hidden_each(full_time, people), cells.hidden_each(at_work - full_time, people)
    measure = cells.hidden_each(table.of(SpanKind.MEASURE), people)
    return _Hidden(
        work,
        [names.union(*more) for names, *more in zip(work, full, part, strict=True)],
        [names | more for names, more in zip(work, measure, strict=True)],
    )


def _figures(table: _Table, places: Sequence[int], carrier: str, hidden: _Hidden) -> tuple[MonthFigure, ...]:
    """The months in which there is somebody, or it is not told whether there is."""
    columns = zip(
        table.months, *table.numbers[:, places].sum(axis=1).tolist(), hidden.work, hidden.full_time, hidden.measure,
        strict=True,
    )  # fmt: skip
    return tuple(
        MonthFigure(month, None, None, None, None)
        if carrier in hides_work
        else MonthFigure(
            month, people, work, None if carrier in hides_full else full, None if carrier in hides_measure else measure
        )
        for month, people, work, full, measure, hides_work, hides_full, hides_measure in columns
        if people or carrier in hides_work
    )
