"""Lasting attachment: how long it took until first work, and who was still in work later (law.md 9.1).

Time runs in whole days from settlement. Who moved away, died or turned 67 first, and who is not in work by the day of
the figures, is censored to the right. Whoever moves between municipalities that are both counted is followed on; who
came to the only one that is counted is not in its curve, since the time before is not its own. What is shown stands at
every third month, so that no single person's day can be read off a curve.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import add
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from agencies.access import Actor
from integration.models import AgeGroup
from integration.operations.outcomes.cases import cases_behind
from integration.operations.outcomes.questions import Group, Question, check_question, counting
from integration.outcomes.suppression import Cell, Count
from integration.outcomes.survival import Curve, Observed, kaplan_meier
from participants.models.participant import ParticipantQuerySet

MONTH_DAYS = 365.25 / 12
EVERY_MONTHS = 3
_HALF = 0.5
STILL_AFTER = (6, 12, 24)
"""Months after the first day in work at which it is asked who is in work."""
# Whoever is asked about, one row each and only the columns that are needed: it is read twice. OFFSET 0 keeps the
# planner from writing the days out again wherever they are used.
_SEEN = """
WITH moved AS (
    -- The later cases of those who moved, where all of them are counted: from the second on without a gap.
    SELECT o.lineage, min(o.work_from) AS work_from,
           (array_agg(o.left_on ORDER BY o.link DESC))[1] AS left_on
    FROM integration_outcomeperson o WHERE {known} AND o.link > 0
    GROUP BY o.lineage HAVING count(*) = max(o.link)
), aged AS (
    SELECT o.participant_id, o.lineage, o.settled_on, least(o.work_from, moved.work_from) AS first_work,
           CASE WHEN o.birth_date <= o.settled_on - interval '20 years' THEN 'adult' ELSE 'young' END AS ages,
           least(CASE WHEN moved.lineage IS NULL THEN o.left_on ELSE moved.left_on END - 1,
                 (o.birth_date + interval '67 years')::date - 1, %(until)s::date) AS last_seen{dimensions}
    FROM integration_outcomeperson o LEFT JOIN moved ON moved.lineage = o.lineage
    WHERE {known} AND o.link = 0 AND {passes} AND o.birth_date <= o.settled_on - make_interval(years => %(youngest)s)
    OFFSET 0
), seen AS MATERIALIZED (
    SELECT begun.*{days}
    FROM (
        SELECT aged.*, CASE WHEN first_work <= last_seen THEN first_work END AS begun_on
        FROM aged WHERE settled_on <= last_seen OFFSET 0
    ) begun
)
"""
_DAY = ", (begun_on + interval '{months} months')::date AS day_{months}"
_BEGUN = "SELECT participant_id FROM seen WHERE begun_on - settled_on <= %(days)s"
# The spans of one person never overlap, so that a join counts nobody twice.
_COUNTS = """
, worked AS MATERIALIZED (
    SELECT o.lineage, o.first_day, o.last_day FROM integration_outcomespan o WHERE {known} AND o.kind = 'work'
)
SELECT {cell}, ages, begun_on IS NOT NULL, array_agg(coalesce(begun_on, last_seen) - settled_on),
       sum(last_seen - settled_on + 1)::bigint, {followed}
FROM seen GROUP BY {dimensions}, ages, begun_on IS NOT NULL
UNION ALL
SELECT {cell}, ages, NULL, NULL,
       sum(least(coalesce(last_day, last_seen), last_seen) - first_day + 1)::bigint, {still}
FROM seen JOIN worked USING (lineage) WHERE first_day <= last_seen GROUP BY {dimensions}, ages
"""
_FOLLOWED = "count(*) FILTER (WHERE day_{months} <= last_seen)"
_STILL = (
    "count(*) FILTER (WHERE day_{months} <= last_seen AND day_{months} >= first_day"
    " AND (last_day IS NULL OR day_{months} <= last_day))"
)


@dataclass(frozen=True, slots=True)
class Point:
    """The curve ``months`` after settlement; everything is None where a few would be recognised.

    ``begun`` is the share that has begun to work, with its limits of 95 percent; ``at_risk`` are those still seen
    without work; ``events`` how many have begun so far.
    """

    months: int
    at_risk: int | None = None
    events: int | None = None
    begun: float | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Still:
    """Of those who began to work at least ``months`` earlier and could be followed: how many were in work then."""

    months: int
    in_work: int | None
    followed: int | None


@dataclass(frozen=True, slots=True)
class Lasting:
    """One group.

    ``time_in_work`` is the share of the days they were followed since settlement that they were in work, 0 to 1;
    ``half_begun_months`` the first month shown by which half have begun to work, None where that is not seen.
    """

    group: str
    people: int | None
    points: tuple[Point, ...]
    still: tuple[Still, ...]
    time_in_work: float | None
    half_begun_months: int | None


@dataclass(frozen=True, slots=True)
class _Counted:
    """What was counted in each cell of the table, the ages its last dimension; nothing suppressed."""

    times: Mapping[Cell, Sequence[Observed]]
    stays: Mapping[Cell, Mapping[int, Count]]
    days: Mapping[Cell, Count]

    def stay(self, cell: Cell, months: int) -> Count:
        """Those of the cell who were in work so many months after their first day, of those followed so long."""
        return self.stays.get(cell, {}).get(months, Count(0, 0))


def lasting(actor: Actor, question: Question) -> list[Lasting]:
    """Time to first work, time in work and staying there, for each group of the question.

    Raises ``RuleRefused`` for a question that cannot be asked.
    """
    check_question(question)
    with counting(actor):
        counted = _read(question)
    if not counted.times:
        return []
    longest = max(one.duration for observed in counted.times.values() for one in observed)
    months = range(0, int(longest / MONTH_DAYS) + 1, EVERY_MONTHS)
    hidden = _hidden(question, counted, months)
    return [
        _lasting(group, counted, hidden)
        for group in question.groups(counted.times)
        if group.cells or group.carrier in hidden.time_in_work
    ]


def people_begun(actor: Actor, question: Question, *, months: int, group: str) -> ParticipantQuerySet:
    """Those of the group who had begun to work so many months after settlement, and whose cases the actor may see.

    Raises ``NotPermitted`` for who may see no cases, ``RuleRefused`` for a question that cannot be asked.
    """
    check_question(question)
    passes, passing = question.passes_sql(group)
    sql, facts = _seen(question, passes=passes)
    return cases_behind(actor, sql + _BEGUN, facts | {"days": days_of(months)} | passing)


def observed_times(question: Question) -> dict[str, list[Observed]]:
    """The times behind the curves, unsuppressed: for the system alone."""
    times = _read(question).times
    return {group.name: [one for cell in group.cells for one in times[cell]] for group in question.groups(times)}


def days_of(months: int) -> int:
    """So many months in whole days."""
    return int(months * MONTH_DAYS)


def _seen(question: Question, *, passes: str = "true") -> tuple[str, dict[str, Any]]:
    """The SQL of the people who pass, each until the last day on which they are seen, and its parameters."""
    known, known_values = question.known_sql()
    days = "".join(_DAY.format(months=months) for months in STILL_AFTER)
    youngest = 18 if AgeGroup.YOUNG in question.ages else 20
    return (
        _SEEN.format(known=known, passes=passes, dimensions=question.named_sql, days=days),
        {"until": question.until, "youngest": youngest} | known_values,
    )


def _read(question: Question) -> _Counted:
    seen, facts = _seen(question)
    known, _values = question.known_sql()
    sql = seen + _COUNTS.format(
        cell=question.cell_of_names_sql, dimensions=question.group_by_names_sql, known=known,
        followed=", ".join(_FOLLOWED.format(months=months) for months in STILL_AFTER),
        still=", ".join(_STILL.format(months=months) for months in STILL_AFTER),
    )  # fmt: skip
    times: dict[Cell, list[Observed]] = defaultdict(list)
    # The days first, and then those after so many months; ``wholes`` are seen, ``parts`` in work.
    wholes: dict[Cell, list[int]] = defaultdict(_nothing)
    parts: dict[Cell, list[int]] = defaultdict(_nothing)
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        for values, ages, has_begun, durations, *numbers in cursor.fetchall():
            cell = (*values, ages)
            if durations is None:
                parts[cell] = numbers
                continue
            times[cell] += [Observed(days, has_begun, number) for days, number in Counter(durations).items()]
            wholes[cell] = list(map(add, wholes[cell], numbers))
    counts = {cell: list(map(Count, parts[cell], wholes[cell])) for cell in times}
    return _Counted(
        times,
        {cell: dict(zip(STILL_AFTER, of_cell[1:], strict=True)) for cell, of_cell in counts.items()},
        {cell: of_cell[0] for cell, of_cell in counts.items()},
    )


def _nothing() -> list[int]:
    return [0] * (1 + len(STILL_AFTER))


@dataclass(frozen=True, slots=True)
class _Hidden:
    """The values of the carrying dimension that are not shown: at each point, after so many months in work, at all."""

    points: Mapping[int, frozenset[str]]
    stays: Mapping[int, frozenset[str]]
    people: frozenset[str]
    time_in_work: frozenset[str]


def _hidden(question: Question, counted: _Counted, months: Sequence[int]) -> _Hidden:
    """Those who have begun, those still without work and those no longer followed are all of the people.

    Two of the three therefore tell the third, and are hidden with it.
    """
    # Of Statistics Norway's series the ages are no dimension of the table.
    has_ages = AgeGroup.YOUNG in question.ages
    cells = question.cells([cell if has_ages else cell[:-1] for cell in counted.times])
    begun, censored = _by_month(list(counted.times.values()), months)
    ever, wholes = begun[-1], begun[-1] + censored[-1]
    of_each = np.broadcast_to(wholes, (len(months), len(wholes)))
    people = cells.hidden(wholes, wholes)
    tables = (begun[:-1], censored[:-1], wholes - begun[:-1] - censored[:-1])
    each_month = zip(months, *(cells.hidden_each(parts, of_each) for parts in tables), strict=True)
    stays = {}
    for after in STILL_AFTER:
        counts = [counted.stay(cell, after) for cell in counted.times]
        parts, followed = ([count[which] for count in counts] for which in (0, 1))
        stays[after] = cells.hidden(parts, followed) | cells.hidden(followed, wholes)
    points = {month: people.union(*names) for month, *names in each_month}
    return _Hidden(points, stays, people, people | cells.hidden(ever, wholes))


def _by_month(times: Sequence[Sequence[Observed]], months: Sequence[int]) -> NDArray[np.int32]:
    """How many have begun to work, and are no longer followed without, by each of the months, and at all.

    The numbers by the two, by month (the last one: at all) and by the cells of ``times``.
    """
    ends = [days_of(month) for month in months]
    rows = np.array(
        [(not one.happened, one.duration, cell, one.number) for cell, observed in enumerate(times) for one in observed]
    )
    found = np.zeros((2, len(ends) + 1, len(times)), np.int32)
    np.add.at(found, (rows[:, 0], np.searchsorted(ends, rows[:, 1]), rows[:, 2]), rows[:, 3])
    return found.cumsum(axis=1, dtype=np.int32)


def _lasting(group: Group, counted: _Counted, hidden: _Hidden) -> Lasting:
    carrier, cells = group.carrier, group.cells
    curve = kaplan_meier(one for cell in cells for one in counted.times[cell])
    last = curve.steps[-1].time
    points = tuple(
        _point(curve, month, is_hidden=carrier in names)
        for month, names in hidden.points.items()
        if month * MONTH_DAYS <= last
    )
    stays = [(after, _summed(counted.stay(cell, after) for cell in cells)) for after in STILL_AFTER]
    return Lasting(
        group.name,
        None if carrier in hidden.people else curve.people,
        points,
        tuple(
            Still(after, None, None) if carrier in hidden.stays[after] else Still(after, *count)
            for after, count in stays
        ),
        None if carrier in hidden.time_in_work else _summed(counted.days[cell] for cell in cells).share,
        next((point.months for point in points if point.begun is not None and point.begun >= _HALF), None),
    )


def _summed(counts: Iterable[Count]) -> Count:
    listed = list(counts)
    return Count(sum(count.part for count in listed), sum(count.whole for count in listed))


def _point(curve: Curve, month: int, *, is_hidden: bool) -> Point:
    if is_hidden:
        return Point(month)
    day = days_of(month)
    step = curve.at(day)
    return Point(
        month, curve.at_risk_at(day + 1), sum(each.events for each in curve.steps if each.time <= day),
        1 - step.survival,
        None if step.upper is None else 1 - step.upper, None if step.lower is None else 1 - step.lower,
    )  # fmt: skip
