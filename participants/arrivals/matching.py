"""Is the person of a row known already? The same rules against the municipality's people and between rows of one file.

data/README.md: the same number is the same person; so is a row without any number whose name, birth date and settlement
date are identical. The same birth date and alike names, swapped or transliterated, is a possible duplicate, which a
person decides. A shared number on people with other names *and* other birth dates is never taken as certain either.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from participants.arrivals.checking import Category, CheckedRow
from participants.arrivals.columns import Column
from participants.arrivals.findings import make_finding
from participants.names.likeness import Likeness, Name, likeness
from participants.names.search import plain_name


class MatchKind(StrEnum):
    """What the comparison came to."""

    NEW = "new"
    KNOWN = "known"
    POSSIBLE = "possible"


class MatchReason(StrEnum):
    """Why a row is known or possibly known."""

    SAME_NUMBER = "same_number"
    SAME_NUMBER_OTHER_PERSON = "same_number_other_person"
    NUMBERS_OF_SEVERAL = "numbers_of_several"
    IDENTICAL_WITHOUT_NUMBER = "identical_without_number"
    SEVERAL_IDENTICAL = "several_identical"
    ALIKE_IDENTICAL = "alike_identical"
    ALIKE_SWAPPED = "alike_swapped"
    ALIKE_TRANSLITERATION = "alike_transliteration"
    ALIKE_SPELLING = "alike_spelling"
    ALIKE_PART_MISSING = "alike_part_missing"


REASON_TEXTS: dict[MatchReason, str] = {
    MatchReason.SAME_NUMBER: "Samme identitetsnummer.",
    MatchReason.SAME_NUMBER_OTHER_PERSON: "Samme identitetsnummer, men et annet navn og en annen fødselsdato.",
    MatchReason.NUMBERS_OF_SEVERAL: "Numrene i raden hører til ulike personer.",
    MatchReason.IDENTICAL_WITHOUT_NUMBER: "Uten nummer, men samme navn, fødselsdato og bosettingsdato.",
    MatchReason.SEVERAL_IDENTICAL: "Flere kjente personer har samme navn, fødselsdato og bosettingsdato.",
    MatchReason.ALIKE_IDENTICAL: "Samme fødselsdato og samme navn.",
    MatchReason.ALIKE_SWAPPED: "Samme fødselsdato; fornavn og etternavn er byttet om.",
    MatchReason.ALIKE_TRANSLITERATION: "Samme fødselsdato; navnet er skrevet om på en annen måte.",
    MatchReason.ALIKE_SPELLING: "Samme fødselsdato; navnene ligner.",
    MatchReason.ALIKE_PART_MISSING: "Samme fødselsdato; en del av navnet mangler.",
}


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody a row is compared with; ``numbers`` are digits alone.

    ``id`` is the caller's; for people known from this file only it is ``row:12``, and ``row`` is set.
    """

    id: str
    given: str
    family: str
    birth_date: dt.date | None
    settled_on: dt.date | None
    numbers: frozenset[str] = frozenset()
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """The outcome: who it is or may be, in the database (``person_ids``) or earlier in the file (``rows``), and why."""

    kind: MatchKind
    people: tuple[KnownPerson, ...] = ()
    reasons: tuple[MatchReason, ...] = ()

    @property
    def person_ids(self) -> tuple[str, ...]:
        """The known people who are not only rows of this file."""
        return tuple(person.id for person in self.people if person.row is None)

    @property
    def rows(self) -> tuple[int, ...]:
        """The earlier rows of this file that are, or may be, the same person."""
        return tuple(person.row for person in self.people if person.row is not None)


class PersonIndex:
    """People by number and by birth date: a comparison looks at the few who share one, however many there are."""

    def __init__(self, people: Iterable[KnownPerson] = ()) -> None:
        self._by_number: defaultdict[str, list[KnownPerson]] = defaultdict(list)
        self._by_birth_date: defaultdict[dt.date, list[KnownPerson]] = defaultdict(list)
        for person in people:
            self.add(person)

    def add(self, person: KnownPerson) -> None:
        """Make ``person`` known from now on."""
        for number in person.numbers:
            self._by_number[number].append(person)
        if person.birth_date is not None:
            self._by_birth_date[person.birth_date].append(person)

    def match(self, candidate: KnownPerson) -> Match:
        """Compare ``candidate`` with everybody known: by number, then as identical, then as alike."""
        by_number = self._unique(other for number in sorted(candidate.numbers) for other in self._by_number[number])
        if by_number:
            return _match_by_number(candidate, by_number)
        born_the_same_day = self._born_on(candidate.birth_date)
        return _match_without_number(candidate, born_the_same_day) or _match_alike(candidate, born_the_same_day)

    def _born_on(self, day: dt.date | None) -> tuple[KnownPerson, ...]:
        return () if day is None else self._unique(self._by_birth_date.get(day, ()))

    @staticmethod
    def _unique(people: Iterable[KnownPerson]) -> tuple[KnownPerson, ...]:
        return tuple({person.id: person for person in people}.values())


def match_rows(rows: Iterable[CheckedRow], known: PersonIndex) -> Iterator[tuple[CheckedRow, Match]]:
    """Compare each row that may be enrolled with ``known`` and with the rows before it; each row enters the index.

    Rows that are faulty or another municipality's come back as NEW without being compared: they enrol nobody. A row
    that is somebody known adds its numbers to that person, so that a later row with only the other number finds them.
    ``known`` is added to: build a fresh one for each run.
    """
    for row in rows:
        if row.category is not Category.OK:
            yield row, Match(MatchKind.NEW)
            continue
        candidate = candidate_of(row)
        match = known.match(candidate)
        if match.kind is MatchKind.KNOWN:
            same = match.people[0]
            known.add(replace(candidate, id=same.id, row=same.row))
        else:
            known.add(candidate)
        yield row, match


def mark_repeats(rows: Iterable[CheckedRow]) -> tuple[CheckedRow, ...]:
    """The rows, those that are somebody of an earlier row with a notice saying which."""
    marked = []
    for row, match in match_rows(rows, PersonIndex()):
        if match.kind is MatchKind.KNOWN:
            notice = make_finding("already_in_file", Column.DUF, number=match.rows[0])
            marked.append(replace(row, findings=(*row.findings, notice)))
        else:
            marked.append(row)
    return tuple(marked)


def candidate_of(row: CheckedRow) -> KnownPerson:
    """The row's person, as others are compared with it."""
    person = row.person
    return KnownPerson(
        id=f"row:{row.number}",
        given=person.given_name,
        family=person.family_name,
        birth_date=person.birth_date,
        settled_on=person.settled_on,
        numbers=frozenset(number.value for number in person.numbers),
        row=row.number,
    )


def _match_by_number(candidate: KnownPerson, people: tuple[KnownPerson, ...]) -> Match:
    """One person with the number, and not clearly somebody else: known. Otherwise a person decides."""
    if len(people) > 1:
        return Match(MatchKind.POSSIBLE, people, (MatchReason.NUMBERS_OF_SEVERAL,))
    if _is_somebody_else(candidate, people[0]):
        return Match(MatchKind.POSSIBLE, people, (MatchReason.SAME_NUMBER_OTHER_PERSON,))
    return Match(MatchKind.KNOWN, people, (MatchReason.SAME_NUMBER,))


def _is_somebody_else(a: KnownPerson, b: KnownPerson) -> bool:
    return a.birth_date != b.birth_date and not _compare(a, b).is_possible_duplicate


def _match_without_number(candidate: KnownPerson, people: Iterable[KnownPerson]) -> Match | None:
    """A row without any number is known by identical name, birth date and settlement date."""
    if candidate.numbers or candidate.settled_on is None:
        return None
    identical = tuple(
        other for other in people if other.settled_on == candidate.settled_on and _has_identical_name(candidate, other)
    )
    if not identical:
        return None
    if len(identical) > 1:
        return Match(MatchKind.POSSIBLE, identical, (MatchReason.SEVERAL_IDENTICAL,))
    return Match(MatchKind.KNOWN, identical, (MatchReason.IDENTICAL_WITHOUT_NUMBER,))


def _match_alike(candidate: KnownPerson, people: Iterable[KnownPerson]) -> Match:
    compared = ((other, _compare(candidate, other)) for other in people)
    alike = sorted(
        ((other, found) for other, found in compared if found.is_possible_duplicate),
        key=lambda pair: -pair[1].score,
    )
    if not alike:
        return Match(MatchKind.NEW)
    reasons = dict.fromkeys(MatchReason(f"alike_{reason}") for _, found in alike for reason in found.reasons)
    return Match(MatchKind.POSSIBLE, tuple(other for other, _ in alike), tuple(reasons))


def _compare(a: KnownPerson, b: KnownPerson) -> Likeness:
    return likeness(Name(a.given, a.family), Name(b.given, b.family))


def _has_identical_name(a: KnownPerson, b: KnownPerson) -> bool:
    return (plain_name(a.given), plain_name(a.family)) == (plain_name(b.given), plain_name(b.family))
