"""Small counts are not shown, and not in such a way that they can be found by subtraction either (law.md 9.1).

A share rests on a numerator and a denominator. A part of fewer than five people can be recognised, so neither is shown
when it, or what is left of the denominator, is that small. A single hidden part would follow from the total minus the
others; then one more is hidden.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SMALLEST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Count:
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


def hidden_groups(
    groups: Mapping[str, Count], *, total_is_shown: bool = True, given_away: Iterable[str] = ()
) -> frozenset[str]:
    """The groups that are hidden when they are shown together with their total.

    Those that must be by themselves, those that another figure gives away, and then, the smallest first, as many more
    as it takes for what is hidden not to follow from the total: at least two groups, with five people or more between
    them, in the part as in the rest.
    """
    hidden = {name for name, count in groups.items() if count.whole and must_hide(count)} | set(given_away)
    if not hidden or not total_is_shown:
        return frozenset(hidden)
    others = sorted((name for name in groups if name not in hidden), key=lambda name: (groups[name].whole, name))
    for name in others:
        if _is_safe([groups[each] for each in hidden]):
            break
        if groups[name].whole:
            hidden.add(name)
    return frozenset(hidden)


def _is_safe(hidden: Sequence[Count]) -> bool:
    parts, rests = sum(count.part for count in hidden), sum(count.rest for count in hidden)
    return len(hidden) > 1 and not is_small(parts) and not is_small(rests) and parts + rests >= SMALLEST_SHOWN


def gives_away(chosen: Count, around: Sequence[Count]) -> bool:
    """Whether ``chosen`` and one of the counts ``around`` it differ by so few that they are recognisable.

    ``around`` holds the counts of the same question with one or more of its filters taken off, or of fewer ages.
    """
    for count in around:
        left = Count(abs(count.part - chosen.part), abs(count.whole - chosen.whole))
        if is_small(left.whole) or is_small(left.part) or is_small(left.rest):
            return True
    return False
