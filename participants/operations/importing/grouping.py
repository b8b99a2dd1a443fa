"""Which rows of a list must not be listed: those with address protection, and those that would give one away."""

from collections.abc import Sequence

from participants.arrivals.checking import CheckedRow
from participants.arrivals.matching import KnownPerson, Match, MatchKind

Matched = Sequence[tuple[CheckedRow, Match]]


def protected_lines(matched: Matched, protected_people: frozenset[str]) -> frozenset[int]:
    """The numbers of the rows to count and never list (law.md 7.3).

    1. A person is protected when the case or any row about the person says so: all rows about the person are. 2. A row
    that may be a protected person would be shown side by side with that person, so it is protected as well.
    """
    roots = _roots(matched)
    protected = {str(pk) for pk in protected_people}
    protected |= {roots[row.number] for row, _match in matched if row.person.is_protected}
    for row, match in matched:
        if match.kind is MatchKind.POSSIBLE and any(_root_of(other, roots) in protected for other in match.people):
            protected.add(roots[row.number])
    return frozenset(row.number for row, _match in matched if roots[row.number] in protected)


def _roots(matched: Matched) -> dict[int, str]:
    """For each row the person it certainly is: a known one, or the first row about the person."""
    roots: dict[int, str] = {}
    for row, match in matched:
        is_known = match.kind is MatchKind.KNOWN
        roots[row.number] = _root_of(match.people[0], roots) if is_known else f"row:{row.number}"
    return roots


def _root_of(person: KnownPerson, roots: dict[int, str]) -> str:
    return person.id if person.row is None else roots[person.row]
