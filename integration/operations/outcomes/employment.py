"""The share in work, month by month: by the calendar, or by the months since people settled.

A month is answered by sums of steps up and down, not by looking at every person in every month: each span adds one in
its first month and takes one away after its last, so the national figures are one pass over the spans.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Any

from django.db import connection

from agencies.access import Actor, acting_as
from integration.models import SpanKind
from integration.operations.outcomes.questions import Question, check_question, statistician
from integration.outcomes.months import last_month_by, month_index
from integration.outcomes.suppression import Count, gives_away, hidden_groups, must_hide


class Axis(StrEnum):
    """What the months are counted by."""

    CALENDAR = "calendar"
    SINCE = "since_settlement"

    @property
    def column(self) -> str:
        """What the spans' columns of this axis begin with."""
        return "calendar" if self is Axis.CALENDAR else "since"


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """One group in one month. ``month`` is a calendar month's index, or whole months since settlement.

    All counts are None where they would let somebody be recognised.
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


Counts = dict[SpanKind, int]
ADULT_SPAN = "o.ages = 'adult'"
"""The condition on a span ``o`` that it is within Statistics Norway's ages."""
_KINDS = tuple(SpanKind)
_CALENDAR_LIMIT = "%(last)s"
# Whole months from settlement to the last day asked about; a settlement on a day that its month lacks counts from the
# month's last day.
_SINCE_LIMIT = (
    "(%(index)s - o.settled_index - (extract(day FROM o.settled_on) > %(day)s AND NOT %(is_month_end)s)::int)"
)
_STEPS = """
WITH span AS (
    SELECT mask, CASE WHEN mask & %(whole)s = %(whole)s THEN part ELSE '' END AS part, kind, begins, ends,
           count(*) AS people
    FROM (
        SELECT {mask} AS mask, {group} AS part, o.kind, o.{axis}_from AS begins,
               least(coalesce(o.{axis}_to, 32767), {limit}) AS ends
        FROM integration_outcomespan o WHERE {known}
    ) o
    WHERE ends >= begins
    GROUP BY 1, 2, 3, 4, 5
)
SELECT mask, part, kind, month, sum(change)::int
FROM span CROSS JOIN LATERAL (VALUES (begins, people), (ends + 1, -people)) AS step (month, change)
GROUP BY 1, 2, 3, 4
"""
Changes = dict[SpanKind, dict[int, int]]


def employment(actor: Actor, question: Question, axis: Axis) -> list[Series]:
    """The share in work for each group of the question, with small counts taken out.

    Raises ``RuleRefused`` for a question that cannot be asked.
    """
    check_question(question)
    with acting_as(statistician(actor)):
        steps = _steps(question, axis)
    counted = _by_group(steps, question.chosen_mask)
    is_narrow = question.chosen_mask == question.narrower_mask
    narrower = counted if is_narrow else _by_group(steps, question.narrower_mask)
    around = [_months(_merged(steps, kept)) for kept in question.around_masks]
    months = sorted({month for figures in counted.values() for month in figures})
    hidden = {month: _hidden(question, month, counted, narrower, around) for month in months}
    return [
        Series(name, tuple(_figure(month, figures[month], is_hidden=name in hidden[month]) for month in figures))
        for name, figures in sorted(counted.items())
    ]


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


def _steps(question: Question, axis: Axis) -> dict[tuple[int, str], Changes]:
    """Steps up and down of each kind by month, for each mask of passed filters and each group; nothing suppressed."""
    mask, mask_values = question.mask_sql(ADULT_SPAN)
    known, known_values = question.known_sql()
    facts = axis_facts(question) | {"whole": question.whole_mask}
    sql = _STEPS.format(mask=mask, group=question.group_sql, known=known, limit=axis_limit(axis), axis=axis.column)
    found: dict[tuple[int, str], Changes] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    with connection.cursor() as cursor:
        cursor.execute(sql, facts | mask_values | known_values)
        for each, part, kind, month, change in cursor.fetchall():
            found[each, part][SpanKind(kind)][month] += change
    return found


def _by_group(steps: Mapping[tuple[int, str], Changes], kept: int) -> dict[str, dict[int, Counts]]:
    """The months of each group, of those who pass ``kept``."""
    mine: dict[str, dict[tuple[int, str], Changes]] = defaultdict(dict)
    for (mask, part), changes in steps.items():
        if mask & kept == kept:
            mine[part][mask, part] = changes
    return {name: _months(_merged(changes, kept)) for name, changes in mine.items()}


def _merged(steps: Mapping[tuple[int, str], Changes], kept: int) -> Changes:
    """The steps of everybody who passes the filters of ``kept``, whatever they say to the others."""
    merged: Changes = defaultdict(lambda: defaultdict(int))
    for (mask, _part), changes in steps.items():
        if mask & kept != kept:
            continue
        for kind, months in changes.items():
            for month, change in months.items():
                merged[kind][month] += change
    return merged


def _months(changes: Changes) -> dict[int, Counts]:
    """Add up the steps; a group's months run from its first person to its last."""
    at_risk = changes.get(SpanKind.AT_RISK, {})
    if not at_risk:
        return {}
    span = range(min(at_risk), max(at_risk))
    sums = [list(accumulate([changes.get(kind, {}).get(month, 0) for month in span])) for kind in _KINDS]
    return {
        month: dict(zip(_KINDS, numbers, strict=True))
        for month, *numbers in zip(span, *sums, strict=True)
        if any(numbers)
    }


def _hidden(
    question: Question,
    month: int,
    counted: Mapping[str, Mapping[int, Counts]],
    narrower: Mapping[str, Mapping[int, Counts]],
    around: Sequence[Mapping[int, Counts]],
) -> frozenset[str]:
    """The groups whose figures of the month are not shown, because one of them would tell of a few."""
    found: frozenset[str] = frozenset()
    there = {name: figures[month] for name, figures in counted.items() if month in figures}
    for part in (SpanKind.WORK, SpanKind.FULL_TIME, SpanKind.MEASURE):
        groups = {name: _count(counts, part) for name, counts in there.items()}
        total = Count(sum(c.part for c in groups.values()), sum(c.whole for c in groups.values()))
        totals = [_count(counts[month], part) for counts in around if month in counts]
        if must_hide(total) and not question.split:
            return frozenset(there)
        if gives_away(total, totals):
            return frozenset(there)
        if question.split:
            # Statistics Norway's series is the narrower one itself, and so gives nobody away.
            given = [
                name
                for name, count in groups.items()
                if narrower is not counted and gives_away(count, [_count(narrower.get(name, {}).get(month, {}), part)])
            ]
            found |= hidden_groups(groups, given_away=given)
    return found


def _count(counts: Mapping[SpanKind, int], part: SpanKind) -> Count:
    return Count(counts.get(part, 0), counts.get(SpanKind.AT_RISK, 0))


def _figure(month: int, counts: Counts, *, is_hidden: bool) -> MonthFigure:
    if is_hidden:
        return MonthFigure(month, None, None, None, None)
    return MonthFigure(
        month, counts[SpanKind.AT_RISK], counts[SpanKind.WORK], counts[SpanKind.FULL_TIME], counts[SpanKind.MEASURE]
    )
