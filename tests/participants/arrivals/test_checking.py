import dataclasses
import datetime as dt
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.arrivals.checking import Category, check_row
from participants.arrivals.columns import Column, match_headings
from participants.arrivals.findings import RULES, Severity
from participants.arrivals.person import ParsedPerson
from participants.arrivals.tables import RawRow
from participants.arrivals.values import Education, Protection, ResidenceBasis, Sex
from tests.participants.arrivals.lists import CONTEXT, FULL_CSV, FULL_XLSX, HERE, MAPPING, check_file, checked, codes

NO_NUMBERS = {Column.DUF: "", Column.NATIONAL_NUMBER: ""}
STOPS = [
    ({Column.FAMILY_NAME: " ", Column.GIVEN_NAME: "-"}, "missing_name", Column.FAMILY_NAME),
    ({Column.BIRTH_DATE: ""}, "missing_birth_date", Column.BIRTH_DATE),
    ({Column.BIRTH_DATE: "ukjent"}, "missing_birth_date", Column.BIRTH_DATE),
    ({Column.BIRTH_DATE: "31.02.1990"}, "impossible_date", Column.BIRTH_DATE),
    ({Column.BIRTH_DATE: "15.03.1890"}, "impossible_date", Column.BIRTH_DATE),
    ({Column.SETTLED_ON: "31.02.2026"}, "impossible_date", Column.SETTLED_ON),
    ({Column.PERMIT_DATE: "2026-13-01"}, "impossible_date", Column.PERMIT_DATE),
    ({Column.BIRTH_DATE: "23.11.2026", **NO_NUMBERS}, "future_birth_date", Column.BIRTH_DATE),
    ({Column.NATIONAL_NUMBER: "15839049844"}, "number_check_digits", Column.NATIONAL_NUMBER),
    ({Column.NATIONAL_NUMBER: "53857533973"}, "number_check_digits", Column.NATIONAL_NUMBER),
    ({Column.NATIONAL_NUMBER: "1583904984"}, "number_unreadable", Column.NATIONAL_NUMBER),
    ({Column.DUF: "2,09901E+11"}, "number_unreadable", Column.DUF),
    ({Column.DUF: "201212345603"}, "number_not_synthetic", Column.DUF),
    ({Column.MUNICIPALITY: "9999"}, "unknown_municipality", Column.MUNICIPALITY),
    ({Column.MUNICIPALITY: ""}, "missing_municipality", Column.MUNICIPALITY),
    ({Column.RESIDENCE_BASIS: "Turist"}, "unknown_residence_basis", Column.RESIDENCE_BASIS),
    ({Column.RESIDENCE_BASIS: ""}, "missing_residence_basis", Column.RESIDENCE_BASIS),
    ({Column.GIVEN_NAME: "a" * 121}, "too_long", Column.GIVEN_NAME),
]
WARNS = [
    ({Column.DUF: "209900000104"}, "duf_check_digits", Column.DUF),
    ({Column.BIRTH_DATE: "16.03.1990"}, "birth_date_differs", Column.BIRTH_DATE),
    ({Column.SETTLED_ON: ""}, "missing_settlement_date", Column.SETTLED_ON),
    (NO_NUMBERS, "no_number", Column.DUF),
    ({Column.SEX: "X"}, "unknown_sex", Column.SEX),
    ({Column.CITIZENSHIP: "ATLANTIS"}, "unknown_citizenship", Column.CITIZENSHIP),
    ({Column.MOTHER_TONGUE: "klingonsk"}, "unknown_language", Column.MOTHER_TONGUE),
    ({Column.EDUCATION: "litt"}, "unknown_education", Column.EDUCATION),
    ({Column.PHONE: "123"}, "unknown_phone", Column.PHONE),
    ({Column.EMAIL: "nei"}, "unknown_email", Column.EMAIL),
    ({Column.ADDRESS_PROTECTION: "8"}, "unknown_protection", Column.ADDRESS_PROTECTION),
    ({Column.BIRTH_DATE: "32947"}, "date_from_serial", Column.BIRTH_DATE),
    ({Column.PERMIT_VALID_UNTIL: "31.01.2026"}, "permit_ends_before_it_begins", Column.PERMIT_VALID_UNTIL),
    ({Column.DUF: "15839049843", Column.NATIONAL_NUMBER: ""}, "number_in_other_column", Column.DUF),
    (
        {Column.DUF: "209900000103", Column.NATIONAL_NUMBER: "209900000208"},
        "second_number_of_a_kind",
        Column.NATIONAL_NUMBER,
    ),
]


def test_a_faultless_row_is_ok_and_fully_understood():
    row = checked()
    assert row.category is Category.OK
    assert row.findings == ()
    assert row.person.sex is Sex.WOMAN
    assert row.person.residence_basis is ResidenceBasis.REFUGEE
    assert row.person.education is Education.PRIMARY
    assert row.person.birth_date == dt.date(1990, 3, 15)
    assert [number.value for number in row.person.numbers] == ["209900000103", "15839049843"]


@pytest.mark.parametrize(("changes", "code", "column"), STOPS)
def test_a_fault_of_the_readme_stops_the_row_with_its_reason_and_column(changes, code, column):
    row = checked(changes)
    assert row.category is Category.FAULTY
    (error,) = row.errors
    assert (error.code, error.column) == (code, column)
    assert error.heading
    assert error.text.endswith((".", "?"))


@pytest.mark.parametrize(("changes", "code", "column"), WARNS)
def test_what_is_only_a_warning_lets_the_row_through(changes, code, column):
    row = checked(changes)
    assert row.category is Category.OK
    found = next(finding for finding in row.findings if finding.code == code)
    assert (found.severity, found.column) == (Severity.WARNING, column)


@pytest.mark.parametrize(
    ("born", "warns"),
    [("01.02.2008", False), ("02.02.2008", True), ("02.02.1970", False), ("01.02.1970", True), ("04.03.1962", True)],
)
def test_age_is_counted_on_the_day_of_the_permit_with_55_included(born, warns):
    row = checked({Column.BIRTH_DATE: born, **NO_NUMBERS})
    assert ("age_out_of_bounds" in codes(row)) is warns
    assert row.category is Category.OK


def test_production_refuses_synthetic_people():
    row = checked(context=dataclasses.replace(CONTEXT, synthetic_only=False))
    assert [error.code for error in row.errors] == ["number_synthetic", "number_synthetic"]


def test_a_row_of_another_municipality_is_set_aside_even_with_faults():
    row = checked({Column.MUNICIPALITY: "4631", Column.BIRTH_DATE: ""})
    assert row.category is Category.OTHER_MUNICIPALITY
    assert {"missing_birth_date", "other_municipality"} <= set(codes(row))


def test_a_protection_that_is_not_understood_is_the_strictest():
    assert checked({Column.ADDRESS_PROTECTION: "?"}).person.protection is Protection.STRICTLY_CONFIDENTIAL
    assert checked({Column.ADDRESS_PROTECTION: "7"}).person.is_protected


@pytest.mark.parametrize(
    ("changes", "column"),
    [({Column.NATIONAL_NUMBER: "2910199733", Column.BIRTH_DATE: "02.11.2001"}, Column.NATIONAL_NUMBER)],
)
def test_a_lost_leading_zero_comes_back_with_a_warning(changes, column):
    row = checked(changes)
    assert row.category is Category.OK
    assert codes(row) == ["leading_zero_restored"]
    assert "02910199733" in {number.value for number in row.person.numbers}


def test_a_municipality_that_lost_its_zero_is_known():
    oslo = dataclasses.replace(CONTEXT, municipality="0301")
    row = checked({Column.MUNICIPALITY: "301"}, context=oslo)
    assert (row.category, row.person.municipality, codes(row)) == (Category.OK, "0301", ["leading_zero_restored"])


@pytest.mark.parametrize(
    ("name", "written"),
    [("  SKOROBOHATKO ", "Skorobohatko"), ("AL-MASRI", "Al-Masri"), ("LE GALL", "Le Gall"), ("İNÖNÜ", "İnönü")],
)
def test_a_name_in_capitals_is_written_as_a_name(name, written):
    row = checked({Column.FAMILY_NAME: name})
    assert row.person.family_name == written
    assert codes(row) == ["name_recased"]


@pytest.mark.parametrize("name", ["Li", "LI", "de Sousa", "McDonald", "Demʼianiuk"])
def test_other_names_stay_as_they_are(name):
    assert checked({Column.FAMILY_NAME: name}).person.family_name == name


def test_one_name_is_enough():
    row = checked({Column.FAMILY_NAME: ""})
    assert (row.category, row.person.given_name) == (Category.OK, "Nour")


def test_children_in_the_remark_are_proposed_and_not_stored():
    row = checked({Column.REMARK: 'Sønn "Max"; født 2019,\nbor hos tante'})
    (finding,) = row.findings
    assert finding.severity is Severity.NOTICE
    assert "sønn Max (født 2019)" in finding.text
    assert "children" not in {field.name for field in dataclasses.fields(row.person)}


def test_a_person_survives_the_way_through_json():
    person = checked({Column.ADDRESS_PROTECTION: "6", Column.PHONE: "46089679"}).person
    assert ParsedPerson.from_json(json.loads(json.dumps(person.as_json()))) == person
    assert ParsedPerson.from_json(json.loads(json.dumps(ParsedPerson().as_json()))) == ParsedPerson()


def test_findings_can_be_stored_and_quote_only_a_little():
    (error,) = checked({Column.RESIDENCE_BASIS: "Turist " * 50}).errors
    stored = json.loads(json.dumps(error.as_json()))
    assert stored["code"] == "unknown_residence_basis"
    assert stored["column"] == "residence_basis"
    assert len(stored["text"]) < 200


@given(st.lists(st.text(max_size=25), min_size=20, max_size=20))
def test_no_row_breaks_the_check(cells):
    row = check_row(RawRow(2, 2, tuple(cells)), MAPPING, CONTEXT)
    assert row.raw.cells == tuple(cells)
    assert (row.category is Category.FAULTY) <= bool(row.errors)


def test_a_file_without_a_single_known_heading_gives_faulty_rows_and_no_crash():
    row = check_row(RawRow(2, 2, ("x",)), match_headings(["a"]), CONTEXT)
    assert row.category is Category.FAULTY
    assert {error.code for error in row.errors} == {
        "missing_name",
        "missing_birth_date",
        "missing_residence_basis",
        "missing_municipality",
    }


def test_every_code_has_a_sentence_without_loose_placeholders():
    assert all(sentence.count("{") == sentence.count("}") for _, sentence in RULES.values())


def test_the_dirty_sample_has_each_fault_where_it_is():
    rows = {row.number: row for row in check_file((HERE / "dirty-4601.csv").read_bytes())}
    assert {number: [error.code for error in row.errors] for number, row in rows.items() if row.errors} == {
        9: ["missing_birth_date"],
        14: ["number_check_digits"],
        18: ["unknown_municipality"],
        19: ["impossible_date"],
        20: ["missing_name"],
        21: ["missing_birth_date"],
        22: ["unknown_residence_basis"],
        23: ["missing_name"],
    }
    assert [number for number, row in rows.items() if row.category is Category.OTHER_MUNICIPALITY] == [3, 21]
    assert rows[8].person.family_name == "Skorobohatko"
    assert rows[8].person.numbers[0].value == "209901002007"
    assert codes(rows[10]) == ["duf_check_digits"]
    assert codes(rows[16]) == ["children_in_remark"]


def test_the_english_sample_is_understood():
    rows = check_file((HERE / "english-windows-1252.csv").read_bytes())
    assert [row.category for row in rows] == [Category.OK, Category.OK, Category.OTHER_MUNICIPALITY, Category.OK]
    assert [row.person.residence_basis for row in rows] == ["refugee", "family", "collective", "resettlement"]
    assert [row.person.mother_tongue for row in rows] == ["fr", "ar", "uk", "ti"]
    assert rows[2].person.education is Education.UPPER_SECONDARY_UA
    assert codes(rows[3]) == ["missing_settlement_date"]


@pytest.mark.parametrize("path", [FULL_CSV, FULL_XLSX])
def test_the_full_list_has_exactly_these_faults(path):
    rows = check_file(path.read_bytes())
    assert Counter(row.category for row in rows) == {"ok": 1065, "other_municipality": 87, "faulty": 48}
    assert Counter(error.code for row in rows for error in row.errors) == {
        "missing_birth_date": 13,
        "number_check_digits": 9,
        "impossible_date": 9,
        "unknown_residence_basis": 8,
        "unknown_municipality": 5,
        "missing_name": 5,
    }
    warnings = [finding.code for row in rows for finding in row.findings if finding.severity is Severity.WARNING]
    assert Counter(warnings) == {"age_out_of_bounds": 38, "no_number": 23, "duf_check_digits": 14}
