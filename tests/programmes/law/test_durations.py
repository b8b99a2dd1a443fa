"""Every row of law.md 1.3 at its limits, through the clock."""

import pytest

from tests.programmes.law.documents import codes, result

NEW, OLD, Y2025 = "2026-01-01", "2024-05-01", "2025-06-01"
ORDINARY, COLLECTIVE = "ordinary", "collective"
UPPER, UA, BELOW = "upper_secondary", "upper_secondary_ua_no_he_year", "below"
OTHER_THAN_FULL = [
    *("work", "tertiary_preparation", "vocational_requalification", "part_upper_secondary"),
    *("vocational_training", "higher_vocational", "other"),
]

# offer, protection, education, goal, minimum, maximum, maximum extension
ROWS = [
    *[
        (NEW, protection, UPPER, goal, 1, 12, 0)
        for protection in (ORDINARY, COLLECTIVE)
        for goal in ("work", "tertiary_preparation", "vocational_requalification")
    ],
    (NEW, COLLECTIVE, UA, "work", 1, 12, 0),
    *[
        (offer, protection, BELOW, goal, 1, maximum, extension)
        for offer in (NEW, Y2025)
        for protection in (ORDINARY, COLLECTIVE)
        for goal, maximum, extension in (
            ("part_upper_secondary", 36, 12),
            ("full_upper_secondary", 48, 12),
            ("vocational_training", 60, 0),
        )
    ],
    (NEW, ORDINARY, BELOW, "work", 1, 24, 0),
    (NEW, COLLECTIVE, BELOW, "work", 1, 24, 0),
    (NEW, ORDINARY, UA, "work", 1, 24, 0),
    (OLD, ORDINARY, UPPER, "work", 3, 6, 6),
    (OLD, ORDINARY, UPPER, "tertiary_preparation", 3, 6, 6),
    *[(OLD, protection, BELOW, "full_upper_secondary", 3, 36, 12) for protection in (ORDINARY, COLLECTIVE)],
    *[(OLD, protection, BELOW, goal, 3, 24, 12) for protection in (ORDINARY, COLLECTIVE) for goal in OTHER_THAN_FULL],
    *[
        (offer, COLLECTIVE, UPPER, goal, 1, 6, 6)
        for offer in ("2022-06-15", "2023-07-01", "2024-02-01", "2024-07-01", "2025-12-31")
        for goal in ("work", "tertiary_preparation", "higher_vocational")
    ],
    ("2023-06-30", COLLECTIVE, UA, "tertiary_preparation", 1, 6, 6),
    ("2023-07-01", COLLECTIVE, UA, "tertiary_preparation", 1, 12, 0),
    ("2025-12-31", COLLECTIVE, UA, "higher_vocational", 1, 12, 0),
    ("2023-07-01", COLLECTIVE, UA, "work", 1, 6, 6),
    (Y2025, ORDINARY, BELOW, "work", 3, 24, 12),
]


def refused(row: tuple[str, str, str, str, int, int, int], months: int, extension_months: int) -> list[str]:
    offer, protection, education, goal, *_ = row
    answer = result(
        offer_date=offer,
        first_day="2026-02-02",
        protection=protection,
        education=education,
        goal=goal,
        months=months,
        extension_months=extension_months,
    )
    assert answer["last_day"] is not None or months < 1
    return codes(answer)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(map(str, row)))
class TestTheLimitsOfARow:
    def test_the_minimum_and_the_maximum_are_lawful(self, row: tuple[str, str, str, str, int, int, int]) -> None:
        *_, minimum, maximum, extension = row
        assert refused(row, minimum, 0) == []
        assert refused(row, maximum, extension) == []

    def test_a_month_above_the_maximum_is_refused(self, row: tuple[str, str, str, str, int, int, int]) -> None:
        assert refused(row, row[5] + 1, 0) == ["duration_above_maximum"]

    def test_a_month_below_the_minimum_is_refused(self, row: tuple[str, str, str, str, int, int, int]) -> None:
        below_one_month = row[4] == 1
        assert refused(row, row[4] - 1, 0) == ["invalid_dates" if below_one_month else "duration_below_minimum"]

    def test_a_month_above_the_extension_is_refused(self, row: tuple[str, str, str, str, int, int, int]) -> None:
        code = "extension_above_maximum" if row[6] else "extension_not_available"
        assert refused(row, row[5], row[6] + 1) == [code]


@pytest.mark.parametrize(
    ("offer", "protection", "education", "goal"),
    [
        (NEW, ORDINARY, UPPER, "part_upper_secondary"),
        (NEW, ORDINARY, UPPER, "higher_vocational"),
        (NEW, ORDINARY, UPPER, "other"),
        (NEW, ORDINARY, BELOW, "tertiary_preparation"),
        (NEW, COLLECTIVE, BELOW, "vocational_requalification"),
        (NEW, COLLECTIVE, BELOW, "other"),
        (OLD, ORDINARY, UPPER, "vocational_requalification"),
        (OLD, ORDINARY, UPPER, "higher_vocational"),
        (OLD, COLLECTIVE, UPPER, "full_upper_secondary"),
        (OLD, COLLECTIVE, UA, "other"),
        (Y2025, ORDINARY, UPPER, "full_upper_secondary"),
    ],
)
def test_a_goal_that_is_not_allowed_gives_only_that(offer: str, protection: str, education: str, goal: str) -> None:
    answer = result(
        offer_date=offer, protection=protection, education=education, goal=goal, months=99, extension_months=99
    )
    assert codes(answer) == ["goal_not_allowed"]
    assert answer["last_day"] is not None


def test_both_a_duration_and_an_extension_can_be_refused() -> None:
    answer = result(months=13, extension_months=1)
    assert codes(answer) == ["duration_above_maximum", "extension_not_available"]
    assert answer["base_last_day"] == "2027-04-01"


def test_a_refusal_says_the_limit_and_the_paragraph() -> None:
    [refusal] = result(months=13)["refused"]
    assert refusal["paragraph"] == "integreringsloven § 13 tredje ledd"
    assert refusal["detail"] == "Varigheten er 13 måneder. Det lengste for dette målet er 12 måneder."
