"""The basis of the introduction benefit (Integration Act § 20)."""

import itertools
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.law.benefit import BenefitCase, BenefitReason, HouseholdSpan, benefit_rows, fraction_on
from programmes.law.benefit_rows import BASIC_AMOUNTS, basic_amount_on

ADULT, START, END = date(1990, 1, 1), date(2025, 6, 1), date(2026, 5, 31)


def _case(**facts: object) -> BenefitCase:
    known: dict[str, object] = {"birth_date": ADULT, "first_day": START, "last_day": END}
    return BenefitCase(**(known | facts))  # type: ignore[arg-type]


def _span(**facts: object) -> tuple[HouseholdSpan, ...]:
    return (HouseholdSpan(**({"first_day": START} | facts)),)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "month", "day_rate", "hour", "two_thirds", "third", "five_sixths"),
    [
        (date(2021, 5, 1), "17733.17", "591.11", "115.03", "11822.11", "5911.06", "14777.64"),
        (date(2022, 5, 1), "18579.50", "619.32", "120.52", "12386.33", "6193.17", "15482.92"),
        (date(2023, 5, 1), "19770.00", "659.00", "128.24", "13180.00", "6590.00", "16475.00"),
        (date(2024, 5, 1), "20671.33", "689.04", "134.08", "13780.89", "6890.44", "17226.11"),
        (date(2025, 5, 1), "21693.33", "723.11", "140.71", "14462.22", "7231.11", "18077.78"),
        (date(2026, 5, 1), "22758.17", "758.61", "147.62", "15172.11", "7586.06", "18965.14"),
    ],
)
def test_the_amounts_are_those_of_the_table_of_rates(
    day: date, month: str, day_rate: str, hour: str, two_thirds: str, third: str, five_sixths: str
) -> None:
    young = date(day.year - 20, 1, 1)
    whole = benefit_rows(_case(first_day=day, last_day=day))[0]
    assert (whole.a_month, whole.a_day, whole.an_hour) == (Decimal(month), Decimal(day_rate), Decimal(hour))
    alone = benefit_rows(_case(first_day=day, last_day=day, birth_date=young))[0]
    assert alone.a_month == Decimal(two_thirds)
    home = HouseholdSpan(first_day=day, lives_with_parents=True)
    assert benefit_rows(_case(first_day=day, last_day=day, birth_date=young, spans=(home,)))[0].a_month == Decimal(
        third
    )
    pair = HouseholdSpan(first_day=day, couple_in_programme=True)
    row = benefit_rows(_case(first_day=day, last_day=day, spans=(pair,)))[0]
    # A programme that began before 1 July 2024 is not bound by the rule on couples.
    assert row.a_month == Decimal(five_sixths if day >= date(2024, 7, 1) else month)


@pytest.mark.parametrize(
    ("facts", "fraction", "reason"),
    [
        ({}, Fraction(1), BenefitReason.ADULT),
        ({"birth_date": date(2001, 1, 1)}, Fraction(2, 3), BenefitReason.YOUNG_ALONE),
        ({"birth_date": date(2001, 1, 1), "spans": _span(lives_with_parents=True)}, Fraction(1, 3),
         BenefitReason.YOUNG_WITH_PARENTS),
        ({"spans": _span(lives_with_parents=True)}, Fraction(1), BenefitReason.ADULT),
        ({"spans": _span(couple_in_programme=True)}, Fraction(5, 6), BenefitReason.COUPLE_IN_PROGRAMME),
        ({"spans": _span(couple_in_programme=True, has_children=True)}, Fraction(1),
         BenefitReason.COUPLE_WITH_CHILDREN),
        ({"birth_date": date(2001, 1, 1), "spans": _span(couple_in_programme=True)}, Fraction(2, 3),
         BenefitReason.YOUNG_ALONE),
    ],
)  # fmt: skip
def test_each_way_of_living_has_its_fraction(
    facts: dict[str, object], fraction: Fraction, reason: BenefitReason
) -> None:
    found, why, paragraph = fraction_on(_case(**facts), START)
    assert (found, why) == (fraction, reason)
    assert paragraph.startswith("integreringsloven § 20")


@pytest.mark.parametrize(("first_day", "fraction"), [(date(2024, 6, 30), 1), (date(2024, 7, 1), Fraction(5, 6))])
def test_couples_share_from_programmes_that_begin_on_1_july_2024(first_day: date, fraction: Fraction) -> None:
    pair = HouseholdSpan(first_day=first_day, couple_in_programme=True)
    assert fraction_on(_case(first_day=first_day, spans=(pair,)), date(2025, 1, 1))[0] == fraction


def test_the_rate_changes_on_the_25th_birthday() -> None:
    rows = benefit_rows(_case(birth_date=date(2000, 11, 15)))
    assert [(row.first_day, row.last_day, row.fraction) for row in rows] == [
        (START, date(2025, 11, 14), Fraction(2, 3)),
        (date(2025, 11, 15), date(2026, 4, 30), Fraction(1)),
        (date(2026, 5, 1), END, Fraction(1)),
    ]


def test_whoever_was_born_on_29_february_is_25_on_1_march() -> None:
    case = _case(birth_date=date(2000, 2, 29), first_day=date(2025, 2, 1))
    assert [fraction_on(case, date(2025, 2, 28))[0], fraction_on(case, date(2025, 3, 1))[0]] == [Fraction(2, 3), 1]


def test_a_change_of_household_begins_a_row() -> None:
    spans = (
        HouseholdSpan(first_day=START, last_day=date(2025, 9, 9), couple_in_programme=True),
        HouseholdSpan(first_day=date(2025, 9, 10), couple_in_programme=True, has_children=True),
    )
    rows = benefit_rows(_case(spans=spans, last_day=date(2025, 12, 31)))
    assert [(row.first_day, row.fraction) for row in rows] == [(START, Fraction(5, 6)), (date(2025, 9, 10), 1)]


def test_amounts_from_memory_say_so_and_days_before_the_first_row_have_none() -> None:
    assert [row.is_verified for row in BASIC_AMOUNTS] == [False] * 4 + [True] * 2
    assert basic_amount_on(date(2021, 4, 30)) is None
    row = benefit_rows(_case(first_day=date(2021, 4, 1), last_day=date(2021, 4, 2)))[0]
    assert (row.a_year, row.a_month) == (None, None)


_days = st.integers(0, 800).map(lambda number: START + timedelta(number))


@given(
    birth=st.dates(date(1960, 1, 1), date(2007, 1, 1)),
    changes=st.lists(st.tuples(_days, st.booleans(), st.booleans(), st.booleans()), max_size=6),
    length=st.integers(0, 900),
)
def test_rows_cover_every_day_once_and_neighbours_differ(
    birth: date, changes: list[tuple[date, bool, bool, bool]], length: int
) -> None:
    ordered = sorted({change[0]: change for change in changes}.values())
    spans = tuple(
        HouseholdSpan(
            first_day=day,
            last_day=ordered[at + 1][0] - timedelta(1) if at + 1 < len(ordered) else None,
            lives_with_parents=home,
            couple_in_programme=pair,
            has_children=children,
        )
        for at, (day, home, pair, children) in enumerate(ordered)
    )
    case = _case(birth_date=birth, last_day=START + timedelta(length), spans=spans)
    rows = benefit_rows(case)
    assert (rows[0].first_day, rows[-1].last_day) == (case.first_day, case.last_day)
    for row, following in itertools.pairwise(rows):
        assert following.first_day == row.last_day + timedelta(1)
        assert (row.fraction, row.reason, row.basic_amount) != (
            following.fraction, following.reason, following.basic_amount,
        )  # fmt: skip
    for row in rows:
        for day in (row.first_day, row.last_day):
            assert fraction_on(case, day)[0] == row.fraction
