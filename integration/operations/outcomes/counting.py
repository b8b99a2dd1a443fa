"""Counts traits: shares by year and group, and how many are of each category; small counts taken out.

A share has its own denominator: those whom the trait concerns. Both count people or programmes, except where a trait
holds a number (duties), whose sums are shown while the people behind them decide what is hidden.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from agencies.access import Actor
from integration.operations.outcomes.cases import cases_behind
from integration.operations.outcomes.questions import Group, Question, check_question, counting
from integration.outcomes.suppression import Cell, Cells, Count
from participants.models.participant import ParticipantQuerySet


@dataclass(frozen=True, slots=True)
class Figure:
    """A share: the SQL of what one row adds to part and whole. ``o`` is the person, ``t`` what the source joins.

    ``having`` and ``concerned`` are the people in the part and in the whole, where those are not people themselves.
    """

    name: str
    part: str
    whole: str
    having: str = ""
    concerned: str = ""

    @property
    def sums(self) -> tuple[str, str, str, str]:
        """The SQL of what is shown, and of the people it tells of."""
        return self.part, self.whole, self.having or self.part, self.concerned or self.whole


def part_of(figures: Sequence[Figure], name: str) -> str:
    """The condition that a row is in the part of the figure, or any row for ""; ``ValueError`` for an unknown one."""
    if not name:
        return "true"
    for figure in figures:
        if figure.name == name:
            return f"{figure.part} > 0"
    raise ValueError(name)


@dataclass(frozen=True, slots=True)
class Source:
    """What is counted: the SQL that joins it to the people ``o``, and the condition on which of it is.

    The join knows the parameters ``known_on`` and ``until``. ``has_jobs``: it joins people's jobs.
    """

    join: str
    condition: str
    has_jobs: bool = False


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


@dataclass(frozen=True, slots=True)
class _Year:
    """The table of one year; ``numbers`` by cell: of people first, and then four of each figure, its ``sums``."""

    cells: Sequence[Cell]
    numbers: NDArray[np.int32]


_JOIN = """
FROM integration_outcomeperson o
{join}
WHERE {known} AND {condition}
"""


def figure_years(
    actor: Actor, question: Question, figures: Sequence[Figure], *, source: Source, year: str
) -> list[FigureYear]:
    """Each group in each year, the newest year first. ``year`` is the caller's own SQL.

    Raises ``RuleRefused`` for a question that cannot be asked.
    """
    check_question(question, has_jobs=source.has_jobs)
    with counting(actor):
        years = _read(question, figures, source, year)
    found = []
    for each, table in sorted(years.items(), reverse=True):
        hidden = _hidden(question.cells(table.cells), table.numbers)
        place_of = {cell: place for place, cell in enumerate(table.cells)}
        # Filters and split name every dimension: a group is one cell, or nobody.
        listed = [*table.numbers.T.tolist(), [0] * len(table.numbers)]
        found += [
            _shown(group, each, listed[place_of[group.cells[0]] if group.cells else -1], figures, hidden)
            for group in question.groups(table.cells)
            if group.cells or any(group.carrier in names for names in hidden)
        ]
    return found


def category_years(  # noqa: PLR0913 - what differs between categories
    actor: Actor,
    question: Question,
    *,
    source: Source,
    category: str,
    year: str,
    parent: Callable[[str], str] | None = None,
    shown_sums: frozenset[str] = frozenset(),
    within: Source | None = None,
) -> list[CategoryYear]:
    """How many are of each category, year by year, the newest first; the question's split is not used.

    ``parent`` names the group of categories that a category belongs to; ``shown_sums`` are the groups whose sums other
    figures show. ``within`` are those of whom these are a part and whose number other figures show: where few of them
    are in no category, the year is hidden.
    """
    check_question(question, has_jobs=source.has_jobs)
    question = replace(question, split="")
    with counting(actor):
        years = _counted(question, source, year, category)
        wholes = _counted(question, within, year, "''") if within else {}
    found = [
        _categories(question, counts, at, Cells(list(counts), parent, shown_sums), wholes.get(at))
        for at, counts in sorted(years.items(), reverse=True)
    ]
    return [year for year in found if year.counts]


def _counted(question: Question, source: Source, year: str, category: str) -> Mapping[int, Mapping[Cell, int]]:
    """How many are in each cell of the table, whose first value is the category, by year."""
    known, known_values = question.known_sql()
    people = _JOIN.format(known=known, join=source.join, condition=source.condition)
    sql = (
        f"SELECT {question.cell_sql}, {year}, {category}, count(*)::int {people}"
        f" GROUP BY {question.group_by_sql}, {year}, 3"
    )
    years: dict[int, dict[Cell, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"until": question.until} | known_values)
        for cell, at, name, number in cursor.fetchall():
            years[at][name, *cell] = number
    return years


def cases_counted(
    actor: Actor, question: Question, *, source: Source, year: str, at: int, group: str, condition: str
) -> ParticipantQuerySet:
    """The cases of a group in a year for which the condition holds, of those the actor may see.

    Raises ``NotPermitted`` for who may see no cases, ``RuleRefused`` for a question that cannot be asked.
    """
    check_question(question, has_jobs=source.has_jobs)
    passes, passing = question.passes_sql(group)
    known, known_values = question.known_sql()
    people = _JOIN.format(known=known, join=source.join, condition=source.condition)
    sql = f"SELECT o.participant_id {people} AND {year} = %(at)s AND {passes} AND {condition}"
    return cases_behind(actor, sql, {"until": question.until, "at": at} | passing | known_values)


def _read(question: Question, figures: Sequence[Figure], source: Source, year: str) -> Mapping[int, _Year]:
    known, known_values = question.known_sql()
    sums = "".join(f", sum({each})::int" for figure in figures for each in figure.sums)
    people = _JOIN.format(known=known, join=source.join, condition=source.condition)
    sql = f"SELECT {question.cell_sql}, {year}, count(*)::int{sums} {people} GROUP BY {question.group_by_sql}, {year}"
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"until": question.until} | known_values)
        for row in cursor.fetchall():
            found[row[1]].append(row)
    return {
        at: _Year([tuple(row[0]) for row in rows], np.array([row[2:] for row in rows], np.int32).T)
        for at, rows in found.items()
    }


def _hidden(cells: Cells, numbers: NDArray[np.int32]) -> list[frozenset[str]]:
    """The hidden values of the number of people, and then of each figure.

    Where the people are hidden so is every share, and where the two denominators tell of a few the share is too.
    """
    people, having, concerned = numbers[:1], numbers[3::4], numbers[4::4]
    everybody = np.broadcast_to(people, concerned.shape)
    tables = np.concatenate([people, having, concerned]), np.concatenate([people, concerned, everybody])
    of_people, *of_each = cells.hidden_each(*tables)
    pairs = zip(of_each[: len(having)], of_each[len(having) :], strict=True)
    return [of_people, *(of_people.union(*pair) for pair in pairs)]


def _shown(
    group: Group, year: int, numbers: Sequence[int], figures: Sequence[Figure], hidden: Sequence[frozenset[str]]
) -> FigureYear:
    hides_people, *hides = (group.carrier in names for names in hidden)
    shares = {
        figure.name: None if hide else Count(part, whole)
        for figure, part, whole, hide in zip(figures, numbers[1::4], numbers[2::4], hides, strict=True)
    }
    return FigureYear(group.name, year, None if hides_people else numbers[0], shares)


def _categories(
    question: Question, counts: Mapping[Cell, int], year: int, cells: Cells, all_people: Mapping[Cell, int] | None
) -> CategoryYear:
    """A category of a few is hidden, with as many more as it takes; all of it where that is not enough."""
    people: dict[Cell, int] = defaultdict(int)
    for cell, number in counts.items():
        people[cell[1:]] += number
    (group,) = question.groups(people)
    mine = {cell[0]: number for cell, number in counts.items() if cell[1:] in group.cells}
    numbers, wholes = list(counts.values()), list(people.values())
    hidden = cells.hidden(numbers, numbers)
    hides_people = question.cells(list(people)).hidden(wholes, wholes)
    if all_people is not None:
        keys = [cell[1:] for cell in all_people]
        hides_people |= question.cells(keys).hidden([people.get(key, 0) for key in keys], list(all_people.values()))
    # Whether there is nobody in a hidden category is hidden as well.
    names = sorted(hidden.union(mine))
    if len(hidden) == 1 or group.carrier in hides_people:
        return CategoryYear(year, None, dict.fromkeys(names))
    return CategoryYear(year, sum(mine.values()), {name: None if name in hidden else mine[name] for name in names})
