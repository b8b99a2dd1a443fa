from datetime import date, timedelta

import pytest

from programmes.law import (
    age_goal_rule,
    allowed_goals,
    check_rule_set,
    collective_overlay,
    counted_education,
    duration_limits,
    rule_set_for,
)
from programmes.law.enums import AgeDay, Education, Goal, NoticeCode, Protection
from programmes.law.rule_sets import INT_2021, INT_2026, RULE_SETS
from tests.programmes.law.documents import day

ORDINARY, COLLECTIVE = Protection.ORDINARY, Protection.COLLECTIVE
UPPER, BELOW, UA = Education.UPPER_SECONDARY, Education.BELOW, Education.UPPER_SECONDARY_UA_NO_HE_YEAR


def code(offer: str, protection: Protection, education: Education, goal: Goal) -> str | None:
    rule_set = rule_set_for(day(offer), protection, education, goal)
    return rule_set.code if rule_set else None


@pytest.mark.parametrize(
    ("offer", "ordinary", "collective"),
    [
        ("2020-12-31", None, None),
        ("2021-01-01", "INT_2021", None),
        ("2022-06-14", "INT_2021", None),
        ("2022-06-15", "INT_2021", "COLL_2022"),
        ("2023-06-30", "INT_2021", "COLL_2022"),
        ("2023-07-01", "INT_2021", "COLL_2023"),
        ("2024-01-31", "INT_2021", "COLL_2023"),
        ("2024-02-01", "INT_2021", "COLL_2024A"),
        ("2024-06-30", "INT_2021", "COLL_2024A"),
        ("2024-07-01", "INT_2021", "COLL_2024B"),
        ("2024-12-31", "INT_2021", "COLL_2024B"),
        ("2025-01-01", "INT_2021", "COLL_2024B"),
        ("2025-01-02", "INT_2021", "COLL_2024B"),
        ("2025-12-31", "INT_2021", "COLL_2024B"),
        ("2026-01-01", "INT_2026", "INT_2026"),
        ("2026-01-02", "INT_2026", "INT_2026"),
        ("2035-01-01", "INT_2026", "INT_2026"),
    ],
)
def test_the_offer_date_chooses_the_rule_set(offer: str, ordinary: str | None, collective: str | None) -> None:
    assert code(offer, ORDINARY, UPPER, Goal.WORK) == ordinary
    assert code(offer, COLLECTIVE, UPPER, Goal.WORK) == collective


@pytest.mark.parametrize("protection", Protection)
@pytest.mark.parametrize("goal", [Goal.PART_UPPER_SECONDARY, Goal.FULL_UPPER_SECONDARY, Goal.VOCATIONAL_TRAINING])
def test_an_upper_secondary_goal_of_2025_has_its_own_rule_set(protection: Protection, goal: Goal) -> None:
    old = "INT_2021" if protection is ORDINARY else "COLL_2024B"
    assert code("2024-12-31", protection, BELOW, goal) == old
    assert code("2025-01-01", protection, BELOW, goal) == old
    assert code("2025-01-02", protection, BELOW, goal) == "INT_2021_VGS25"
    assert code("2025-12-31", protection, BELOW, goal) == "INT_2021_VGS25"
    assert code("2026-01-01", protection, BELOW, goal) == "INT_2026"


@pytest.mark.parametrize("goal", [goal for goal in Goal if "upper_secondary" not in goal and "training" not in goal])
def test_another_goal_of_2025_keeps_the_old_rule_set(goal: Goal) -> None:
    assert code("2025-12-31", ORDINARY, BELOW, goal) == "INT_2021"
    assert code("2025-12-31", COLLECTIVE, BELOW, goal) == "COLL_2024B"


def test_with_upper_secondary_education_an_upper_secondary_goal_of_2025_keeps_the_old_rule_set() -> None:
    assert code("2025-06-01", ORDINARY, UPPER, Goal.FULL_UPPER_SECONDARY) == "INT_2021"
    assert code("2025-06-01", COLLECTIVE, UA, Goal.FULL_UPPER_SECONDARY) == "COLL_2024B"


def test_ukrainian_upper_secondary_without_the_year_counts_for_collective_protection_only() -> None:
    assert counted_education(UA, COLLECTIVE) is UPPER
    assert counted_education(UA, ORDINARY) is BELOW
    assert code("2025-06-01", ORDINARY, UA, Goal.FULL_UPPER_SECONDARY) == "INT_2021_VGS25"


@pytest.mark.parametrize("protection", Protection)
def test_from_chapter_6a_on_every_day_has_exactly_one_ordinary_choice(protection: Protection) -> None:
    on = date(2022, 6, 15)
    while on < date(2026, 3, 1):
        open_sets = [each for each in RULE_SETS if each.is_open_for(on, protection) and not each.only_for_its_goals]
        assert len(open_sets) == 1, on
        on += timedelta(days=1)


@pytest.mark.parametrize(
    ("offer", "protection", "education", "goals"),
    [
        ("2026-02-01", ORDINARY, UPPER, "work tertiary_preparation vocational_requalification"),
        ("2026-02-01", COLLECTIVE, UA, "work tertiary_preparation vocational_requalification"),
        ("2026-02-01", ORDINARY, BELOW, "work part_upper_secondary full_upper_secondary vocational_training"),
        ("2024-05-01", ORDINARY, UPPER, "work tertiary_preparation"),
        ("2024-05-01", COLLECTIVE, UPPER, "work tertiary_preparation higher_vocational"),
        ("2024-05-01", COLLECTIVE, UA, "work tertiary_preparation higher_vocational"),
        ("2024-05-01", ORDINARY, BELOW, " ".join(Goal)),
        ("2020-05-01", ORDINARY, BELOW, ""),
    ],
)
def test_the_goals_to_choose_from(offer: str, protection: Protection, education: Education, goals: str) -> None:
    assert set(allowed_goals(day(offer), protection, education)) == set(goals.split())


def test_limits_carry_their_paragraph() -> None:
    limits = duration_limits(day("2026-02-01"), ORDINARY, BELOW, Goal.PART_UPPER_SECONDARY)
    assert limits is not None
    assert (limits.maximum_months, limits.extension_maximum_months) == (36, 12)
    assert limits.paragraph == "integreringsloven § 14 fjerde ledd"
    assert limits.extension_required_if_it_helps


@pytest.mark.parametrize(
    ("offer", "noticed"),
    [
        ("2024-12-31", False),
        ("2025-01-01", True),
        ("2025-01-02", False),
        ("2025-12-31", False),
        ("2026-01-01", True),
        ("2026-01-02", False),
    ],
)
def test_an_offer_of_the_first_of_january_asks_to_check_the_rule_set(offer: str, noticed: bool) -> None:
    notice = check_rule_set(day(offer), INT_2021)
    assert (notice is not None and notice.code is NoticeCode.CHECK_RULE_SET) is noticed


@pytest.mark.parametrize(
    ("age", "education", "goals"),
    [
        (24, BELOW, {Goal.FULL_UPPER_SECONDARY, Goal.VOCATIONAL_TRAINING}),
        (25, BELOW, None),
        (24, UPPER, None),
        (55, BELOW, None),
        (56, BELOW, {Goal.WORK}),
        (56, UPPER, {Goal.WORK}),
    ],
)
def test_age_expects_some_goals(age: int, education: Education, goals: set[Goal] | None) -> None:
    ages = {AgeDay.PERMIT: age, AgeDay.DECISION: age}
    rule = age_goal_rule(INT_2026, ages, ORDINARY, education)
    assert (rule.goals if rule else None) == goals


@pytest.mark.parametrize(
    ("on", "protection", "found"),
    [
        ("2025-12-31", COLLECTIVE, False),
        ("2026-01-01", COLLECTIVE, True),
        ("2026-01-01", ORDINARY, False),
        ("2028-06-30", COLLECTIVE, True),
        ("2028-07-01", COLLECTIVE, False),
    ],
)
def test_collective_protection_keeps_its_overlay_until_july_2028(on: str, protection: Protection, found: bool) -> None:
    overlay = collective_overlay(protection, day(on))
    assert (overlay is not None) is found
    assert overlay is None or (not overlay.social_studies and overlay.norwegian_months == 12)
