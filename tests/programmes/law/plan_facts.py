"""Makes the facts of plans for tests of the rules."""

import datetime as dt
from decimal import Decimal
from typing import Any

from programmes.law.enums import Education, Goal, Protection
from programmes.law.plan_facts import Element, PlanFacts
from programmes.law.plan_words import ElementKind, Level, Schooling, Skill, Strategy

FIRST_DAY, LAST_DAY = dt.date(2026, 2, 2), dt.date(2027, 2, 1)


def an_element(kind: ElementKind = ElementKind.WORK_PRACTICE, **facts: Any) -> Element:
    """An element with everything that a final plan asks of it."""
    known: dict[str, Any] = {
        "key": f"{kind}-{len(facts)}",
        "hours_a_week": Decimal(18),
        "reason": "Vil dit.",
        "benefit": "Hjelper.",
        "counts_as_work": kind is ElementKind.WORK_PRACTICE,
    }
    return Element(kind=kind, **(known | facts))


def whole_elements() -> tuple[Element, ...]:
    """All mandatory content of an ordinary programme without children, 30 hours a week."""
    return (
        an_element(ElementKind.NORWEGIAN, hours_a_week=Decimal(8)),
        an_element(ElementKind.SOCIAL_STUDIES, hours_a_week=Decimal(2)),
        an_element(ElementKind.LIFE_SKILLS, hours_a_week=Decimal(2)),
        an_element(),
    )


def plan_facts(**facts: Any) -> PlanFacts:
    """A plan that lacks nothing: ordinary protection, upper secondary, towards work, under the rules of 2026."""
    known: dict[str, Any] = {
        "rule_set": "INT_2026",
        "protection": Protection.ORDINARY,
        "education": Education.UPPER_SECONDARY,
        "goal": Goal.WORK,
        "first_day": FIRST_DAY,
        "last_day": LAST_DAY,
        "today": FIRST_DAY,
        "has_child_under_18": False,
        "is_mapped": True,
        "is_guided": True,
        "long_term_goal": "Kokk.",
        "schooling": Schooling.UPPER_SECONDARY,
        "norwegian_goal": {
            Skill.LISTENING: Level.B1, Skill.READING: Level.B1, Skill.WRITING: Level.B1, Skill.ORAL: Level.B2,
        },
        "norwegian_hours": 400,
        "social_studies_hours": 75,
        "strategy": Strategy.BOTH,
        "involvement": "To samtaler.",
        "appeal_informed": True,
        "elements": whole_elements(),
    }  # fmt: skip
    return PlanFacts(**(known | facts))
