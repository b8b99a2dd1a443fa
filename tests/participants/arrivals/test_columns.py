import pytest

from participants.arrivals.columns import HEADINGS, Column, MappingError, column_of, map_by_hand, match_headings
from participants.arrivals.reading import read_table
from tests.participants.arrivals.lists import FULL_CSV, HERE


@pytest.mark.parametrize("path", [FULL_CSV, HERE / "english-windows-1252.csv"])
def test_all_headings_of_the_norwegian_and_the_english_list_are_matched(path):
    mapping = match_headings(read_table(path.read_bytes()).headings)
    assert list(mapping.positions) == list(Column)
    assert not mapping.needs_a_person


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("FØDSELSDATO", Column.BIRTH_DATE),
        ("  duf nr. ", Column.DUF),
        ("Fødselsnummer / D-nummer", Column.NATIONAL_NUMBER),
        ("e_post", Column.EMAIL),
        ("Fødselsdato (dd.mm.åååå)", Column.BIRTH_DATE),
        ("Etternavn *", Column.FAMILY_NAME),
        ("given  NAME", Column.GIVEN_NAME),
        ("Skostørrelse", None),
        ("", None),
    ],
)
def test_case_blanks_and_punctuation_do_not_count(heading, column):
    assert column_of(heading) is column


def test_no_heading_stands_for_two_fields():
    names = [name for column in HEADINGS.values() for name in column]
    assert [column_of(name) for name in names] == [column for column, names in HEADINGS.items() for _ in names]


def test_what_is_unknown_and_what_is_missing_is_told():
    mapping = match_headings(["Fornavn", "Skostørrelse", "Fødselsdato", "", "Feil"])
    assert mapping.unmatched == (1,)
    assert mapping.missing == (Column.RESIDENCE_BASIS, Column.MUNICIPALITY)
    assert mapping.needs_a_person


def test_a_list_without_names_lacks_a_name():
    assert Column.FAMILY_NAME in match_headings(["Fødselsdato"]).missing


def test_the_second_of_two_equal_headings_is_for_a_person():
    mapping = match_headings(["Etternavn", "Surname"])
    assert mapping.positions == {Column.FAMILY_NAME: 0}
    assert mapping.unmatched == (1,)


def test_a_person_may_choose_and_leave_out_columns():
    headings = ["Navn 1", "Navn 2", "Født", "Kjønn", "Rart"]
    mapping = map_by_hand(headings, {0: Column.FAMILY_NAME, 1: Column.SEX, 4: None})
    assert mapping.positions == {Column.FAMILY_NAME: 0, Column.SEX: 1, Column.BIRTH_DATE: 2}
    assert mapping.unmatched == (3,)
    assert mapping.heading_of(Column.SEX) == "Navn 2"
    assert mapping.heading_of(Column.DUF) == "DUF-nr"


@pytest.mark.parametrize("choices", [{9: Column.SEX}, {-1: Column.SEX}, {0: Column.SEX, 1: Column.SEX}])
def test_a_choice_that_cannot_be_used_is_refused(choices):
    with pytest.raises(MappingError):
        map_by_hand(["a", "b"], choices)
