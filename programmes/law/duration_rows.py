"""How long a programme may be: the rows of the Integration Act §§ 13, 14 and 37 c, old and new."""

from typing import Final

from programmes.law.enums import Education, Goal
from programmes.law.rules import DurationRule

_UPPER, _BELOW = Education.UPPER_SECONDARY, Education.BELOW
_OLD_13 = "integreringsloven § 13 (før 2026)"
_OLD_13_EXTENSION = "integreringsloven § 13 femte ledd (før 2026)"
_OLD_37C = "integreringsloven § 37 c (før 2026)"
_NEW_14_4 = "integreringsloven § 14 fjerde ledd"

# --- offers before 2026 ---

UPPER_2021: Final = DurationRule(
    education=_UPPER,
    goals=frozenset({Goal.WORK, Goal.TERTIARY_PREPARATION}),
    minimum_months=3,
    maximum_months=6,
    extension_maximum_months=6,
    paragraph=_OLD_13,
    extension_paragraph=_OLD_13_EXTENSION,
)
BELOW_2021: Final = (
    DurationRule(
        education=_BELOW,
        goals=frozenset({Goal.FULL_UPPER_SECONDARY}),
        minimum_months=3,
        maximum_months=36,
        extension_maximum_months=12,
        paragraph=_OLD_13,
        extension_paragraph=_OLD_13_EXTENSION,
    ),
    DurationRule(
        education=_BELOW,
        goals=frozenset(Goal) - {Goal.FULL_UPPER_SECONDARY},  # «any other goal»
        minimum_months=3,
        maximum_months=24,
        extension_maximum_months=12,
        paragraph=_OLD_13,
        extension_paragraph=_OLD_13_EXTENSION,
    ),
)
UPPER_COLLECTIVE: Final = DurationRule(
    education=_UPPER,
    goals=frozenset({Goal.WORK, Goal.TERTIARY_PREPARATION, Goal.HIGHER_VOCATIONAL}),
    maximum_months=6,
    extension_maximum_months=6,
    paragraph=_OLD_37C,
    extension_paragraph=_OLD_37C,
)
UA_ONE_YEAR_2023: Final = DurationRule(
    education=Education.UPPER_SECONDARY_UA_NO_HE_YEAR,
    goals=frozenset({Goal.TERTIARY_PREPARATION, Goal.HIGHER_VOCATIONAL}),
    maximum_months=12,
    paragraph="integreringsforskriften § 43d (før 2026)",
)

# --- the reform: offers from 2026, and by Regulations § 76(1) upper-secondary goals of 2025 ---

UPPER_2026: Final = DurationRule(
    education=_UPPER,
    goals=frozenset({Goal.WORK, Goal.TERTIARY_PREPARATION, Goal.VOCATIONAL_REQUALIFICATION}),
    maximum_months=12,
    paragraph="integreringsloven § 13 tredje ledd",
)
BELOW_WORK_2026: Final = DurationRule(
    education=_BELOW,
    goals=frozenset({Goal.WORK}),
    maximum_months=24,
    paragraph="integreringsloven § 14 sjette ledd",
)
BELOW_SCHOOL_2026: Final = (
    DurationRule(
        education=_BELOW,
        goals=frozenset({Goal.PART_UPPER_SECONDARY}),
        maximum_months=36,
        extension_maximum_months=12,
        extension_required_if_it_helps=True,
        paragraph=_NEW_14_4,
        extension_paragraph=_NEW_14_4,
    ),
    DurationRule(
        education=_BELOW,
        goals=frozenset({Goal.FULL_UPPER_SECONDARY}),
        maximum_months=48,
        extension_maximum_months=12,
        extension_required_if_it_helps=True,
        paragraph=_NEW_14_4,
        extension_paragraph=_NEW_14_4,
    ),
    DurationRule(
        education=_BELOW,
        goals=frozenset({Goal.VOCATIONAL_TRAINING}),
        maximum_months=60,
        paragraph="integreringsloven § 14 femte ledd",
    ),
)
