"""The individual Norwegian goal: the guiding minimum by schooling, and how it is raised and lowered (law.md 4.2)."""

from collections.abc import Iterator, Mapping
from typing import Final

from programmes.law.plan_facts import PlanFacts, PlanFinding
from programmes.law.plan_words import Gravity, Level, PlanFindingCode, Schooling, Skill

GOAL_PARAGRAPH: Final = "integreringsloven § 31, integreringsforskriften § 27"
_LOWERED_PARAGRAPH: Final = "integreringsforskriften § 27"
_ORDER: Final = tuple(Level)


def _levels(listening: Level, reading: Level, writing: Level, oral: Level) -> Mapping[Skill, Level]:
    return {Skill.LISTENING: listening, Skill.READING: reading, Skill.WRITING: writing, Skill.ORAL: oral}


GUIDING_MINIMUM: Final[Mapping[Schooling, Mapping[Skill, Level]]] = {
    Schooling.BELOW_PRIMARY: _levels(Level.A2, Level.A2, Level.A2, Level.B1),
    Schooling.PRIMARY: _levels(Level.B1, Level.B1, Level.B1, Level.B1),
    Schooling.UPPER_SECONDARY: _levels(Level.B1, Level.B1, Level.B1, Level.B2),
    Schooling.UPPER_SECONDARY_B2: _levels(Level.B2, Level.B2, Level.B2, Level.B2),
}


def levels_below(goal: Level, minimum: Level) -> int:
    """How many levels the goal is under the minimum; 0 or less where it is not."""
    return _ORDER.index(minimum) - _ORDER.index(goal)


def norwegian_goal_findings(facts: PlanFacts) -> Iterator[PlanFinding]:
    """What the goal lacks.

    At or above the guiding minimum it may be set freely; below it there must be a reason, and it is lowered one level
    at a time (Regulations § 27).
    """
    if facts.schooling is None:
        yield PlanFinding(PlanFindingCode.SCHOOLING_MISSING, Gravity.MISSING, GOAL_PARAGRAPH, {}, "schooling")
    for skill in Skill:
        level = facts.norwegian_goal.get(skill)
        name = f"norwegian_{skill}"
        if level is None:
            code = PlanFindingCode.NORWEGIAN_GOAL_MISSING
            yield PlanFinding(code, Gravity.MISSING, GOAL_PARAGRAPH, {"skill": skill}, name)
        elif facts.schooling is not None:
            yield from _against_minimum(facts, skill, level, GUIDING_MINIMUM[facts.schooling][skill])


def _against_minimum(facts: PlanFacts, skill: Skill, level: Level, minimum: Level) -> Iterator[PlanFinding]:
    below = levels_below(level, minimum)
    parameters = {"skill": skill, "level": level.value, "minimum": minimum.value}
    if below > 1:
        code = PlanFindingCode.LOWERED_TOO_FAR
        yield PlanFinding(code, Gravity.MISSING, _LOWERED_PARAGRAPH, parameters, f"norwegian_{skill}")
    elif below == 1:
        has_reason = bool(facts.norwegian_reason.strip())
        gravity = Gravity.NOTICE if has_reason else Gravity.MISSING
        code = PlanFindingCode.BELOW_GUIDING_MINIMUM
        yield PlanFinding(code, gravity, _LOWERED_PARAGRAPH, parameters, "norwegian_reason")
