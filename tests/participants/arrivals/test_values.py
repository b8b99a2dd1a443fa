import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.arrivals.dates import ImpossibleDateError, ReadDate, read_date
from participants.arrivals.languages import read_citizenship, read_language
from participants.arrivals.remarks import find_children
from participants.arrivals.values import (
    Education,
    Protection,
    Repaired,
    ResidenceBasis,
    Sex,
    UnknownValueError,
    read_education,
    read_email,
    read_municipality,
    read_phone,
    read_protection,
    read_residence_basis,
    read_sex,
)
from tests.participants.arrivals.lists import MUNICIPALITIES


@pytest.mark.parametrize(
    "text",
    [
        "05.03.1990", "5.3.1990", "05. 03. 1990", "5-3-1990", "1990-03-05", "1990-3-5", "19900305",
        "1990-03-05T00:00:00", "1990-03-05 12:30", "1990-03-05T12:30:00.000+01:00",
        "05.03.1990 00:00:00", " 05.03.1990 ", "05.03.1990.",
    ],
)  # fmt: skip
def test_a_date_is_read_in_every_usual_form(text):
    assert read_date(text) == ReadDate(dt.date(1990, 3, 5))


@pytest.mark.parametrize(
    "text",
    [
        "31.02.1990", "30.02.2000", "29.02.2001", "00.01.1990", "15.13.1990", "1990-02-31", "ukjent", "15.03.90",
        "15.03.0990", "15.03.2190", "mars 1990", "1990", "03/04/1990", "0", "1.1.", "15031990",
    ],
)  # fmt: skip
def test_an_impossible_or_ambiguous_date_is_refused(text):
    with pytest.raises(ImpossibleDateError):
        read_date(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [("15/03/1990", dt.date(1990, 3, 15)), ("4/4/1990", dt.date(1990, 4, 4)), ("04/4/1990", dt.date(1990, 4, 4))],
)
def test_slashes_are_read_day_first_where_nothing_else_is_possible(text, day):
    assert read_date(text) == ReadDate(day)


def test_a_spreadsheets_day_number_is_a_date_that_somebody_should_look_at():
    assert read_date("32947") == ReadDate(dt.date(1990, 3, 15), from_serial=True)
    assert read_date("  ") is None


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_every_date_is_read_back_in_both_forms(day):
    assert read_date(day.isoformat()) == read_date(f"{day.day}.{day.month}.{day.year}") == ReadDate(day)


@given(st.text(max_size=30))
def test_no_text_breaks_a_reader(text):
    readers = (
        read_date, read_sex, read_education, read_protection, read_residence_basis, read_phone, read_email,
        read_language, read_citizenship, find_children,
    )  # fmt: skip
    for reader in readers:
        try:
            reader(text)
        except (UnknownValueError, ImpossibleDateError):
            continue


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("Kollektiv beskyttelse § 34", ResidenceBasis.COLLECTIVE),
        ("Flyktning § 28", ResidenceBasis.REFUGEE),
        ("Overføringsflyktning § 35", ResidenceBasis.RESETTLEMENT),
        ("overføringsflyktning § 35 (3)", ResidenceBasis.RESETTLEMENT),
        ("Familieinnvandring", ResidenceBasis.FAMILY),
        ("Humanitært grunnlag § 38", ResidenceBasis.HUMANITARIAN),
        ("utl. § 38 femte ledd", ResidenceBasis.LIMITED_FAMILY),
        ("§ 38 (5)", ResidenceBasis.LIMITED_FAMILY),
        ("utlendingsloven § 34", ResidenceBasis.COLLECTIVE),
        ("§34", ResidenceBasis.COLLECTIVE),
        ("Selvstendig tillatelse § 53", ResidenceBasis.INDEPENDENT),
        ("collective", ResidenceBasis.COLLECTIVE),
        ("REFUGEE", ResidenceBasis.REFUGEE),
        ("resettlement", ResidenceBasis.RESETTLEMENT),
        ("family", ResidenceBasis.FAMILY),
        ("limited_family", ResidenceBasis.LIMITED_FAMILY),
        ("", None),
    ],
)
def test_residence_bases_are_read_in_norwegian_and_english(text, basis):
    assert read_residence_basis(text) is basis


@pytest.mark.parametrize("text", ["Turist", "Turist § 34", "Flyktning § 34", "§ 99", "Arbeid § 23"])
def test_a_basis_that_gives_no_programme_or_contradicts_itself_is_unknown(text):
    with pytest.raises(UnknownValueError):
        read_residence_basis(text)


@pytest.mark.parametrize(
    ("text", "education"),
    [
        ("Ingen", Education.NONE),
        ("Grunnskole", Education.PRIMARY),
        ("Videregående", Education.UPPER_SECONDARY),
        ("Fullført videregående (Ukraina)", Education.UPPER_SECONDARY_UA),
        ("Universitet/høgskole", Education.HIGHER),
        ("None", Education.NONE),
        ("University/college", Education.HIGHER),
        ("ukjent", None),
    ],
)
def test_education_is_read(text, education):
    assert read_education(text) is education


@pytest.mark.parametrize(
    ("text", "sex"),
    [("K", Sex.WOMAN), ("M", Sex.MAN), ("F", Sex.WOMAN), ("kvinne", Sex.WOMAN), ("Male", Sex.MAN), ("", None)],
)
def test_sex_is_read(text, sex):
    assert read_sex(text) is sex


@pytest.mark.parametrize(
    ("text", "protection"),
    [
        ("", Protection.OPEN),
        ("6", Protection.STRICTLY_CONFIDENTIAL),
        ("7", Protection.CONFIDENTIAL),
        ("kode 6", Protection.STRICTLY_CONFIDENTIAL),
        ("Strengt fortrolig", Protection.STRICTLY_CONFIDENTIAL),
        ("STRENGT_FORTROLIG", Protection.STRICTLY_CONFIDENTIAL),
        ("STRENGT_FORTROLIG_UTLAND", Protection.STRICTLY_CONFIDENTIAL_ABROAD),
        ("Fortrolig", Protection.CONFIDENTIAL),
        ("UGRADERT", Protection.OPEN),
    ],
)
def test_address_protection_is_read(text, protection):
    assert read_protection(text) is protection


@pytest.mark.parametrize("text", ["?", "ukjent", "8", "hemmelig"])
def test_a_protection_that_is_not_understood_is_never_open(text):
    with pytest.raises(UnknownValueError):
        read_protection(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ukrainsk", "uk"), ("Arabisk", "ar"), ("dari", "prs"), ("tigrinja", "ti"), ("fransk", "fr"), ("tyrkisk", "tr"),
        ("Tigrinya", "ti"), ("French", "fr"), ("uk", "uk"), ("prs", "prs"), ("somali", "so"),
        ("islandsk", "is"), ("", None),
    ],
)  # fmt: skip
def test_languages_are_read_by_norwegian_or_english_name_or_code(text, language):
    assert read_language(text) == language


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("UKR", "UKR"), ("syr", "SYR"), ("XXK", "XXK"), ("RKS", "XXK"), ("Kosovo", "XXK"), ("XXX", "XXX"),
        ("UA", "UKR"), ("Ukraina", "UKR"), ("Tyrkia", "TUR"), ("Afghanistan", "AFG"), ("-", None),
    ],
)  # fmt: skip
def test_countries_are_read_by_code_or_name(text, country):
    assert read_citizenship(text) == country


@pytest.mark.parametrize("text", ["Atlantis", "QQQ", "12"])
def test_what_is_no_country_and_no_language_is_unknown(text):
    with pytest.raises(UnknownValueError):
        read_citizenship(text)
    with pytest.raises(UnknownValueError):
        read_language(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4601", Repaired("4601")),
        ("0301", Repaired("0301")),
        ("301", Repaired("0301", is_repaired=True)),
        ("4601 Bergen", Repaired("4601")),
        ("Bergen (4601)", Repaired("4601")),
        ("", None),
    ],
)
def test_a_municipality_keeps_its_leading_zero_and_gets_a_lost_one_back(text, value):
    assert read_municipality(text, MUNICIPALITIES) == value


@pytest.mark.parametrize("text", ["9999", "Bergen", "46010", "4601 4631", "601"])
def test_a_number_that_is_no_municipality_is_unknown(text):
    with pytest.raises(UnknownValueError):
        read_municipality(text, MUNICIPALITIES)


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("+47 46089679", "+4746089679"), ("46 08 96 79", "+4746089679"), ("004746089679", "+4746089679"),
        ("4746089679", "+4746089679"), ("+380 (44) 123-45-67", "+380441234567"),
    ],
)  # fmt: skip
def test_phone_numbers_become_international(text, phone):
    found = read_phone(text)
    assert found is not None
    assert found.value == phone


@pytest.mark.parametrize("text", ["123", "ring meg", "+47", "46 08 96 7"])
def test_what_is_no_phone_number_is_unknown(text):
    with pytest.raises(UnknownValueError):
        read_phone(text)


def test_e_mail_addresses_are_checked():
    assert read_email(" Nour@Example.ORG ") == "Nour@example.org"
    for text in ("nour", "nour@", "nour@example", "a b@example.org", f"{'a' * 250}@example.org"):
        with pytest.raises(UnknownValueError):
            read_email(text)


@pytest.mark.parametrize(
    ("remark", "children"),
    [
        ('Sønn "Max"; født 2019,\nbor hos tante', ["sønn Max (født 2019)"]),
        ("Datter Olena f. 3.4.2015 og sønn Ivan", ["datter Olena (født 3.4.2015)", "sønn Ivan"]),
        ("Sønn født 2019", ["sønn (født 2019)"]),
        ('Son "Max"; born 2019', ["sønn Max (født 2019)"]),
        ("har barn, personlig egnet", []),
        ("Ringes etter kl. 12", []),
        ("Hanssønn Ola", []),
    ],
)
def test_children_in_a_remark_are_found_when_something_is_said_about_them(remark, children):
    assert [str(child) for child in find_children(remark)] == children
