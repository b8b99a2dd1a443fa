"""Counts traits: shares by year and group, and how many are of each category; small counts taken out.

A share has its own denominator: those whom the trait concerns. Both count people or programmes, except where a trait
holds a number (duties), whose sums are shown while the people behind them decide what is hidden.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import connection

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
class _Row:
    """A cell of the table in a year; for each figure what is shown, and the people it tells of."""

    people: int
    shown: tuple[Count, ...]
    told_of: tuple[Count, ...]


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
    for each in sorted(years, reverse=True):
        rows = years[each]
        hidden = _hidden(question.cells(list(rows)), list(rows.values()), len(figures))
        found += [
            _shown(group, each, rows[group.cells[0]] if group.cells else _nobody(figures), figures, hidden)
            for group in question.groups(rows)
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


def _read(
    question: Question, figures: Sequence[Figure], source: Source, year: str
) -> Mapping[int, Mapping[Cell, _Row]]:
    known, known_values = question.known_sql()
    sums = "".join(f", sum({each})::int" for figure in figures for each in figure.sums)
    people = _JOIN.format(known=known, join=source.join, condition=source.condition)
    sql = f"SELECT {question.cell_sql}, {year}, count(*)::int{sums} {people} GROUP BY {question.group_by_sql}, {year}"
    found: dict[int, dict[Cell, _Row]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"until": question.until} | known_values)
        for cell, at, number, *numbers in cursor.fetchall():
            pairs = [Count(part, whole) for part, whole in zip(numbers[::2], numbers[1::2], strict=True)]
            found[at][tuple(cell)] = _Row(number, tuple(pairs[::2]), tuple(pairs[1::2]))
    return found


def _hidden(cells: Cells, rows: Sequence[_Row], figures: int) -> list[frozenset[str]]:
    """The hidden values of the number of people, and then of each figure.

    Where the people are hidden so is every share, and where the two denominators tell of a few the share is too.
    """
    people = [row.people for row in rows]
    found = [cells.hidden(people, people)]
    for place in range(figures):
        parts, wholes = ([row.told_of[place][which] for row in rows] for which in (0, 1))
        found.append(found[0] | cells.hidden(parts, wholes) | cells.hidden(wholes, people))
    return found


def _nobody(figures: Sequence[Figure]) -> _Row:
    nothing = tuple(Count(0, 0) for _figure in figures)
    return _Row(0, nothing, nothing)


def _shown(
    group: Group, year: int, row: _Row, figures: Sequence[Figure], hidden: Sequence[frozenset[str]]
) -> FigureYear:
    hides_people, *hides = (group.carrier in names for names in hidden)
    shares = {
        figure.name: None if hide else share for figure, share, hide in zip(figures, row.shown, hides, strict=True)
    }
    return FigureYear(group.name, year, None if hides_people else row.people, shares)


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
