"""The rule of ``integration.outcomes.suppression`` worked out value by value: what the fast one is held against."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import sub

from integration.outcomes.suppression import Cell, Numbers, is_small

_SMALL = frozenset(range(1, 5))


class PlainCells:
    """As ``Cells``, with the same arguments."""

    def __init__(
        self,
        cells: Sequence[Cell],
        parent: Callable[[str], str] | None = None,
        known: frozenset[str] = frozenset(),
    ) -> None:
        self._known = frozenset() if parent else known
        self._carriers = [cell[0] for cell in cells]
        self._is_line = all(len(cell) == 1 for cell in cells)
        self._others: dict[str, list[tuple[Cell, int]]] = defaultdict(list)
        for place, cell in enumerate(cells):
            self._others[cell[0]].append((cell[1:], place))
        self._blocks: dict[str, list[str]] = defaultdict(list)
        # Where two are as large, the first by name is hidden.
        for value in sorted(self._others):
            self._blocks[parent(value) if parent else ""].append(value)
        self._above = _Above(cells, parent, known) if parent else None

    def hidden(self, parts: Numbers, wholes: Numbers) -> frozenset[str]:
        """The values of the carrying dimension that are not shown when the cells count these parts of these wholes."""
        rests = list(map(sub, wholes, parts))
        if all(map(_SMALL.isdisjoint, (wholes, parts, rests))):
            return frozenset()
        columns = zip(self._carriers, wholes, parts, rests, strict=True)
        small = {value for value, whole, part, rest in columns if whole in _SMALL or part in _SMALL or rest in _SMALL}
        found = {
            value for name in (self._above.hidden(parts, wholes) if self._above else ()) for value in self._blocks[name]
        }
        for block in self._blocks.values():
            if not small.isdisjoint(block):
                found |= self._with_more(small.intersection(block), block, parts, wholes)
        return frozenset(found)

    def _with_more(self, small: set[str], block: Sequence[str], parts: Numbers, wholes: Numbers) -> set[str]:
        """What is small, and as much more, the smallest first, as it takes for it not to follow from sums."""
        hidden = _HiddenValues(self._others, parts, wholes)
        hidden.add(small)
        if self._is_line and hidden.is_safe:
            return hidden.values
        order = self._by_size(block, wholes)
        if not self._is_line:
            hidden.add(order[: 1 + max(place for place, value in enumerate(order) if value in small)])
        for value in order:
            if value in self._known or hidden.is_safe:
                break
            hidden.add([value])
        return hidden.values

    def _by_size(self, block: Sequence[str], wholes: Numbers) -> list[str]:
        """The values that there is anybody of, the smallest first, those that would hide nothing last."""
        if self._is_line:
            sizes = {value: wholes[self._others[value][0][1]] for value in block}
        else:
            sizes = {value: sum([wholes[place] for _others, place in self._others[value]]) for value in block}
        order = sorted(filter(sizes.__getitem__, block), key=sizes.__getitem__)
        order.sort(key=self._known.__contains__)
        return order


class _HiddenValues:
    """Values that are hidden together, and what they sum to along the other dimensions."""

    def __init__(self, others: Mapping[str, Sequence[tuple[Cell, int]]], parts: Numbers, wholes: Numbers) -> None:
        self.values: set[str] = set()
        self._others, self._parts, self._wholes = others, parts, wholes
        self._sums: dict[Cell, list[int]] = {}

    def add(self, values: Iterable[str]) -> None:
        for value in values:
            if value in self.values:
                continue
            self.values.add(value)
            for others, place in self._others[value]:
                sums = self._sums.setdefault(others, [0, 0])
                sums[0] += self._parts[place]
                sums[1] += self._wholes[place]

    @property
    def is_safe(self) -> bool:
        """Whether the sums are not of a few, and are not those of one value."""
        return len(self.values) > 1 and not any(
            is_small(part) or is_small(whole - part) for part, whole in self._sums.values()
        )


class _Above:
    """The table in which the carrying dimension has only the larger values."""

    def __init__(self, cells: Sequence[Cell], parent: Callable[[str], str], known: frozenset[str]) -> None:
        larger = [(parent(cell[0]), *cell[1:]) for cell in cells]
        self._names = list(dict.fromkeys(larger))
        place_of = {cell: place for place, cell in enumerate(self._names)}
        self._places = [place_of[cell] for cell in larger]
        self._cells = PlainCells(self._names, known=known)

    def hidden(self, parts: Numbers, wholes: Numbers) -> frozenset[str]:
        return self._cells.hidden(self._summed(parts), self._summed(wholes))

    def _summed(self, numbers: Numbers) -> list[int]:
        found = [0] * len(self._names)
        for place, number in zip(self._places, numbers, strict=True):
            found[place] += number
        return found
