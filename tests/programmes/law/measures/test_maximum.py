"""How long each measure may last: the day that is lawful, and the day after."""

import datetime as dt

import pytest

from programmes.law.measures import RULES, Condition, MeasureFacts, MeasureKind, faults_of, last_lawful_day
from programmes.law.measures.maximum import MeasureFault, initial_limit, review_days

REDUCED = frozenset({Condition.REDUCED_CAPACITY})
NONE: frozenset[Condition] = frozenset()
DAY = dt.date(2026, 9, 1)


@pytest.mark.parametrize(
    ("kind", "first_day", "conditions", "first_limit", "whole_limit"),
    [
        ("work_training", DAY, NONE, dt.date(2027, 8, 31), dt.date(2027, 8, 31)),
        ("work_training", DAY, REDUCED, dt.date(2027, 8, 31), dt.date(2028, 2, 29)),
        ("work_training", dt.date(2026, 8, 31), REDUCED, dt.date(2027, 8, 30), dt.date(2028, 2, 29)),
        ("assessment", DAY, NONE, dt.date(2026, 9, 28), dt.date(2026, 11, 23)),
        ("follow_up", DAY, NONE, dt.date(2027, 2, 28), dt.date(2027, 8, 31)),
        ("follow_up", DAY, REDUCED, dt.date(2029, 8, 31), dt.date(2029, 8, 31)),
        ("mentor", DAY, NONE, dt.date(2027, 2, 28), dt.date(2027, 2, 28)),
        ("mentor", DAY, frozenset({Condition.UNDER_30_IN_VOCATIONAL}), dt.date(2029, 8, 31), dt.date(2029, 8, 31)),
        ("short_course", DAY, NONE, dt.date(2029, 8, 31), dt.date(2029, 8, 31)),
        ("basic_skills", DAY, frozenset({Condition.COMBINED_TRAINING}), dt.date(2030, 8, 31), dt.date(2030, 8, 31)),
        ("temporary_wage_subsidy", DAY, NONE, dt.date(2027, 8, 31), dt.date(2027, 8, 31)),
        ("temporary_wage_subsidy", DAY, REDUCED, dt.date(2028, 8, 31), dt.date(2028, 8, 31)),
        ("permanent_wage_subsidy", DAY, REDUCED, None, None),
        ("sheltered_work", DAY, NONE, None, None),
        ("rehabilitation", DAY, NONE, dt.date(2026, 11, 23), dt.date(2026, 11, 23)),
        ("work_preparation", DAY, NONE, dt.date(2027, 8, 31), dt.date(2028, 8, 31)),
        (
            "work_preparation",
            DAY,
            frozenset({Condition.FORMAL_EDUCATION}),
            dt.date(2027, 8, 31),
            dt.date(2029, 8, 31),
        ),
        ("four_year_wage_subsidy", DAY, NONE, dt.date(2030, 8, 31), dt.date(2030, 8, 31)),
        # The season ends before the four weeks do.
        ("summer_job", dt.date(2026, 8, 10), NONE, dt.date(2026, 8, 31), dt.date(2026, 8, 31)),
        ("summer_job", dt.date(2026, 6, 1), NONE, dt.date(2026, 6, 28), dt.date(2026, 6, 28)),
    ],
)
def test_the_last_lawful_day_is_inclusive(
    kind: str,
    first_day: dt.date,
    conditions: frozenset[Condition],
    first_limit: dt.date | None,
    whole_limit: dt.date | None,
) -> None:
    assert initial_limit(kind, first_day, conditions) == first_limit
    assert last_lawful_day(kind, first_day, conditions) == whole_limit


def _faults(kind: str, first_day: dt.date, last_day: dt.date, born: dt.date, *, extended: bool = False) -> list[str]:
    facts = MeasureFacts(
        kind=MeasureKind(kind), first_day=first_day, last_day=last_day, birth_date=born, is_extended=extended
    )
    return [finding.fault for finding in faults_of(facts)]


BORN = dt.date(1990, 5, 1)


@pytest.mark.parametrize(
    ("kind", "first_day", "last_day", "born", "extended", "faults"),
    [
        ("work_training", DAY, dt.date(2027, 8, 31), BORN, False, []),
        ("work_training", DAY, dt.date(2027, 9, 1), BORN, False, [MeasureFault.ABOVE_MAXIMUM]),
        ("assessment", DAY, dt.date(2026, 9, 28), BORN, False, []),
        ("assessment", DAY, dt.date(2026, 9, 29), BORN, False, [MeasureFault.ABOVE_FIRST_PERIOD]),
        ("assessment", DAY, dt.date(2026, 11, 23), BORN, True, []),
        ("assessment", DAY, dt.date(2026, 11, 24), BORN, True, [MeasureFault.ABOVE_MAXIMUM]),
        ("summer_job", dt.date(2026, 6, 1), dt.date(2026, 6, 28), dt.date(1996, 6, 2), False, []),
        ("summer_job", dt.date(2026, 6, 1), dt.date(2026, 6, 28), dt.date(1996, 6, 1), False, [MeasureFault.TOO_OLD]),
        ("summer_job", dt.date(2026, 5, 31), dt.date(2026, 6, 10), dt.date(2000, 1, 1), False,
         [MeasureFault.OUTSIDE_SEASON]),
        ("summer_job", dt.date(2026, 8, 20), dt.date(2026, 9, 1), dt.date(2000, 1, 1), False,
         [MeasureFault.OUTSIDE_SEASON]),
        ("work_training", DAY, dt.date(2026, 12, 1), dt.date(2010, 9, 2), False, [MeasureFault.TOO_YOUNG]),
        ("work_training", DAY, dt.date(2026, 12, 1), dt.date(2010, 9, 1), False, []),
        ("four_year_wage_subsidy", dt.date(2026, 7, 31), dt.date(2026, 12, 1), dt.date(2000, 1, 1), False,
         [MeasureFault.NO_RULE]),
        ("permanent_wage_subsidy", DAY, dt.date(2026, 12, 1), BORN, False, [MeasureFault.CONDITION_MISSING]),
        ("work_training", DAY, dt.date(2026, 8, 31), BORN, False, [MeasureFault.ENDS_BEFORE_IT_BEGINS]),
    ],
)  # fmt: skip
def test_the_day_that_is_lawful_and_the_day_after(
    kind: str, first_day: dt.date, last_day: dt.date, born: dt.date, extended: bool, faults: list[str]
) -> None:
    assert _faults(kind, first_day, last_day, born, extended=extended) == faults


def test_work_training_is_looked_at_every_third_month_until_it_ends() -> None:
    last_day = dt.date(2027, 2, 28)
    assert review_days("work_training", DAY, last_day, None) == dt.date(2026, 12, 1)
    assert review_days("work_training", DAY, last_day, dt.date(2026, 11, 30)) == dt.date(2027, 2, 28)
    assert review_days("work_training", DAY, last_day, dt.date(2026, 12, 1)) is None
    assert review_days("mentor", DAY, last_day, None) is None


def test_no_measure_has_two_rules_on_one_day() -> None:
    for kind in MeasureKind:
        rules = [rule for rule in RULES if rule.kind is kind]
        assert rules, kind
        assert sum(rule.binds(DAY) for rule in rules) == 1, kind
