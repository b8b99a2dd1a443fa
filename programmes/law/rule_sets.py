"""The dated rule sets of the introduction programme as data (law verified up to 2 July 2026).

To change a rule is to change or add a row: `docs/law-engine.md` says how. The order matters in one place: a rule set
that is only for its goals stands before the one it takes them from.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from programmes.law.duration_rows import (
    BELOW_2021,
    BELOW_SCHOOL_2026,
    BELOW_WORK_2026,
    UA_ONE_YEAR_2023,
    UPPER_2021,
    UPPER_2026,
    UPPER_COLLECTIVE,
)
from programmes.law.enums import AgeDay, Education, Goal, Protection
from programmes.law.leave_kinds import BY_DECISION, THRESHOLD_2026
from programmes.law.plan_rules import PLAN_2026
from programmes.law.rules import AgeGoalRule, CollectiveOverlay, RuleSet, WorkHoursRule

# Regulations §§ 75 and 76 say «after 1 January»: for an offer of one of these days a caseworker checks the rule set.
BOUNDARY_DAYS: Final = frozenset({date(2025, 1, 1), date(2026, 1, 1)})

# Regulations § 65a: Ukrainian upper secondary without the year of higher education counts for § 34 only.
EDUCATION_COUNTS_AS: Final[Mapping[tuple[Protection, Education], Education]] = {
    (Protection.COLLECTIVE, Education.UPPER_SECONDARY_UA_NO_HE_YEAR): Education.UPPER_SECONDARY,
    (Protection.ORDINARY, Education.UPPER_SECONDARY_UA_NO_HE_YEAR): Education.BELOW,
}

INT_2021: Final = RuleSet(
    code="INT_2021",
    title="Integreringsloven 2021–2025",
    title_en="Integration Act 2021–2025",
    paragraph="integreringsloven § 13 (før 2026)",
    offers_from=date(2021, 1, 1),
    offers_through=date(2025, 12, 31),
    protections=frozenset({Protection.ORDINARY}),
    durations=(UPPER_2021, *BELOW_2021),
    leave_clock=BY_DECISION,
    age_goals=(
        AgeGoalRule(
            highest_age=24,
            education=Education.BELOW,
            goals=frozenset({Goal.FULL_UPPER_SECONDARY}),
            paragraph="integreringsloven § 13 (før 2026)",
        ),
    ),
)

COLL_2022: Final = replace(
    INT_2021,
    code="COLL_2022",
    title="Kollektiv beskyttelse, første kapittel 6A",
    title_en="Collective protection, first chapter 6A",
    paragraph="integreringsloven § 37 c (før 2026)",
    offers_from=date(2022, 6, 15),
    offers_through=date(2023, 6, 30),
    protections=frozenset({Protection.COLLECTIVE}),
    durations=(UPPER_COLLECTIVE, *BELOW_2021),
)
COLL_2023: Final = replace(
    COLL_2022,
    code="COLL_2023",
    title="Kollektiv beskyttelse med ettårig program mot høyere utdanning",
    title_en="Collective protection with a one-year programme towards higher education",
    offers_from=date(2023, 7, 1),
    offers_through=date(2024, 1, 31),
    durations=(UA_ONE_YEAR_2023, UPPER_COLLECTIVE, *BELOW_2021),
)
COLL_2024A: Final = replace(
    COLL_2023,
    code="COLL_2024A",
    title="Kollektiv beskyttelse med 15 timer arbeidsrettet innhold",
    title_en="Collective protection with 15 hours of work-oriented content",
    offers_from=date(2024, 2, 1),
    offers_through=date(2024, 6, 30),
    work_hours=WorkHoursRule(
        hours_a_week=15,
        after_months_upper_secondary=3,
        after_months_below=3,
        paragraph="integreringsforskriften § 43h (før 2026)",
    ),
)
COLL_2024B: Final = replace(
    COLL_2024A,
    code="COLL_2024B",
    title="Kollektiv beskyttelse, nytt kapittel 6A",
    title_en="Collective protection, new chapter 6A",
    offers_from=date(2024, 7, 1),
    offers_through=date(2025, 12, 31),
)

INT_2021_VGS25: Final = replace(
    INT_2021,
    code="INT_2021_VGS25",
    title="Tilbud i 2025 med mål i videregående opplæring",
    title_en="Offers in 2025 with a goal in upper secondary education",
    paragraph="integreringsforskriften § 76 første ledd",
    offers_from=date(2025, 1, 2),
    protections=frozenset(Protection),
    durations=BELOW_SCHOOL_2026,
    only_for_its_goals=True,
)

INT_2026: Final = RuleSet(
    code="INT_2026",
    title="Integreringsloven fra 2026",
    title_en="Integration Act from 2026",
    paragraph="integreringsloven §§ 13, 14",
    offers_from=date(2026, 1, 1),
    offers_through=None,
    protections=frozenset(Protection),
    durations=(UPPER_2026, BELOW_WORK_2026, *BELOW_SCHOOL_2026),
    leave_clock=THRESHOLD_2026,
    age_goals=(
        AgeGoalRule(
            lowest_age=56,
            goals=frozenset({Goal.WORK}),
            measured_on=AgeDay.PERMIT,
            paragraph="integreringsloven §§ 13 første ledd, 14 første ledd",
        ),
        AgeGoalRule(
            highest_age=24,
            education=Education.BELOW,
            goals=frozenset({Goal.FULL_UPPER_SECONDARY, Goal.VOCATIONAL_TRAINING}),
            paragraph="integreringsloven § 14 tredje ledd",
        ),
    ),
    work_hours=WorkHoursRule(
        hours_a_week=15,
        after_months_upper_secondary=3,
        after_months_below=6,
        paragraph="integreringsloven § 14 a tredje ledd",
    ),
    plan=PLAN_2026,
)

RULE_SETS: Final = (INT_2021_VGS25, INT_2021, COLL_2022, COLL_2023, COLL_2024A, COLL_2024B, INT_2026)

# From 2026 a § 34 holder follows INT_2026; this is what remains special (chapter 6A until 1 July 2028).
COLL_2026: Final = CollectiveOverlay(
    code="COLL_2026",
    paragraph="integreringsloven §§ 37 b–37 d",
    first_day=date(2026, 1, 1),
    last_day=date(2028, 6, 30),
    social_studies=False,
    norwegian_months=12,
    test_duty=False,
    extended_norwegian_last_day=date(2026, 6, 30),
)
