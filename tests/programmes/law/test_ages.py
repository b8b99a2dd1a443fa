import pytest

from programmes.law import AGE_RULES, PENDING_RULES, age_on, age_rule_on, has_age_for_right_and_duty
from tests.programmes.law.documents import day


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        ("2008-03-15", "2026-03-14", 17),
        ("2008-03-15", "2026-03-15", 18),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
    ],
)
def test_age_is_in_whole_years(birth: str, on: str, age: int) -> None:
    assert age_on(day(birth), day(on)) == age


@pytest.mark.parametrize(
    ("birth", "included"),
    [
        ("2008-03-02", False),  # 17 on the day of the permit
        ("2008-03-01", True),
        ("1970-03-02", True),  # 55
        ("1970-03-01", False),  # 56
    ],
)
def test_age_is_measured_on_the_day_of_the_permit(birth: str, included: bool) -> None:
    assert has_age_for_right_and_duty(day(birth), day("2026-03-01"), decided_on=day("2026-09-01")) is included


def test_the_age_of_60_is_passed_but_not_in_force() -> None:
    assert age_rule_on(day("2035-01-01")).highest == 55
    assert [(rule.lowest, rule.highest) for rule in AGE_RULES if rule.commences_on is None] == [(18, 60)]


def test_rules_not_in_force_have_no_date() -> None:
    assert {rule.code: rule.commences_on for rule in PENDING_RULES} == {
        "age_18_60": None,
        "integration_declaration": None,
    }


def test_before_the_act_there_is_no_age_rule() -> None:
    with pytest.raises(LookupError):
        age_rule_on(day("2020-12-31"))
