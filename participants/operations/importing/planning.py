"""Decides, at the moment of the commit, what becomes of each row: pure, given the people who are known by then."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from participants.arrivals.checking import Category, CheckedRow
from participants.arrivals.matching import KnownPerson, Match, MatchKind, PersonIndex, candidate_of
from participants.arrivals.person import ParsedPerson
from participants.arrivals.tables import RawRow
from participants.models import ImportRow, RowDecision


@dataclass(frozen=True, slots=True)
class Planned:
    """A row and who it becomes: ``target`` is a known person's id, ``row:12`` for whom row 12 enrols, or nobody."""

    row: ImportRow
    person: ParsedPerson
    match: Match
    target: str | None

    @property
    def enrols(self) -> bool:
        """Whether the row brings a new person."""
        return self.target == _own(self.row.line)


def plan_rows(rows: Iterable[ImportRow], index: PersonIndex, linked: Mapping[int, UUID]) -> Iterator[Planned]:
    """Compare the rows, in the order of the file, with who is known now and with each other.

    ``linked`` are rows of the list that became somebody in an earlier commit.
    """
    targets: dict[int, str | None] = {line: str(pk) for line, pk in linked.items()}
    for row in rows:
        person = ParsedPerson.from_json(row.parsed)
        candidate = candidate_of(CheckedRow(RawRow(row.line, row.line, ()), person, (), Category.OK))
        match = index.match(candidate)
        target = targets[row.line] = _target(row, match, targets)
        index.add(_as_known(candidate, target))
        yield Planned(row, person, match, target)


def _target(row: ImportRow, match: Match, targets: Mapping[int, str | None]) -> str | None:
    """A certain match counts before a decision, which was made about what was known then."""
    if match.kind is MatchKind.KNOWN:
        return _resolved(match.people[0], targets)
    if row.decision == RowDecision.SAME_PERSON:
        return _chosen(row, match, targets)
    if match.kind is MatchKind.NEW or (row.decision == RowDecision.NEW_PERSON and _saw_all(row, match, targets)):
        return _own(row.line)
    return None


def _chosen(row: ImportRow, match: Match, targets: Mapping[int, str | None]) -> str | None:
    chosen = targets.get(row.matched_line) if row.matched_line is not None else str(row.matched_id or "")
    still_alike = {_resolved(other, targets) for other in match.people}
    return chosen if chosen in still_alike else None


def _saw_all(row: ImportRow, match: Match, targets: Mapping[int, str | None]) -> bool:
    """Whether whoever decided had seen everybody whom the row may be by now."""
    seen: set[str | None] = {str(pk) for pk in row.candidate_ids}
    seen |= {_own(line) for line in row.candidate_lines}
    seen |= {targets.get(line) for line in row.candidate_lines}
    return all(other.id in seen or _resolved(other, targets) in seen - {None} for other in match.people)


def _resolved(person: KnownPerson, targets: Mapping[int, str | None]) -> str | None:
    return person.id if person.row is None else targets.get(person.row)


def _as_known(candidate: KnownPerson, target: str | None) -> KnownPerson:
    """The row as later rows meet it: as the person it becomes, or as itself while nobody has decided."""
    if target is None or target == candidate.id:
        return candidate
    line = int(target.removeprefix("row:")) if target.startswith("row:") else None
    return replace(candidate, id=target, row=line)


def _own(line: int) -> str:
    return f"row:{line}"
