"""The share in work, month by month: by the calendar, or by the months since people settled.

A month is answered by sums of steps up and down, not by looking at every person in every month: each span adds one in
its first month and takes one away after its last, so the national figures are one pass over the spans. The database
hands over the months of each group as arrays, which is cheaper than counting them there where groups are many.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from operator import add, sub
from typing import Any, NamedTuple

from django.db import connection

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


Lines = dict[SpanKind, list[int]]
"""How many there are of each kind in each month, in the order of the months counted."""
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
        months, table = _table(question, axis)
    hidden = _hidden(question, months, table)
    series = [
        Series(group.name, _figures(months, _added(table[cell] for cell in group.cells), group.carrier, hidden))
        for group in question.groups(table)
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


def _table(question: Question, axis: Axis) -> tuple[range, dict[Cell, Lines]]:
    """The months there are, and for each cell of the table the numbers of each kind in them; nothing suppressed.

    The ages are a dimension of their own, the last one.
    """
    known, known_values = question.known_sql()
    sql = _ENDS.format(
        cell=question.cell_sql, dimensions=question.group_by_sql, known=known, limit=axis_limit(axis),
        axis=axis.column,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, axis_facts(question) | known_values)
        found = [
            ((*cell, ages), SpanKind(kind), Counter(begins), Counter(after))
            for cell, ages, kind, begins, after in cursor.fetchall()
        ]
    months = range(
        min((min(begins) for _cell, _kind, begins, _after in found), default=0),
        max((max(after) for _cell, _kind, _begins, after in found), default=0),
    )
    table: dict[Cell, Lines] = defaultdict(dict)
    for cell, kind, begins, after in found:
        table[cell][kind] = _running(months, begins, after)
    return months, table


def _running(months: range, begins: Mapping[int, int], after: Mapping[int, int]) -> list[int]:
    """How many there are in each month, of how many begin in it and how many are there no longer."""
    changes = [0] * (len(months) + 1)
    for month, number in begins.items():
        changes[month - months.start] += number
    for month, number in after.items():
        changes[month - months.start] -= number
    return list(accumulate(changes[:-1]))


@dataclass(frozen=True, slots=True)
class _Hidden:
    """For each month the values of the carrying dimension of which work, full time and measures are not shown."""

    work: Sequence[frozenset[str]]
    full_time: Sequence[frozenset[str]]
    measure: Sequence[frozenset[str]]


def _hidden(question: Question, months: range, table: Mapping[Cell, Lines]) -> _Hidden:
    """What would tell of a few. Where work is hidden all is; part time follows from full time and is hidden with it."""
    if not table:
        return _Hidden([], [], [])
    # Of Statistics Norway's series the ages are no dimension: the few who are younger are in the other series alone.
    cells = question.cells([cell if len(question.ages) > 1 else cell[:-1] for cell in table])
    nobody = [0] * len(months)
    lines = {kind: list(zip(*(each.get(kind, nobody) for each in table.values()), strict=True)) for kind in SpanKind}

    def hidden(kind: SpanKind) -> list[frozenset[str]]:
        return [cells.hidden(*numbers) for numbers in zip(lines[kind], lines[SpanKind.AT_RISK], strict=True)]

    work = hidden(SpanKind.WORK)
    part_time = [
        cells.hidden(list(map(sub, at_work, full_time)), people)
        for at_work, full_time, people in zip(
            lines[SpanKind.WORK], lines[SpanKind.FULL_TIME], lines[SpanKind.AT_RISK], strict=True
        )
    ]
    return _Hidden(
        work,
        [names.union(*more) for names, *more in zip(work, hidden(SpanKind.FULL_TIME), part_time, strict=True)],
        [names | more for names, more in zip(work, hidden(SpanKind.MEASURE), strict=True)],
    )


def _added(listed: Iterable[Lines]) -> Lines:
    total: Lines = {}
    for lines in listed:
        for kind, numbers in lines.items():
            total[kind] = list(map(add, total[kind], numbers)) if kind in total else numbers
    return total


def _figures(months: range, lines: Lines, carrier: str, hidden: _Hidden) -> tuple[MonthFigure, ...]:
    """The months in which there is somebody, or it is not told whether there is."""
    nobody = [0] * len(months)
    columns = zip(
        months, *(lines.get(kind, nobody) for kind in SpanKind), hidden.work, hidden.full_time, hidden.measure,
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
