"""Lasting attachment: how long it took until first work, and who was still in work later (law.md 9.1).

Time runs in whole days from settlement. Who moved away, died or turned 67 first, and who is not in work by the day of
the figures, is censored to the right. Whoever moves between municipalities that are both counted is followed on; who
came to the only one that is counted is not in its curve, since the time before is not its own. What is shown stands at
every third month, so that no single person's day can be read off a curve.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.db import connection

from agencies.access import Actor, acting_as
from integration.models import AgeGroup
from integration.operations.outcomes.cases import cases_behind
from integration.operations.outcomes.questions import Group, Question, check_question, statistician
from integration.outcomes.suppression import Cell, Count
from integration.outcomes.survival import Curve, Observed, kaplan_meier
from participants.models.participant import ParticipantQuerySet

MONTH_DAYS = 365.25 / 12
EVERY_MONTHS = 3
_HALF = 0.5
STILL_AFTER = (6, 12, 24)
"""Months after the first day in work at which it is asked who is in work."""
_SEEN = """
WITH moved AS (
    -- The later cases of those who moved, where all of them are counted: from the second on without a gap.
    SELECT o.lineage, min(o.work_from) AS work_from,
           (array_agg(o.left_on ORDER BY o.link DESC))[1] AS left_on
    FROM integration_outcomeperson o WHERE {known} AND o.link > 0
    GROUP BY o.lineage HAVING count(*) = max(o.link)
), aged AS (
    SELECT o.*, least(o.work_from, moved.work_from) AS first_work,
           date_part('year', age(o.settled_on, o.birth_date)) AS years,
           least(CASE WHEN moved.lineage IS NULL THEN o.left_on ELSE moved.left_on END - 1,
                 (o.birth_date + interval '67 years')::date - 1, %(until)s::date) AS last_seen
    FROM integration_outcomeperson o LEFT JOIN moved ON moved.lineage = o.lineage
    WHERE {known} AND o.link = 0
), seen AS MATERIALIZED (
    SELECT aged.*, CASE WHEN first_work <= last_seen THEN first_work END AS begun_on,
           CASE WHEN years >= 20 THEN 'adult' ELSE 'young' END AS ages
    FROM aged WHERE settled_on <= last_seen AND years >= %(youngest)s
)
"""
_BEGUN = "SELECT participant_id FROM seen o WHERE {passes} AND begun_on - settled_on <= %(days)s"
# The spans of one person never overlap, so that a join counts nobody twice.
_COUNTS = """
, later AS MATERIALIZED (
    SELECT seen.*, months, (begun_on + make_interval(months => months))::date AS day
    FROM seen CROSS JOIN unnest(%(months)s) AS months
    WHERE (begun_on + make_interval(months => months))::date <= last_seen
), worked AS MATERIALIZED (
    SELECT s.lineage, s.first_day, s.last_day FROM integration_outcomespan s WHERE {known_span} AND s.kind = 'work'
)
SELECT 'times', {cell}, ages, coalesce(begun_on, last_seen) - settled_on, (begun_on IS NOT NULL)::int, count(*)
FROM seen o GROUP BY {dimensions}, ages, 4, 5
UNION ALL SELECT 'followed', {cell}, ages, months, 0, count(*) FROM later o GROUP BY {dimensions}, ages, months
UNION ALL SELECT 'still', {cell}, ages, months, 0, count(*)
FROM later o JOIN worked s ON s.lineage = o.lineage AND s.first_day <= day AND (s.last_day IS NULL OR s.last_day >= day)
GROUP BY {dimensions}, ages, months
UNION ALL SELECT 'days', {cell}, ages, 0, 0, sum(last_seen - settled_on + 1) FROM seen o GROUP BY {dimensions}, ages
UNION ALL SELECT 'days_in_work', {cell}, ages, 0, 0,
       sum(least(coalesce(s.last_day, last_seen), last_seen) - s.first_day + 1)
FROM seen o JOIN worked s ON s.lineage = o.lineage AND s.first_day <= last_seen GROUP BY {dimensions}, ages
"""


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
    with acting_as(statistician(actor)):
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
    known, known_values = question.known_sql()
    sql = (_SEEN + _BEGUN).format(known=known, passes=passes)
    facts = _facts(question) | {"days": days_of(months)} | passing | known_values
    return cases_behind(actor, sql, facts)


def observed_times(question: Question) -> dict[str, list[Observed]]:
    """The times behind the curves, unsuppressed: for the system alone."""
    times = _read(question).times
    return {group.name: [one for cell in group.cells for one in times[cell]] for group in question.groups(times)}


def days_of(months: int) -> int:
    """So many months in whole days."""
    return int(months * MONTH_DAYS)


def _facts(question: Question) -> dict[str, Any]:
    return {
        "until": question.until,
        "months": list(STILL_AFTER),
        "youngest": 18 if AgeGroup.YOUNG in question.ages else 20,
    }


def _read(question: Question) -> _Counted:
    known, known_values = question.known_sql()
    sql = (_SEEN + _COUNTS).format(
        cell=question.cell_sql, dimensions=question.group_by_sql, known=known, known_span=known.replace("o.", "s.")
    )
    times: dict[Cell, list[Observed]] = defaultdict(list)
    sums: dict[str, dict[Cell, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    with connection.cursor() as cursor:
        cursor.execute(sql, _facts(question) | known_values)
        for what, cell, ages, at, happened, number in cursor.fetchall():
            if what == "times":
                times[*cell, ages].append(Observed(at, bool(happened), int(number)))
            else:
                sums[what][*cell, ages][at] = int(number)
    stays = {
        cell: {after: Count(sums["still"][cell].get(after, 0), whole) for after, whole in followed.items()}
        for cell, followed in sums["followed"].items()
    }
    days = {cell: Count(sums["days_in_work"][cell].get(0, 0), whole[0]) for cell, whole in sums["days"].items()}
    return _Counted(times, stays, days)


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
    wholes = [sum(one.count for one in observed) for observed in counted.times.values()]
    people = cells.hidden(wholes, wholes)
    columns = [_by_month(observed, months) for observed in counted.times.values()]
    points = {}
    for place, month in enumerate(months):
        begun, censored = ([column[which][place] for column in columns] for which in (0, 1))
        at_risk = [whole - one - other for whole, one, other in zip(wholes, begun, censored, strict=True)]
        points[month] = people.union(*(cells.hidden(parts, wholes) for parts in (begun, censored, at_risk)))
    stays = {}
    for after in STILL_AFTER:
        counts = [counted.stay(cell, after) for cell in counted.times]
        followed = [count.whole for count in counts]
        stays[after] = cells.hidden([count.part for count in counts], followed) | cells.hidden(followed, wholes)
    ever = [sum(one.count for one in observed if one.happened) for observed in counted.times.values()]
    return _Hidden(points, stays, people, people | cells.hidden(ever, wholes))


def _by_month(observed: Sequence[Observed], months: Sequence[int]) -> tuple[list[int], list[int]]:
    """How many have begun to work, and are no longer followed without, by each of the months."""
    ends = [days_of(month) for month in months]
    found = ([0] * (len(ends) + 1), [0] * (len(ends) + 1))
    for one in observed:
        found[0 if one.happened else 1][bisect_left(ends, one.duration)] += one.count
    begun, censored = (list(accumulate(numbers))[:-1] for numbers in found)
    return begun, censored


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
