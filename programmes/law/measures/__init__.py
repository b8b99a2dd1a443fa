"""The labour-market measures as dated rules: how long they may last, when they are reviewed, what is recorded."""

from programmes.law.measures.maximum import MeasureFacts, faults_of, initial_limit, last_lawful_day, review_days
from programmes.law.measures.rows import RULES, rule_for
from programmes.law.measures.rules import Condition, MeasureKind, MeasureRule, Party, Span, Unit

__all__ = [
    "RULES",
    "Condition",
    "MeasureFacts",
    "MeasureKind",
    "MeasureRule",
    "Party",
    "Span",
    "Unit",
    "faults_of",
    "initial_limit",
    "last_lawful_day",
    "review_days",
    "rule_for",
]
