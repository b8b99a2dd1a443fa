"""Small counts are not shown, and not in such a way that they can be found from other figures either (law.md 9.1).

A share rests on a numerator and a denominator. A part of fewer than five people can be recognised, so neither is shown
when it, or what is left of the denominator, is that small.

Whoever asks several questions can subtract the answers. All questions about the same dimensions (whichever of them are
filters, and which one splits) therefore read one table, and what is hidden in it depends on the table alone. The first
dimension carries the hiding: where one of its values has a small count anywhere in the table, the value is hidden
everywhere in it, with at least one more, so that neither sums along the dimension nor along the others give it away.
In tables of several dimensions all values up to the largest one with a small count are hidden. A finer table thereby
hides what a coarser one hid, and no sum of shown figures is one that is not shown.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SMALLEST_SHOWN = 5
Cell = tuple[str, ...]
"""The values in a table's dimensions; the first is that of the carrying dimension."""
Numbers = Sequence[int]
Table = NDArray[np.int32]
Flags = NDArray[np.bool_]
_MOST_NUMBERS = 1_000_000
"""How many numbers are worked on at a time: some ten times as many are held meanwhile."""


class Count(NamedTuple):
    """``part`` of ``whole``."""

    part: int
    whole: int

    @property
    def rest(self) -> int:
        """Those of the whole who are not in the part."""
        return self.whole - self.part

    @property
    def share(self) -> float:
        """The part as a share of the whole, 0 to 1; 0 of nobody."""
        return self.part / self.whole if self.whole else 0.0


def is_small(number: int) -> bool:
    """Whether so few people are recognisable. Nobody is no person, so zero may be shown."""
    return 0 < number < SMALLEST_SHOWN


def must_hide(count: Count) -> bool:
    """Whether the count must not be shown, by itself."""
    return count.whole < SMALLEST_SHOWN or is_small(count.part) or is_small(count.rest)


class Cells:
    """The cells of a table, in a fixed order in which their numbers are given.

    ``parent`` names the larger value that a value of the carrying dimension belongs to (the year of a quarter), where
    the larger ones are shown too: then nothing may follow from them either. ``known`` are larger values that other
    figures show unless they are small themselves, so that hiding them here would hide nothing.
    """

    def __init__(
        self,
        cells: Sequence[Cell],
        parent: Callable[[str], str] | None = None,
        known: frozenset[str] = frozenset(),
    ) -> None:
        # Where two are as large, the first by name is hidden.
        self._values = sorted({cell[0] for cell in cells})
        self._names = np.array(self._values, object)
        row_of = {value: row for row, value in enumerate(self._values)}
        column_of: dict[Cell, int] = {}
        self._rows = np.array([row_of[cell[0]] for cell in cells], int)
        self._columns = np.array([column_of.setdefault(cell[1:], len(column_of)) for cell in cells], int)
        self._shape = len(self._values), len(column_of)
        self._is_line = all(len(cell) == 1 for cell in cells)
        self._is_known = np.array([parent is None and value in known for value in self._values], bool)
        blocks: dict[str, list[int]] = defaultdict(list)
        for row, value in enumerate(self._values):
            blocks[parent(value) if parent else ""].append(row)
        self._blocks = {name: np.array(rows) for name, rows in blocks.items()}
        self._above = _Above(cells, parent, known) if parent else None

    def hidden(self, parts: Numbers, wholes: Numbers) -> frozenset[str]:
        """The values of the carrying dimension that are not shown when the cells count these parts of these wholes."""
        return self.hidden_each([parts], [wholes])[0]

    def hidden_each(self, parts: Sequence[Numbers] | Table, wholes: Sequence[Numbers] | Table) -> list[frozenset[str]]:
        """The same for many tables of the same cells (months, or figures), each by itself."""
        # The tables run along the last dimension of every array, which is the one that lies together in memory.
        part, whole = (np.ascontiguousarray(np.asarray(each, np.int32).T) for each in (parts, wholes))
        hides = np.zeros((len(self._values), len(parts)), bool)
        # What is worked out for one table takes as many numbers as it has cells, with those of nobody.
        step = max(1, _MOST_NUMBERS // (self._shape[0] * self._shape[1] or 1))
        tables = np.flatnonzero(_any_small(part, whole)) if part.size else np.array([], int)
        for start in range(0, len(tables), step):
            some = tables[start : start + step]
            hides[:, some] = self._hides(part[:, some], whole[:, some])
        return [frozenset(self._names[each].tolist()) for each in hides.T]

    def _hides(self, part: Table, whole: Table) -> Flags:
        """The values that are hidden, by value and table."""
        hides = np.zeros((len(self._values), part.shape[1]), bool)
        for names, table in zip(self._above.hidden_each(part, whole) if self._above else [], hides.T, strict=False):
            for name in names:
                table[self._blocks[name]] = True
        parts, wholes = self._spread(part), self._spread(whole)
        small = _any_small(parts.swapaxes(0, 1), wholes.swapaxes(0, 1))
        for block in self._blocks.values():
            touched = np.flatnonzero(np.logical_or.reduce(small[block]))
            if len(touched):
                within, cells = np.ix_(block, touched), np.ix_(block, np.arange(self._shape[1]), touched)
                hides[within] |= self._with_more(small[within], parts[cells], wholes[cells], self._is_known[block])
        return hides

    def _spread(self, numbers: Table) -> Table:
        """The numbers by value of the carrying dimension, what there is of the others, and table; 0 without a cell."""
        spread = np.zeros((*self._shape, numbers.shape[1]), numbers.dtype)
        spread[self._rows, self._columns] = numbers
        return spread

    def _with_more(self, small: Flags, parts: Table, wholes: Table, is_known: Flags) -> Flags:
        """What is small, and as much more, the smallest first, as it takes for it not to follow from sums."""
        sizes = wholes.sum(axis=1)
        known = np.broadcast_to(is_known[:, None], sizes.shape)
        # Of nobody nothing is hidden, and those that would hide nothing come last.
        order = np.lexsort((sizes, known, sizes == 0), axis=0)
        further = (sizes > 0) & ~known
        begun = small
        if not self._is_line:
            # In tables of several dimensions everything up to the largest small one is hidden.
            begun = _up_to_the_last(small, order)
        order = np.take_along_axis(order, np.argsort(~np.take_along_axis(begun, order, 0), axis=0, kind="stable"), 0)
        fewest, most = begun.sum(axis=0), (begun | further).sum(axis=0)
        number = _first_safe(fewest, most, *(np.take_along_axis(each, order[:, None], 0) for each in (parts, wholes)))
        hides = np.zeros_like(small)
        np.put_along_axis(hides, order, np.arange(len(order))[:, None] < number, 0)
        return hides


def _up_to_the_last(flags: Flags, order: NDArray[np.intp]) -> Flags:
    """All that in this order are not after the last one flagged."""
    places = np.arange(len(order))[:, None]
    last = np.max(np.where(np.take_along_axis(flags, order, 0), places, -1), axis=0)
    found = np.zeros_like(flags)
    np.put_along_axis(found, order, places <= last, 0)
    return found


def _first_safe(fewest: NDArray[np.intp], most: NDArray[np.intp], parts: Table, wholes: Table) -> NDArray[np.intp]:
    """How many of the first values are hidden: from ``fewest`` the first number that is safe, else ``most``.

    Safe is what is more than one value and whose sums along the other dimensions are not of a few.
    """
    sums = (np.cumsum(each, axis=0, dtype=each.dtype) for each in (parts, wholes - parts))
    tells = np.logical_or.reduce([np.logical_or.reduce(_is_small(each), axis=1) for each in sums])
    numbers = np.arange(1, len(tells) + 1)[:, None]
    is_safe = ~tells & (numbers >= np.maximum(fewest, 2))
    first = np.where(np.logical_or.reduce(is_safe), is_safe.argmax(axis=0) + 1, len(tells))
    return np.minimum(first, most)


class _Above:
    """The table in which the carrying dimension has only the larger values."""

    def __init__(self, cells: Sequence[Cell], parent: Callable[[str], str], known: frozenset[str]) -> None:
        larger = [(parent(cell[0]), *cell[1:]) for cell in cells]
        names = list(dict.fromkeys(larger))
        place_of = {cell: place for place, cell in enumerate(names)}
        self._belongs = np.zeros((len(names), len(cells)), np.int32)
        self._belongs[[place_of[cell] for cell in larger], np.arange(len(cells))] = 1
        self._cells = Cells(names, known=known)

    def hidden_each(self, parts: Table, wholes: Table) -> list[frozenset[str]]:
        return self._cells.hidden_each((self._belongs @ parts).T, (self._belongs @ wholes).T)


def _is_small(numbers: Table) -> Flags:
    # One comparison instead of two: below 1 there is a very large number.
    found: Flags = (numbers - 1).view(np.uint32) < SMALLEST_SHOWN - 1
    return found


def _any_small(parts: Table, wholes: Table) -> Flags:
    """Where along the first dimension any count is of a few."""
    found: Flags = np.logical_or.reduce(_is_small(parts) | _is_small(wholes) | _is_small(wholes - parts))
    return found
