import datetime as dt
import random
import time
from collections import Counter

import pytest

from participants.arrivals.checking import Category
from participants.arrivals.columns import Column
from participants.arrivals.matching import KnownPerson, MatchKind, MatchReason, PersonIndex, mark_repeats, match_rows
from tests.participants.arrivals.lists import FULL_CSV, FULL_XLSX, HERE, check_file, checked, codes

BORN, SETTLED = dt.date(1990, 3, 15), dt.date(2026, 4, 1)
NOUR = KnownPerson("nour", "Nour", "Haddad", BORN, SETTLED, frozenset({"209900000103", "15839049843"}))
NO_NUMBERS = {Column.DUF: "", Column.NATIONAL_NUMBER: ""}
OTHER_NUMBERS = {Column.DUF: "209900000208", Column.NATIONAL_NUMBER: ""}


def match_of(changes, *known):
    ((_, match),) = match_rows([checked(changes)], PersonIndex(known))
    return match


@pytest.mark.parametrize(
    ("changes", "kind", "reason"),
    [
        ({}, MatchKind.KNOWN, MatchReason.SAME_NUMBER),
        ({Column.DUF: "2099 000001 03", Column.NATIONAL_NUMBER: ""}, MatchKind.KNOWN, MatchReason.SAME_NUMBER),
        ({Column.DUF: ""}, MatchKind.KNOWN, MatchReason.SAME_NUMBER),
        ({Column.GIVEN_NAME: "Anne", Column.FAMILY_NAME: "Berg"}, MatchKind.KNOWN, MatchReason.SAME_NUMBER),
        ({Column.BIRTH_DATE: "16.03.1990"}, MatchKind.KNOWN, MatchReason.SAME_NUMBER),
        (
            {Column.GIVEN_NAME: "Anne", Column.FAMILY_NAME: "Berg", Column.BIRTH_DATE: "01.01.1980"},
            MatchKind.POSSIBLE,
            MatchReason.SAME_NUMBER_OTHER_PERSON,
        ),
        (NO_NUMBERS, MatchKind.KNOWN, MatchReason.IDENTICAL_WITHOUT_NUMBER),
        (NO_NUMBERS | {Column.FAMILY_NAME: "HADDAD"}, MatchKind.KNOWN, MatchReason.IDENTICAL_WITHOUT_NUMBER),
        (NO_NUMBERS | {Column.SETTLED_ON: "02.04.2026"}, MatchKind.POSSIBLE, MatchReason.ALIKE_IDENTICAL),
        (NO_NUMBERS | {Column.SETTLED_ON: ""}, MatchKind.POSSIBLE, MatchReason.ALIKE_IDENTICAL),
        (OTHER_NUMBERS, MatchKind.POSSIBLE, MatchReason.ALIKE_IDENTICAL),
        (
            OTHER_NUMBERS | {Column.GIVEN_NAME: "Haddad", Column.FAMILY_NAME: "Nour"},
            MatchKind.POSSIBLE,
            MatchReason.ALIKE_SWAPPED,
        ),
        (NO_NUMBERS | {Column.GIVEN_NAME: "Nur"}, MatchKind.POSSIBLE, MatchReason.ALIKE_TRANSLITERATION),
    ],
)
def test_a_row_is_known_or_possibly_known_for_a_reason(changes, kind, reason):
    match = match_of(changes, NOUR)
    assert (match.kind, match.reasons, match.person_ids) == (kind, (reason,), ("nour",))


@pytest.mark.parametrize(
    "changes",
    [
        NO_NUMBERS | {Column.BIRTH_DATE: "16.03.1990"},
        OTHER_NUMBERS | {Column.GIVEN_NAME: "Rania"},
        NO_NUMBERS | {Column.GIVEN_NAME: "Anne", Column.FAMILY_NAME: "Berg"},
    ],
)
def test_another_birth_date_or_another_name_is_a_new_person(changes):
    assert match_of(changes, NOUR).kind is MatchKind.NEW


def test_a_missing_settlement_date_on_both_sides_is_not_identical():
    unsettled = KnownPerson("x", "Nour", "Haddad", BORN, None)
    assert match_of(NO_NUMBERS | {Column.SETTLED_ON: ""}, unsettled).kind is MatchKind.POSSIBLE


def test_numbers_of_two_people_in_one_row_are_for_a_person_to_decide():
    one = KnownPerson("one", "Nour", "Haddad", BORN, SETTLED, frozenset({"209900000103"}))
    two = KnownPerson("two", "Nour", "Haddad", BORN, SETTLED, frozenset({"15839049843"}))
    match = match_of({}, one, two)
    assert (match.kind, set(match.person_ids)) == (MatchKind.POSSIBLE, {"one", "two"})
    assert match.reasons == (MatchReason.NUMBERS_OF_SEVERAL,)


def test_two_identical_people_are_never_chosen_between():
    one = KnownPerson("one", "Nour", "Haddad", BORN, SETTLED)
    two = KnownPerson("two", "Nour", "Haddad", BORN, SETTLED)
    assert match_of(NO_NUMBERS, one, two).reasons == (MatchReason.SEVERAL_IDENTICAL,)


def test_rows_of_one_file_are_compared_with_each_other():
    rows = [
        checked({}, 2),
        checked({Column.NATIONAL_NUMBER: ""}, 3),
        checked(NO_NUMBERS | {Column.GIVEN_NAME: "Haddad", Column.FAMILY_NAME: "Nour"}, 4),
        checked(NO_NUMBERS | {Column.GIVEN_NAME: "Anne", Column.FAMILY_NAME: "Berg"}, 5),
    ]
    matches = [match for _, match in match_rows(rows, PersonIndex())]
    assert [match.kind for match in matches] == [MatchKind.NEW, MatchKind.KNOWN, MatchKind.POSSIBLE, MatchKind.NEW]
    assert [match.rows for match in matches] == [(), (2,), (2,), ()]
    assert all(match.person_ids == () for match in matches)


def test_a_known_row_teaches_its_other_number():
    known = KnownPerson("nour", "Nour", "Haddad", BORN, SETTLED, frozenset({"209900000103"}))
    rows = [checked({}, 2), checked({Column.DUF: "", Column.GIVEN_NAME: "Nora", Column.BIRTH_DATE: "15.03.1990"}, 3)]
    matches = [match for _, match in match_rows(rows, PersonIndex([known]))]
    assert [match.person_ids for match in matches] == [("nour",), ("nour",)]


def test_the_same_undecided_row_twice_is_one_undecided_row():
    swapped = OTHER_NUMBERS | {Column.GIVEN_NAME: "Haddad", Column.FAMILY_NAME: "Nour"}
    matches = [match for _, match in match_rows([checked(swapped, 2), checked(swapped, 3)], PersonIndex([NOUR]))]
    assert [(match.kind, match.rows) for match in matches] == [(MatchKind.POSSIBLE, ()), (MatchKind.KNOWN, (2,))]


def test_faulty_and_foreign_rows_are_neither_compared_nor_remembered():
    rows = [checked({Column.MUNICIPALITY: "4631"}, 2), checked({Column.RESIDENCE_BASIS: "Turist"}, 3), checked({}, 4)]
    assert [match.kind for _, match in match_rows(rows, PersonIndex())] == [MatchKind.NEW] * 3


def test_repeats_are_marked_with_the_row_they_repeat():
    rows = mark_repeats([checked({}, 2), checked({}, 3), checked(OTHER_NUMBERS, 4)])
    assert [codes(row) for row in rows] == [[], ["already_in_file"], []]
    assert "rad 2" in rows[1].findings[0].text


@pytest.mark.parametrize("path", [FULL_CSV, FULL_XLSX])
def test_the_full_list_matches_itself_exactly_like_this(path):
    matched = list(match_rows(check_file(path.read_bytes()), PersonIndex()))
    found = Counter((match.kind, *match.reasons) for row, match in matched if row.category is Category.OK)
    assert found == {
        (MatchKind.NEW,): 1007,
        (MatchKind.KNOWN, MatchReason.SAME_NUMBER): 25,
        (MatchKind.KNOWN, MatchReason.IDENTICAL_WITHOUT_NUMBER): 18,
        (MatchKind.POSSIBLE, MatchReason.ALIKE_SWAPPED): 10,
        (MatchKind.POSSIBLE, MatchReason.ALIKE_TRANSLITERATION): 5,
    }


def test_the_same_list_again_has_nobody_new():
    rows = check_file(FULL_CSV.read_bytes())
    enrolled = PersonIndex()
    people = []
    for row, match in match_rows(rows, enrolled):
        if row.category is Category.OK and match.kind is MatchKind.NEW:
            person = row.person
            numbers = frozenset(number.value for number in person.numbers)
            people.append(
                KnownPerson(
                    str(row.number),
                    person.given_name,
                    person.family_name,
                    person.birth_date,
                    person.settled_on,
                    numbers,
                )
            )
    again = Counter(match.kind for row, match in match_rows(rows, PersonIndex(people)) if row.category is Category.OK)
    assert again == {MatchKind.KNOWN: 1050, MatchKind.POSSIBLE: 15}


def test_the_csv_and_the_spreadsheet_say_the_same():
    from_csv, from_xlsx = (check_file(path.read_bytes()) for path in (FULL_CSV, FULL_XLSX))
    assert [row.person for row in from_csv] == [row.person for row in from_xlsx]
    assert [codes(row) for row in from_csv] == [codes(row) for row in from_xlsx]


def test_the_dirty_sample_has_its_repeats_and_possible_duplicates():
    matched = match_rows(check_file((HERE / "dirty-4601.csv").read_bytes()), PersonIndex())
    found = {row.number: (match.kind.value, match.rows) for row, match in matched if match.kind is not MatchKind.NEW}
    assert found == {
        11: ("possible", (5,)),
        13: ("known", (7,)),
        17: ("possible", (6,)),
        25: ("known", (12,)),
    }


def test_a_municipality_of_100_000_people_is_compared_in_seconds():
    chance = random.Random(4601)
    given = ["Nour", "Olena", "Yonas", "Farid", "Layla", "Mykola", "Selam", "Zahra"]
    family = ["Haddad", "Koval", "Haile", "Karimi", "Al-Masri", "Shevchenko", "Tekle", "Noorzai"]
    people = [
        KnownPerson(
            str(number),
            chance.choice(given),
            chance.choice(family),
            # one in ten has the unknown birthday that registers are full of
            dt.date(1950 + number % 55, 1, 1)
            if number % 10 == 0
            else dt.date(1950, 1, 1) + dt.timedelta(number % 20_000),
            SETTLED,
            frozenset({f"2099{number:08d}"}),
        )
        for number in range(100_000)
    ]
    rows = check_file(FULL_CSV.read_bytes())
    begun = time.perf_counter()
    matched = list(match_rows(rows, PersonIndex(people)))
    assert len(matched) == len(rows)
    assert time.perf_counter() - begun < 10
