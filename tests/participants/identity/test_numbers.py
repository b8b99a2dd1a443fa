import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from participants.identity.numbers import (
    IdentityKind,
    NumberFault,
    UnreadableNumberError,
    century_of,
    check_digits,
    duf_check_digits,
    faults_of,
    parse_number,
)

DIGITS = "0123456789"
FIRST_NINE = st.text(DIGITS, min_size=9, max_size=9)
FIRST_TEN = st.text(DIGITS, min_size=10, max_size=10)


@pytest.mark.parametrize(
    ("text", "kind", "born"),
    [
        ("15839049843", IdentityKind.NATIONAL_ID, dt.date(1990, 3, 15)),
        ("02910199733", IdentityKind.NATIONAL_ID, dt.date(2001, 11, 2)),
        ("60878549859", IdentityKind.D_NUMBER, None),
        ("71927949983", IdentityKind.D_NUMBER, None),
        ("209900000103", IdentityKind.DUF, None),
        (" 2099 123456 08 ", IdentityKind.DUF, None),
        ("158390 49843", IdentityKind.NATIONAL_ID, dt.date(1990, 3, 15)),
    ],
)
def test_the_examples_of_the_fact_sheet_are_classified_and_faultless(text, kind, born):
    number = parse_number(text)
    assert number.kind is kind
    assert number.birth_date == born
    assert faults_of(number, synthetic_only=True) == ()


@pytest.mark.parametrize("text", ["201212345603", "200205705502", "200900595509"])
def test_verified_real_duf_numbers_have_right_check_digits(text):
    assert parse_number(text).check_digits_hold


@pytest.mark.parametrize(
    "text", ["", "12345", "1234567890", "1234567890123", "2,09901E+11", "١٢٣٤٥٦٧٨٩٠١", "abcdefghijk"]
)
def test_anything_but_11_or_12_digits_is_unreadable(text):
    with pytest.raises(UnreadableNumberError):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "synthetic_only", "faults"),
    [
        ("15839049843", False, (NumberFault.SYNTHETIC_IN_PRODUCTION,)),
        ("209900000103", False, (NumberFault.SYNTHETIC_IN_PRODUCTION,)),
        ("201212345603", True, (NumberFault.NOT_SYNTHETIC,)),
        ("201212345603", False, ()),
        ("53857533973", True, (NumberFault.CHECK_DIGITS,)),
        ("209901004200", True, (NumberFault.DUF_CHECK_DIGITS,)),
        ("201212345604", True, (NumberFault.NOT_SYNTHETIC, NumberFault.DUF_CHECK_DIGITS)),
    ],
)
def test_faults_follow_the_numbers_series_and_where_the_system_runs(text, synthetic_only, faults):
    assert faults_of(parse_number(text), synthetic_only=synthetic_only) == faults


def test_only_a_duf_check_digit_is_a_warning():
    assert [fault for fault in NumberFault if fault.is_warning] == [NumberFault.DUF_CHECK_DIGITS]


@pytest.mark.parametrize("month", [0, 13, 21, 32, 41, 52, 66, 77, 80, 93])
def test_production_accepts_the_twelve_months_and_nothing_else(month):
    number = _with_check_digits(f"15{month:02d}90", range(500))
    assert NumberFault.NOT_A_BIRTH_NUMBER in faults_of(number, synthetic_only=False)
    assert NumberFault.NOT_SYNTHETIC in faults_of(number, synthetic_only=True)


@pytest.mark.parametrize(
    ("year", "individual", "century"),
    [
        (0, 0, 1900), (99, 499, 1900), (54, 500, 1800), (99, 749, 1800), (53, 500, None), (53, 749, None),
        (0, 500, 2000), (39, 999, 2000), (40, 899, None), (40, 900, 1900), (99, 999, 1900), (99, 750, None),
    ],
)  # fmt: skip
def test_the_century_follows_the_individual_digits(year, individual, century):
    assert century_of(year, individual) == century


def test_a_d_number_is_compared_by_day_month_and_two_digit_year():
    number = parse_number("60878549859")
    assert number.agrees_with(dt.date(1985, 7, 20))
    assert number.agrees_with(dt.date(2085, 7, 20))
    assert not number.agrees_with(dt.date(1985, 7, 21))


def test_a_national_number_is_compared_with_its_century_and_a_duf_number_not_at_all():
    assert parse_number("15839049843").agrees_with(dt.date(1990, 3, 15))
    assert not parse_number("15839049843").agrees_with(dt.date(1890, 3, 15))
    assert parse_number("209900000103").agrees_with(dt.date(1990, 3, 15))


def test_a_date_the_calendar_does_not_have_gives_no_birth_date():
    assert _with_check_digits("318290", range(500)).birth_date is None


@given(FIRST_NINE, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_always_caught(first_nine, position, change):
    control = check_digits(first_nine)
    assume(control is not None)
    digits = list(first_nine + str(control))
    digits[position] = str((int(digits[position]) + change) % 10)
    wrong = "".join(digits)
    assert parse_number(first_nine + str(control)).check_digits_hold
    assert not parse_number(wrong).check_digits_hold


@given(FIRST_NINE)
def test_check_digits_are_two_digits_or_none(first_nine):
    control = check_digits(first_nine)
    assert control is None or (len(control) == 2 and control.isdigit())


@given(FIRST_TEN)
def test_duf_check_digits_run_from_00_to_10(first_ten):
    control = duf_check_digits(first_ten)
    assert control in {f"{number:02d}" for number in range(11)}
    assert parse_number(first_ten + control).check_digits_hold


@given(st.dates(dt.date(1940, 1, 1), dt.date(2039, 12, 31)), st.booleans(), st.integers(0, 400))
def test_a_well_made_number_gives_its_birth_date_back(born, synthetic, individual):
    first, month = (0, born.month) if born.year < 2000 else (500, born.month)
    number = _with_check_digits(
        f"{born.day:02d}{month + (80 if synthetic else 0):02d}{born.year % 100:02d}",
        range(first + individual % 90, first + 500),
    )
    assert number.birth_date == born
    assert number.agrees_with(born)
    assert number.is_synthetic is synthetic


def _with_check_digits(birth, individuals):
    """The first number with these six digits that has check digits."""
    for individual in individuals:
        control = check_digits(f"{birth}{individual:03d}")
        if control is not None:
            return parse_number(f"{birth}{individual:03d}{control}")
    raise AssertionError(birth)
