"""Which rules bind whom: the choice by date of the offer of start, protection, education and goal (law.md 1.3)."""

from collections.abc import Mapping
from datetime import date

from programmes.law.enums import AgeDay, Education, Goal, NoticeCode, Protection
from programmes.law.explanations import Notice
from programmes.law.rule_sets import BOUNDARY_DAYS, COLL_2026, EDUCATION_COUNTS_AS, RULE_SETS
from programmes.law.rules import AgeGoalRule, CollectiveOverlay, DurationRule, RuleSet


def counted_education(education: Education, protection: Protection) -> Education:
    """`UPPER_SECONDARY` or `BELOW`: what the education counts as for this protection (Regulations § 65a)."""
    return EDUCATION_COUNTS_AS.get((protection, education), education)


def rule_set_for(offer_date: date, protection: Protection, education: Education, goal: Goal) -> RuleSet | None:
    """The rule set of an offer of start; None before 2021, and for § 34 before chapter 6A (15 June 2022).

    Only the rule set for upper-secondary goals of 2025 looks at education and goal (Regulations § 76(1)).
    """
    for rule_set in RULE_SETS:
        if not rule_set.is_open_for(offer_date, protection):
            continue
        if rule_set.only_for_its_goals and duration_row(rule_set, protection, education, goal) is None:
            continue
        return rule_set
    return None


def duration_limits(offer_date: date, protection: Protection, education: Education, goal: Goal) -> DurationRule | None:
    """Minimum, maximum and extension in months with their paragraphs; None without a rule set or without the goal."""
    rule_set = rule_set_for(offer_date, protection, education, goal)
    return duration_row(rule_set, protection, education, goal) if rule_set else None


def duration_row(rule_set: RuleSet, protection: Protection, education: Education, goal: Goal) -> DurationRule | None:
    """The row of a rule set: one for exactly this education if there is one, else for what the education counts as."""
    exact = rule_set.duration_for(education, goal)
    return exact or rule_set.duration_for(counted_education(education, protection), goal)


def allowed_goals(offer_date: date, protection: Protection, education: Education) -> tuple[Goal, ...]:
    """The goals that the law has for this offer, in the order of the enumeration; empty where there is no rule set."""
    return tuple(goal for goal in Goal if duration_limits(offer_date, protection, education, goal))


def age_goal_rule(
    rule_set: RuleSet, ages: Mapping[AgeDay, int], protection: Protection, education: Education
) -> AgeGoalRule | None:
    """The goals expected at this age (under 25, over 55), which a caseworker may depart from with a written reason.

    `ages` is the age on each day that one may be measured on; a rule whose day is missing does not speak.
    """
    counted = counted_education(education, protection)
    return next(
        (
            rule
            for rule in rule_set.age_goals
            if rule.measured_on in ages and rule.covers(ages[rule.measured_on], counted)
        ),
        None,
    )


def collective_overlay(protection: Protection, day: date) -> CollectiveOverlay | None:
    """What remains special for a § 34 permit on a day under the ordinary rules of 2026; None for everyone else."""
    if protection is Protection.COLLECTIVE and COLL_2026.first_day <= day <= COLL_2026.last_day:
        return COLL_2026
    return None


def check_rule_set(offer_date: date, rule_set: RuleSet | None) -> Notice | None:
    """A notice where the offer has the very date on which «after 1 January» can be read in two ways (§§ 75, 76)."""
    if offer_date not in BOUNDARY_DAYS or rule_set is None:
        return None
    return Notice(
        NoticeCode.CHECK_RULE_SET,
        "integreringsforskriften §§ 75, 76",
        {"offer_date": offer_date, "rule_set": rule_set.code},
    )
