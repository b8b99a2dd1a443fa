"""The law of the introduction programme as pure code: dated rule sets, working days, the programme clock, deadlines.

Nothing here knows Django, a database or today's date. `docs/law-engine.md` says how the rules are kept and read.
"""

from programmes.law.ages import AGE_RULES, PENDING_RULES, age_on, age_rule_on, has_age_for_right_and_duty
from programmes.law.cases import Absence, Case, ClockResult
from programmes.law.clock import programme_clock
from programmes.law.deadlines import (
    LegalDeadline,
    legal_deadline,
    norwegian_deadline,
    start_deadline,
    work_oriented_hours_from,
)
from programmes.law.durations import duration_refusals
from programmes.law.explanations import Notice, Refusal, Step
from programmes.law.rule_sets import RULE_SETS
from programmes.law.rules import DurationRule, RuleSet
from programmes.law.selection import (
    age_goal_rule,
    allowed_goals,
    check_rule_set,
    collective_overlay,
    counted_education,
    duration_limits,
    rule_set_for,
)

__all__ = [
    "AGE_RULES",
    "PENDING_RULES",
    "RULE_SETS",
    "Absence",
    "Case",
    "ClockResult",
    "DurationRule",
    "LegalDeadline",
    "Notice",
    "Refusal",
    "RuleSet",
    "Step",
    "age_goal_rule",
    "age_on",
    "age_rule_on",
    "allowed_goals",
    "check_rule_set",
    "collective_overlay",
    "counted_education",
    "duration_limits",
    "duration_refusals",
    "has_age_for_right_and_duty",
    "legal_deadline",
    "norwegian_deadline",
    "programme_clock",
    "rule_set_for",
    "start_deadline",
    "work_oriented_hours_from",
]
