"""Lasting attachment: how long it took until first work, and who was still in work later (law.md 9.1).

Time runs in whole days from settlement. Who moved away, died or turned 67 first, and who is not in work by the day of
the figures, is censored to the right. What is shown stands at every third month, so that no single person's day can be
read off a curve.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from agencies.access import Actor, acting_as
from integration.operations.outcomes.questions import Question, check_question, statistician
from integration.outcomes.suppression import Count, gives_away, hidden_groups, is_small, must_hide
from integration.outcomes.survival import Curve, Observed, kaplan_meier

MONTH_DAYS = 365.25 / 12
EVERY_MONTHS = 3
STILL_AFTER = (6, 12, 24)
"""Months after the first day in work at which it is asked who is in work."""
_ADULT = "date_part('year', age(o.settled_on, o.birth_date)) >= 20"
_SEEN = """
WITH seen AS (
    SELECT o.id, {mask} AS mask, {group} AS part, o.settled_on, o.last_seen,
           CASE WHEN o.work_from <= o.last_seen THEN o.work_from END AS work_from
    FROM (
        SELECT o.*, least(o.left_on - 1, (o.birth_date + interval '67 years')::date - 1, %(until)s::date) AS last_seen
        FROM integration_outcomeperson o WHERE {known}
    ) o
    WHERE o.settled_on <= o.last_seen AND date_part('year', age(o.settled_on, o.birth_date)) >= 18
)
"""
_TIMES = """
SELECT mask, part, coalesce(work_from, last_seen) - settled_on, work_from IS NOT NULL, count(*)::int
FROM seen GROUP BY 1, 2, 3, 4
"""
_STILL = """
SELECT mask, part, months, count(*) FILTER (WHERE EXISTS (
           SELECT FROM integration_outcomespan s WHERE s.person_id = seen.id AND s.kind = 'work'
             AND s.first_day <= day AND (s.last_day IS NULL OR s.last_day >= day)
       ))::int, count(*)::int
FROM seen CROSS JOIN unnest(%(months)s) AS months
     CROSS JOIN LATERAL (SELECT (work_from + make_interval(months => months))::date AS day) later
WHERE day <= last_seen GROUP BY 1, 2, 3
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
    """One group."""

    group: str
    people: int | None
    points: tuple[Point, ...]
    still: tuple[Still, ...]


Key = tuple[int, str]
Times = dict[Key, list[Observed]]
Stays = dict[Key, dict[int, Count]]


def lasting(actor: Actor, question: Question) -> list[Lasting]:
    """Time to first work and staying there, for each group of the question.

    Raises ``RuleRefused`` for a question that cannot be asked.
    """
    check_question(question)
    with acting_as(statistician(actor)):
        times, stays = _read(question)
    curves, narrower = (_curves(times, mask) for mask in (question.chosen_mask, question.narrower_mask))
    around = [kaplan_meier(_passing(times, kept)) for kept in question.around_masks]
    longest = max((curve.steps[-1].time for curve in curves.values()), default=0)
    months = range(0, int(longest / MONTH_DAYS) + 1, EVERY_MONTHS)
    hidden = {month: _hidden_at(question, month, curves, narrower, around) for month in months}
    still = _still(question, stays)
    return [
        _lasting(name, curve, [month for month in months if month * MONTH_DAYS <= curve.steps[-1].time], hidden, still)
        for name, curve in sorted(curves.items())
    ]


def observed_times(question: Question) -> dict[str, list[Observed]]:
    """The times behind the curves, unsuppressed: for the system alone."""
    times, _stays = _read(question)
    return _by_group(times, question.chosen_mask)


def days_of(months: int) -> int:
    """So many months in whole days."""
    return int(months * MONTH_DAYS)


def _read(question: Question) -> tuple[Times, Stays]:
    mask, mask_values = question.mask_sql(_ADULT)
    known, known_values = question.known_sql()
    facts: dict[str, Any] = {
        "until": question.until,
        "months": list(STILL_AFTER),
    }
    seen = _SEEN.format(mask=mask, group=question.group_sql, known=known)
    times: Times = defaultdict(list)
    stays: Stays = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(seen + _TIMES, facts | mask_values | known_values)
        for each, part, days, happened, number in cursor.fetchall():
            times[each, part].append(Observed(days, happened, number))
        cursor.execute(seen + _STILL, facts | mask_values | known_values)
        for each, part, months, in_work, followed in cursor.fetchall():
            stays[each, part][months] = Count(in_work, followed)
    return times, stays


def _by_group(times: Mapping[Key, Sequence[Observed]], kept: int) -> dict[str, list[Observed]]:
    found: dict[str, list[Observed]] = defaultdict(list)
    for (mask, part), observed in times.items():
        if mask & kept == kept:
            found[part] += observed
    return found


def _curves(times: Mapping[Key, Sequence[Observed]], kept: int) -> dict[str, Curve]:
    return {part: kaplan_meier(observed) for part, observed in _by_group(times, kept).items()}


def _passing(times: Mapping[Key, Sequence[Observed]], kept: int) -> Iterable[Observed]:
    return (one for observed in _by_group(times, kept).values() for one in observed)


def _begun(curve: Curve, day: int) -> Count:
    return Count(sum(step.events for step in curve.steps if step.time <= day), curve.people)


def _hidden_at(
    question: Question, month: int, curves: Mapping[str, Curve], narrower: Mapping[str, Curve], around: Sequence[Curve]
) -> frozenset[str]:
    day = days_of(month)
    groups = {name: _begun(curve, day) for name, curve in curves.items()}
    total = Count(sum(count.part for count in groups.values()), sum(count.whole for count in groups.values()))
    if gives_away(total, [_begun(curve, day) for curve in around]):
        return frozenset(groups)
    if not question.split:
        return frozenset(name for name, count in groups.items() if must_hide(count))
    adults = {name: _begun(narrower[name], day) if name in narrower else Count(0, 0) for name in groups}
    given = [name for name, count in groups.items() if gives_away(count, [adults[name]])]
    return hidden_groups(groups, given_away=given)


def _still(question: Question, stays: Stays) -> dict[str, list[Still]]:
    found: dict[str, list[Still]] = defaultdict(list)
    for months in STILL_AFTER:
        masks = (question.chosen_mask, question.narrower_mask)
        groups, adults = (_counts_at(stays, mask, months) for mask in masks)
        total = _sum(groups.values())
        around = [_sum(_counts_at(stays, kept, months).values()) for kept in question.around_masks]
        given = [name for name, count in groups.items() if gives_away(count, [adults.get(name, Count(0, 0))])]
        hidden = hidden_groups(groups, total_is_shown=bool(question.split), given_away=given)
        if gives_away(total, around):
            hidden = frozenset(groups)
        for name, count in groups.items():
            is_shown = name not in hidden
            found[name].append(Still(months, count.part if is_shown else None, count.whole if is_shown else None))
    return found


def _counts_at(stays: Stays, kept: int, months: int) -> dict[str, Count]:
    """Who was in work so many months later, by group, of those who pass ``kept``."""
    found: dict[str, Count] = {}
    for (mask, part), each in stays.items():
        if mask & kept == kept:
            found[part] = _sum([found.get(part, Count(0, 0)), each.get(months, Count(0, 0))])
    return found


def _sum(counts: Iterable[Count]) -> Count:
    listed = list(counts)
    return Count(sum(count.part for count in listed), sum(count.whole for count in listed))


def _lasting(
    name: str,
    curve: Curve,
    months: Sequence[int],
    hidden: Mapping[int, frozenset[str]],
    still: Mapping[str, Sequence[Still]],
) -> Lasting:
    points = tuple(_point(curve, month, is_hidden=name in hidden[month]) for month in months)
    shows_people = any(point.events is not None for point in points)
    return Lasting(name, curve.people if shows_people else None, points, tuple(still.get(name, ())))


def _point(curve: Curve, month: int, *, is_hidden: bool) -> Point:
    day = days_of(month)
    step, at_risk = curve.at(day), curve.at_risk_at(day + 1)
    if is_hidden or is_small(at_risk):
        return Point(month)
    return Point(
        month, at_risk, _begun(curve, day).part, 1 - step.survival,
        None if step.upper is None else 1 - step.upper, None if step.lower is None else 1 - step.lower,
    )  # fmt: skip
