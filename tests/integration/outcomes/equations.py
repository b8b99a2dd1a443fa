"""What follows from all the answers of a page, worked out: the sums of few people, of whom nothing was to be told.

The people of a finest cell (a value of each dimension) are parted in several ways: by a share into those in the part,
the rest, and those whom it does not concern; by their main activity; by what they did a year later. Each part is an
unknown number of people. Each shown figure is an equation about them, and so is that all parts of a cell are as many
in every way of parting. A sum is found when its row is a sum of the rows of the equations.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from integration.operations.outcomes.questions import Question
from integration.outcomes.suppression import is_small

Row = NDArray[np.float64]
Parts = tuple[str, frozenset[str]]
"""A way of parting, and some of its parts."""
_EXACT = 1e-7


@dataclass(frozen=True)
class Told:
    """An answer about a group in a year: so many people in some of the parts; None where it is not shown."""

    year: int
    group: str
    numbers: Mapping[Parts, int | None]


Page = Callable[[Question], Iterable[Told]]


@dataclass(frozen=True)
class Sum:
    """What can be found: the people of some parts, of those with these values."""

    year: int
    values: tuple[tuple[str, str], ...]
    parts: Parts
    number: int


class Equations:
    """The unknowns of one page, and what its answers say of them."""

    def __init__(self, dimensions: Sequence[str], ways: Mapping[str, Sequence[str]], base: Question) -> None:
        self.dimensions, self.ways, self._base = dimensions, ways, base
        self._values: dict[str, list[str]] = {}
        self._truth: dict[int, dict[tuple[tuple[str, ...], str, str], int]] = {}

    def know(self, page: Page) -> None:
        """Take in the truth from the page with nothing hidden: the finest cells, and every part by itself."""
        for name in self.dimensions:
            self._values[name] = sorted({told.group for told in page(self._asked(name, {}))})
        *others, last = self.dimensions
        truth: dict[int, dict[tuple[tuple[str, ...], str, str], int]] = defaultdict(dict)
        for values in product(*(self._values[name] for name in others)):
            for told in page(self._asked(last, dict(zip(others, values, strict=True)))):
                for (way, parts), number in told.numbers.items():
                    if len(parts) == 1 and number is not None:
                        truth[told.year][(*values, told.group), way, next(iter(parts))] = number
        self._truth = dict(truth)

    def found(self, page: Page) -> list[Sum]:
        """Every sum of a few people that follows from the answers to all questions."""
        return self.found_in(self.answers(page))

    def found_in(self, answers: Sequence[tuple[dict[str, str], Told]]) -> list[Sum]:
        """The same of answers that were asked for before."""
        return [each for year in self._truth for each in _Year(self, year, self._truth[year]).found(answers)]

    def answers(self, page: Page) -> list[tuple[dict[str, str], Told]]:
        """The answers to all questions, each with the values of those whom it tells of."""
        return list(self._answers(page))

    def choices(self, most: int) -> Iterator[dict[str, str]]:
        """Every combination of the values of at most so many dimensions."""
        for number in range(most + 1):
            for names in combinations(self.dimensions, number):
                for values in product(*(self._values[name] for name in names)):
                    yield dict(zip(names, values, strict=True))

    def _answers(self, page: Page) -> Iterator[tuple[dict[str, str], Told]]:
        for filters in self.choices(len(self.dimensions)):
            for split in ("", *(name for name in self.dimensions if name not in filters)):
                told_of = set()
                for told in page(self._asked(split, filters)):
                    told_of.add((told.year, told.group if split else ""))
                    yield {**filters, **({split: told.group} if split else {})}, told
                yield from self._silences(split, filters, told_of)

    def _silences(
        self, split: str, filters: Mapping[str, str], told_of: set[tuple[int, str]]
    ) -> Iterator[tuple[dict[str, str], Told]]:
        """A group of nobody is left out of an answer where nothing is hidden, and that tells that it is of nobody."""
        nobody = {(way, frozenset(parts)): 0 for way, parts in self.ways.items()}
        for year in self._truth:
            for group in self._values[split] if split else [""]:
                values = {**filters, **({split: group} if split else {})}
                if (year, group) not in told_of and not self._number_of(year, values):
                    yield values, Told(year, group, nobody)

    def _number_of(self, year: int, values: Mapping[str, str]) -> int:
        places = {self.dimensions.index(name): value for name, value in values.items()}
        return sum(
            number
            for (cell, _way, _part), number in self._truth[year].items()
            if all(cell[place] == value for place, value in places.items())
        )

    def cells(self) -> list[tuple[str, ...]]:
        """The finest cells, also those of nobody: that they are so is not known beforehand."""
        return list(product(*(self._values[name] for name in self.dimensions)))

    def _asked(self, split: str, filters: Mapping[str, str]) -> Question:
        return Question(self._base.until, self._base.known_on, split, dict(filters), self._base.ages)


class _Year:
    def __init__(self, equations: Equations, year: int, truth: Mapping[tuple[tuple[str, ...], str, str], int]) -> None:
        self._equations, self._year = equations, year
        cells = equations.cells()
        # A year has not every way: what people do the November after is not known of all years yet.
        ways = {way for _cell, way, _part in truth}
        self._ways = {way: parts for way, parts in equations.ways.items() if way in ways}
        self._unknowns = [(cell, way, part) for cell in cells for way, parts in self._ways.items() for part in parts]
        self._numbers = np.array([truth.get(each, 0) for each in self._unknowns], dtype=float)
        self._cells = np.array([cells.index(cell) for cell, _way, _part in self._unknowns])
        self._is_of = {
            (place, value): np.array([cell[place] == value for cell, _way, _part in self._unknowns])
            for place, name in enumerate(equations.dimensions)
            for value in {cell[place] for cell in cells}
            if name
        }
        self._is_in = {
            (way, part): np.array([each[1:] == (way, part) for each in self._unknowns])
            for way, parts in self._ways.items()
            for part in parts
        }

    def found(self, answers: Iterable[tuple[dict[str, str], Told]]) -> list[Sum]:
        rows = [
            self._row(values, parts)
            for values, told in answers
            if told.year == self._year
            for parts, number in told.numbers.items()
            if number is not None and parts[0] in self._ways
        ]
        if not rows:
            return []
        targets = list(self._targets())
        rows_of = np.array([self._row(dict(values), parts) for values, parts in targets])
        numbers = rows_of @ self._numbers
        same = self._identities()
        empty = np.zeros(len(self._unknowns), dtype=bool)
        while True:
            follows = self._follows(np.unique(np.array(rows), axis=0), same, rows_of, empty)
            # A sum of nobody leaves none of its unknowns open, and then more may follow.
            nobody = rows_of[follows & (numbers == 0)].sum(axis=0) > 0
            if not (nobody & ~empty).any():
                break
            empty |= nobody
        return [
            Sum(self._year, values, parts, int(number))
            for (values, parts), number, is_told in zip(targets, numbers, follows, strict=True)
            if is_told and is_small(int(number))
        ]

    def _follows(self, rows: Row, same: Row, wanted: Row, empty: NDArray[np.bool_]) -> NDArray[np.bool_]:
        known = np.vstack([rows, same])[:, ~empty]
        _left, sizes, basis = np.linalg.svd(known, full_matrices=False)
        kept = basis[sizes > _EXACT]
        open_part = wanted[:, ~empty]
        result: NDArray[np.bool_] = np.abs(open_part - (open_part @ kept.T) @ kept).max(axis=1, initial=0) < _EXACT
        return result

    def _row(self, values: Mapping[str, str], parts: Parts) -> Row:
        way, names = parts
        chosen = np.any([self._is_in[way, name] for name in names], axis=0)
        for name, value in values.items():
            place = self._equations.dimensions.index(name)
            chosen = chosen & self._is_of.get((place, value), np.zeros(len(self._unknowns), dtype=bool))
        return chosen.astype(float)

    def _identities(self) -> Row:
        """In every cell the parts of one way are as many people as those of another."""
        first, *others = self._ways
        found = []
        for other in others:
            for cell in range(self._cells.max() + 1):
                row = np.zeros(len(self._unknowns))
                for way, sign in ((first, 1.0), (other, -1.0)):
                    for part in self._ways[way]:
                        row[self._is_in[way, part] & (self._cells == cell)] = sign
                found.append(row)
        return np.array(found).reshape(-1, len(self._unknowns))

    def _targets(self) -> Iterator[tuple[tuple[tuple[str, str], ...], Parts]]:
        for values in self._equations.choices(len(self._equations.dimensions)):
            for way, parts in self._ways.items():
                whole = frozenset(parts)
                some = {frozenset({part}) for part in parts} | {whole - {part} for part in parts} | {whole}
                for each in sorted(some - {frozenset()}, key=sorted):
                    yield tuple(values.items()), (way, each)
