"""What a plan must hold before it is final (law.md 13.6), and what is pointed out beside it."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from programmes.law.enums import Protection
from programmes.law.plan_facts import Lesson
from programmes.law.plan_requirements import check_plan
from programmes.law.plan_texts import PLAN_EN, PLAN_NB
from programmes.law.plan_words import ElementGroup, ElementKind, Level, PlanFindingCode, Schooling, Skill
from programmes.law.rule_sets import RULE_SETS
from tests.programmes.law.plan_facts import FIRST_DAY, LAST_DAY, an_element, plan_facts, whole_elements

C = PlanFindingCode
DAY = dt.timedelta(days=1)


def codes(**facts: Any) -> set[PlanFindingCode]:
    return {finding.code for finding in check_plan(plan_facts(**facts)).findings}


def missing(**facts: Any) -> set[PlanFindingCode]:
    return {finding.code for finding in check_plan(plan_facts(**facts)).missing}


def test_a_whole_plan_lacks_nothing_and_only_says_that_the_work_hours_are_reached() -> None:
    assert codes() == {C.WORK_HOURS_REACHED}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"is_mapped": False}, C.MAPPING_MISSING),
        ({"long_term_goal": "  "}, C.LONG_TERM_GOAL_MISSING),
        ({"strategy": None}, C.STRATEGY_MISSING),
        ({"schooling": None}, C.SCHOOLING_MISSING),
        ({"norwegian_hours": None}, C.SCOPE_MISSING),
        ({"social_studies_hours": None}, C.SOCIAL_STUDIES_HOURS),
        ({"appeal_informed": False}, C.APPEAL_INFORMATION_MISSING),
        ({"elements": (*whole_elements()[:3], replace(an_element(), reason=" "))}, C.REASON_MISSING),
        ({"elements": (*whole_elements()[:3], replace(an_element(), benefit=""))}, C.REASON_MISSING),
        ({"elements": (*whole_elements()[:3], replace(an_element(), hours_a_week=None))}, C.HOURS_MISSING),
    ],
)
def test_each_thing_that_is_missing_stands_against_finalising(facts: dict[str, Any], code: PlanFindingCode) -> None:
    assert missing(**facts) == {code}


@pytest.mark.parametrize("skill", list(Skill))
def test_each_of_the_four_skills_has_a_goal(skill: Skill) -> None:
    goals = {**plan_facts().norwegian_goal, skill: None}
    (finding,) = check_plan(plan_facts(norwegian_goal=goals)).missing
    assert (finding.code, finding.field) == (C.NORWEGIAN_GOAL_MISSING, f"norwegian_{skill}")


@pytest.mark.parametrize("place", range(4))
def test_each_mandatory_element_must_be_there(place: int) -> None:
    left = tuple(element for number, element in enumerate(whole_elements()) if number != place)
    (finding,) = check_plan(plan_facts(elements=left)).missing
    assert finding.code is C.ELEMENT_MISSING
    assert finding.paragraph.startswith("integreringsloven § 14 a")


@pytest.mark.parametrize(
    ("has_child", "is_missing", "code"),
    [(True, True, C.ELEMENT_MISSING), (None, False, C.HOUSEHOLD_UNKNOWN), (False, False, None)],
)
def test_a_child_under_18_brings_parental_guidance_and_an_unknown_household_a_question(
    has_child: bool | None, is_missing: bool, code: PlanFindingCode | None
) -> None:
    check = check_plan(plan_facts(has_child_under_18=has_child))
    found = [each for each in check.findings if each.parameters.get("group") is ElementGroup.PARENTAL_GUIDANCE]
    assert [each.code for each in found] == ([code] if code else [])
    assert bool(check.missing) is is_missing
    with_guidance = (*whole_elements(), an_element(ElementKind.PARENTAL_GUIDANCE, hours_a_week=Decimal(1)))
    assert codes(has_child_under_18=has_child, elements=with_guidance) == {C.WORK_HOURS_REACHED}


def test_collective_protection_has_life_skills_and_no_social_studies() -> None:
    without = tuple(each for each in whole_elements() if each.kind is not ElementKind.SOCIAL_STUDIES)
    facts = {"protection": Protection.COLLECTIVE, "social_studies_hours": None}
    assert C.ELEMENT_MISSING not in codes(**facts, elements=without)
    assert C.NOT_FOR_COLLECTIVE in codes(**facts, elements=whole_elements())
    assert C.NOT_FOR_COLLECTIVE in codes(protection=Protection.COLLECTIVE, elements=without)
    lacking = tuple(each for each in without if each.kind is not ElementKind.LIFE_SKILLS)
    assert C.ELEMENT_MISSING in missing(**facts, elements=lacking)


def test_before_2026_life_skills_were_not_asked_of_collective_protection() -> None:
    left = tuple(each for each in whole_elements() if each.kind is ElementKind.WORK_PRACTICE) + whole_elements()[:1]
    facts = {"rule_set": "COLL_2024B", "protection": Protection.COLLECTIVE, "social_studies_hours": None}
    assert missing(**facts, elements=left) == set()


@pytest.mark.parametrize(
    ("schooling", "minimum"),
    [
        (Schooling.BELOW_PRIMARY, "A2 A2 A2 B1"),
        (Schooling.PRIMARY, "B1 B1 B1 B1"),
        (Schooling.UPPER_SECONDARY, "B1 B1 B1 B2"),
        (Schooling.UPPER_SECONDARY_B2, "B2 B2 B2 B2"),
    ],
)
def test_the_norwegian_goal_is_held_against_the_guiding_minimum_of_the_schooling(
    schooling: Schooling, minimum: str
) -> None:
    order = list(Level)
    for skill, level in zip(Skill, map(Level, minimum.split()), strict=True):
        met = dict(zip(Skill, map(Level, minimum.split()), strict=True))
        lower = order[order.index(level) - 1]
        assert not missing(schooling=schooling, norwegian_goal=met)
        assert not missing(schooling=schooling, norwegian_goal={**met, skill: Level.C1})
        lowered = {**met, skill: lower}
        assert missing(schooling=schooling, norwegian_goal=lowered) == {C.BELOW_GUIDING_MINIMUM}
        assert not missing(schooling=schooling, norwegian_goal=lowered, norwegian_reason="Trenger tid.")
        if order.index(level) > 1:
            too_far = {**met, skill: order[order.index(level) - 2]}
            reasoned = {"schooling": schooling, "norwegian_goal": too_far, "norwegian_reason": "Trenger tid."}
            assert missing(**reasoned) == {C.LOWERED_TOO_FAR}


@pytest.mark.parametrize(
    ("last_day", "warns"), [(LAST_DAY, False), (LAST_DAY + DAY, True), (None, False), (LAST_DAY - DAY, False)]
)
def test_an_element_past_the_end_of_the_programme_is_pointed_out(last_day: dt.date | None, warns: bool) -> None:
    elements = (*whole_elements()[:3], replace(an_element(), last_day=last_day))
    assert (C.AFTER_PROGRAMME in codes(elements=elements)) is warns


def test_an_element_before_the_programme_is_noted_and_reversed_days_are_refused() -> None:
    early = replace(an_element(), first_day=FIRST_DAY - DAY)
    assert C.BEFORE_PROGRAMME in codes(elements=(*whole_elements()[:3], early))
    reversed_days = replace(an_element(), first_day=FIRST_DAY + DAY, last_day=FIRST_DAY)
    assert C.DAYS_REVERSED in missing(elements=(*whole_elements()[:3], reversed_days))


@pytest.mark.parametrize(
    ("begins", "ends", "meet"), [(8, 10, True), (10, 12, True), (12, 14, False), (6, 9, False), (9, 12, True)]
)
def test_two_elements_at_the_same_time_of_the_week_are_pointed_out(begins: int, ends: int, meet: bool) -> None:
    one = replace(an_element(), lessons=(Lesson(1, dt.time(9), dt.time(12)),))
    other = an_element(ElementKind.NORWEGIAN, lessons=(Lesson(1, dt.time(begins), dt.time(ends)),))
    assert (C.SAME_TIME in codes(elements=(*whole_elements()[1:3], one, other))) is meet
    next_day = replace(other, lessons=(Lesson(2, dt.time(begins), dt.time(ends)),))
    assert C.SAME_TIME not in codes(elements=(*whole_elements()[1:3], one, next_day))
    after = replace(other, first_day=FIRST_DAY + 60 * DAY)
    before = replace(one, last_day=FIRST_DAY + 59 * DAY)
    assert C.SAME_TIME not in codes(elements=(*whole_elements()[1:3], before, after))


def test_the_same_element_twice_in_one_time_is_pointed_out() -> None:
    assert C.SAME_ELEMENT in codes(elements=(*whole_elements(), replace(an_element(), key="again")))


def test_every_finding_has_words_in_both_languages() -> None:
    for code in PlanFindingCode:
        assert PLAN_NB.wordings[code] != PLAN_EN.wordings[code]
    for kind in (*ElementKind, *ElementGroup, *Skill):
        assert PLAN_NB.names[kind]
        assert PLAN_EN.names[kind]
    for rule_set in RULE_SETS:
        assert all(required.paragraph for required in rule_set.plan.required)
