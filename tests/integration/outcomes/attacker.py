"""Somebody who asks every question there is and adds and subtracts the answers: what can be found of few people?

The finest cells (a value of each dimension and of the ages) are unknown numbers. Each shown figure is one equation
about them. A sum of cells is found when its row is a sum of the rows of the equations, whatever the numbers are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from agencies.access import Actor
from integration.models import AgeGroup
from integration.operations.outcomes.questions import Question
from integration.outcomes.suppression import is_small

ADULTS, ALL_AGES = (AgeGroup.ADULT,), tuple(AgeGroup)
Fine = tuple[str, ...]
Row = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """A group of an answer: the question's filters and the split's value, and the ages."""

    values: Mapping[str, str]
    ages: tuple[AgeGroup, ...]


class Universe:
    """The finest cells, with the true numbers of whole and part in each."""

    def __init__(self, dimensions: Sequence[str], truth: Mapping[Fine, tuple[int, int]]) -> None:
        self.dimensions = dimensions
        self.cells = list(truth)
        self.wholes = np.array([whole for whole, _part in truth.values()])
        self.parts = np.array([part for _whole, part in truth.values()])

    def values_of(self, dimension: str) -> list[str]:
        """What the dimension can be."""
        place = self.dimensions.index(dimension)
        return sorted({cell[place] for cell in self.cells})

    def row(self, asked: Asked) -> Row:
        """One for each cell that the group holds."""
        wanted = {self.dimensions.index(name): value for name, value in asked.values.items()}
        return np.array(
            [
                cell[-1] in [str(age) for age in asked.ages] and all(cell[at] == value for at, value in wanted.items())
                for cell in self.cells
            ],
            dtype=float,
        )

    def questions(self, actor: Actor, base: Question, most: int = 2) -> Iterator[tuple[Actor, Question]]:
        """Each split with each combination of at most so many filters, for both series."""
        for number in range(most + 1):
            for names in combinations(self.dimensions, number):
                for values in product(*(self.values_of(name) for name in names)):
                    for split in ("", *self.dimensions):
                        for ages in (ADULTS, ALL_AGES):
                            filters = dict(zip(names, values, strict=True))
                            yield actor, Question(base.until, base.known_on, split, filters, ages)

    def found(self, shown: Sequence[Asked], nothing: Sequence[Asked]) -> list[tuple[Asked, int]]:
        """The small numbers that follow from the figures shown.

        ``nothing``: groups of which the answers tell that there is nobody, so that their cells are known to be empty.
        """
        return [
            *self._found(shown, nothing, self.wholes, self.wholes),
            *self._found(shown, nothing, self.parts, self.wholes),
            *self._found(shown, nothing, self.wholes - self.parts, self.wholes),
        ]

    def _found(
        self, shown: Sequence[Asked], nothing: Sequence[Asked], numbers: NDArray[np.int_], wholes: NDArray[np.int_]
    ) -> list[tuple[Asked, int]]:
        rows = np.array([self.row(asked) for asked in shown])
        empty = np.array([self.row(asked) for asked in nothing]).sum(axis=0) > 0 if nothing else wholes < 0
        # A sum of nobody leaves none of its cells open.
        empty |= rows[rows @ numbers == 0].sum(axis=0) > 0
        rows = rows[:, ~empty]
        basis = np.linalg.svd(rows, full_matrices=False)
        kept = basis.Vh[basis.S > 1e-8]
        found = []
        for asked in self._targets():
            row = self.row(asked)
            number = int(row @ numbers)
            left = row[~empty] - kept.T @ (kept @ row[~empty])
            if is_small(number) and np.abs(left).max() < 1e-8:
                found.append((asked, number))
        return found

    def _targets(self) -> Iterator[Asked]:
        for number in range(len(self.dimensions) + 1):
            for names in combinations(self.dimensions, number):
                for values in product(*(self.values_of(name) for name in names)):
                    for ages in (ADULTS, (AgeGroup.YOUNG,), ALL_AGES):
                        yield Asked(dict(zip(names, values, strict=True)), ages)
