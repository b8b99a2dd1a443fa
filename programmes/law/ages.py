"""Age bounds with right and duty (Act § 8), and the rules that are passed but not in force."""

from datetime import date
from typing import Final

from programmes.law.rules import AgeRule, PendingRule

_ACT_8 = "integreringsloven § 8 første ledd"

AGE_RULES: Final = (
    AgeRule(
        lowest=18,
        highest=55,
        highest_is_included=True,
        commences_on=date(2021, 1, 1),
        paragraph=_ACT_8,
        note="«mellom 18 og 55»: whether the person who is 55 is included must be verified with IMDi",
    ),
    AgeRule(
        lowest=18,
        highest=60,
        highest_is_included=True,
        commences_on=None,
        paragraph=_ACT_8,
        note="«fra og med 18 til og med 60 år»: lov 2025-06-20 nr. 35, the King decides when",
    ),
)

PENDING_RULES: Final = (
    PendingRule(
        code="age_18_60",
        summary="Rett og plikt fra og med 18 til og med 60 år",
        paragraph=_ACT_8,
        source="lov 2025-06-20 nr. 35",
    ),
    PendingRule(
        code="integration_declaration",
        summary="Integreringserklæring, som deltageren alene underskriver, i stedet for integreringskontrakt",
        paragraph="integreringsloven § 16",
        source="lov 2026-06-12 nr. 23",
    ),
)


def age_rule_on(day: date) -> AgeRule:
    """The age bounds in force on the day of the decision. Raises LookupError before the Act of 2021."""
    in_force = [rule for rule in AGE_RULES if rule.commences_on is not None and rule.commences_on <= day]
    if not in_force:
        raise LookupError(f"no age rule on {day}")
    return max(in_force, key=lambda rule: rule.commences_on or date.min)


def age_on(birth_date: date, day: date) -> int:
    """Age in whole years; who is born on 29 February turns a year older on 1 March in other years than leap years."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (not had_birthday)


def has_age_for_right_and_duty(birth_date: date, permit_granted_on: date, decided_on: date) -> bool:
    """Whether the age on the day of the permit is within the bounds in force on the day of the decision (Act § 8)."""
    return age_rule_on(decided_on).includes(age_on(birth_date, permit_granted_on))
