"""Counts traits: shares by year and group, and how many are of each category; small counts taken out.

A share has its own denominator: those whom the trait concerns. Both count people, except where a trait holds a number
(duties), whose sums are counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from agencies.access import Actor, acting_as
from integration.operations.outcomes.questions import Question, check_question, statistician
from integration.outcomes.suppression import Count, gives_away, hidden_groups, is_small, must_hide


@dataclass(frozen=True, slots=True)
class Figure:
    """A share: the SQL of what one person adds to part and whole. ``o`` is the person, ``t`` the traits."""

    name: str
    part: str
    whole: str


def trait(name: str) -> Figure:
    """The share of those whom the trait concerns that have it."""
    return Figure(name, f"coalesce((t.facts->>'{name}')::int, 0)", f"(jsonb_exists(t.facts, '{name}'))::int")


@dataclass(frozen=True, slots=True)
class FigureYear:
    """A group in a year; a figure that is not shown is None."""

    group: str
    year: int
    people: int | None
    figures: Mapping[str, Count | None]


@dataclass(frozen=True, slots=True)
class CategoryYear:
    """How many of a year are of each category; ``counts`` is None where nothing may be shown, an entry where one."""

    year: int
    total: int | None
    counts: Mapping[str, int | None]


_JOIN = """
FROM integration_outcomeperson o
JOIN integration_outcometraits t ON t.participant_id = o.participant_id
 AND t.known_from <= %(known_on)s AND (t.known_until IS NULL OR t.known_until > %(known_on)s)
WHERE {known} AND {condition}
"""
Key = tuple[int, str, int]


def figure_years(
    actor: Actor, question: Question, figures: Sequence[Figure], *, year: str, condition: str
) -> list[FigureYear]:
    """Each group in each year, the newest year first. ``year`` and ``condition`` are the caller's own SQL.

    Raises ``RuleRefused`` for a question that cannot be asked.
    """
    check_question(question)
    with acting_as(statistician(actor)):
        rows = _read(question, figures, year, condition)
    found = []
    for each in sorted({key[2] for key in rows if key[0] == question.whole_mask}, reverse=True):
        groups = {key[1]: counts for key, counts in rows.items() if key[0] == question.whole_mask and key[2] == each}
        wider = [_summed(rows, each, kept) for kept in range(question.whole_mask)]
        hidden = [
            _hidden(question, {name: counts[place] for name, counts in groups.items()}, [w[place] for w in wider])
            for place in range(len(figures) + 1)
        ]
        found += [_shown(name, each, groups[name], figures, hidden) for name in sorted(groups)]
    return found


def category_years(actor: Actor, question: Question, *, category: str, year: str, condition: str) -> list[CategoryYear]:
    """How many are of each category, year by year, the newest first; the question's split is not used."""
    check_question(question)
    mask, mask_values = question.mask_sql()
    known, known_values = question.known_sql()
    sql = (
        f"SELECT {mask}, {year}, {category}, count(*)::int"
        f"{_JOIN.format(known=known, condition=condition)} GROUP BY 1, 2, 3"
    )
    with acting_as(statistician(actor)), connection.cursor() as cursor:
        cursor.execute(sql, {"until": question.until} | mask_values | known_values)
        rows = cursor.fetchall()
    years = sorted({at for kept, at, _name, _number in rows if kept == question.whole_mask}, reverse=True)
    return [_categories(question, at, rows) for at in years]


def _read(question: Question, figures: Sequence[Figure], year: str, condition: str) -> dict[Key, list[Count]]:
    mask, mask_values = question.mask_sql()
    known, known_values = question.known_sql()
    sums = ", ".join(f"sum({each.part})::int, sum({each.whole})::int" for each in figures)
    sql = (
        f"SELECT {mask}, {question.group_sql}, {year}, count(*)::int, {sums}"
        f"{_JOIN.format(known=known, condition=condition)} GROUP BY 1, 2, 3"
    )
    facts: dict[str, Any] = {"until": question.until, "ages": [str(age) for age in question.ages]}
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, facts | mask_values | known_values)
        for kept, group, at, people, *numbers in cursor.fetchall():
            pairs = zip(numbers[::2], numbers[1::2], strict=True)
            found[kept, group, at] = [Count(people, people), *(Count(part, whole) for part, whole in pairs)]
    return found


def _summed(rows: Mapping[Key, list[Count]], year: int, kept: int) -> list[Count]:
    """Everybody of the year who passes the filters of ``kept``, whatever they say to the others."""
    listed = [counts for (mask, _group, at), counts in rows.items() if at == year and mask & kept == kept]
    return [_sum(counts) for counts in zip(*listed, strict=True)]


def _sum(counts: Sequence[Count]) -> Count:
    return Count(sum(count.part for count in counts), sum(count.whole for count in counts))


def _hidden(question: Question, groups: Mapping[str, Count], wider: Sequence[Count]) -> frozenset[str]:
    if gives_away(_sum(list(groups.values())), wider):
        return frozenset(groups)
    if question.split:
        return hidden_groups(groups)
    return frozenset(name for name, count in groups.items() if must_hide(count))


def _shown(
    group: str, year: int, counts: Sequence[Count], figures: Sequence[Figure], hidden: Sequence[frozenset[str]]
) -> FigureYear:
    people, *shares = (None if group in names else count for count, names in zip(counts, hidden, strict=True))
    return FigureYear(
        group,
        year,
        people.part if people else None,
        {figure.name: share for figure, share in zip(figures, shares, strict=True)},
    )


def _categories(question: Question, year: int, rows: Sequence[tuple[int, int, str, int]]) -> CategoryYear:
    """A category of a few is hidden, with as many more as it takes; all of it where that is not enough."""
    mine = {name: number for kept, at, name, number in rows if kept == question.whole_mask and at == year}
    total = sum(mine.values())
    nothing = CategoryYear(year, None, dict.fromkeys(sorted(mine)))
    for kept in range(question.whole_mask):
        wider: dict[str, int] = {}
        for mask, at, name, number in rows:
            if at == year and mask & kept == kept:
                wider[name] = wider.get(name, 0) + number
        if any(is_small(number - mine.get(name, 0)) for name, number in wider.items()):
            return nothing
    hidden = hidden_groups({name: Count(number, number) for name, number in mine.items()})
    together = sum(mine[name] for name in hidden)
    if hidden and (len(hidden) == 1 or is_small(together)):
        return nothing
    return CategoryYear(year, total, {name: None if name in hidden else mine[name] for name in sorted(mine)})
