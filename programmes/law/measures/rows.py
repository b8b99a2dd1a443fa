"""The measures of the regulations as dated rows (law.md 8, consolidated with the amendments of 29 March 2026).

To change a rule is to end its row and add another. Which row binds a measure is chosen by its first day. What an older
text said is not split here: the consolidated text is used from the day the regulations came into force.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from programmes.law.measures.rules import (
    Condition,
    DurationRow,
    MeasureKind,
    MeasureRule,
    Party,
    RateStep,
    Season,
    Span,
    Unit,
)

_R = "tiltaksforskriften"
_ALL_THREE = (Party.EMPLOYER, Party.PARTICIPANT, Party.ADVISER)
_TWO = (Party.PARTICIPANT, Party.ADVISER)
_AGREEMENT = ("organisation_number", "contact_name", "purpose", "tasks")
_PROVIDER = ("organisation_number", "purpose")
_REDUCED = frozenset({Condition.REDUCED_CAPACITY})


def _months(number: int) -> Span:
    return Span(number, Unit.MONTHS)


def _weeks(number: int) -> Span:
    return Span(number, Unit.WEEKS)


def _row(first: Span, *extensions: Span, chapter: int, needs: frozenset[Condition] = frozenset()) -> DurationRow:
    return DurationRow(first=first, extensions=extensions, needs=needs, paragraph=f"{_R} kapittel {chapter}")


def _training(kind: MeasureKind, nav_code: str, *conditions: Condition, from_age: int = 16) -> MeasureRule:
    longer = {Condition.COMBINED_TRAINING: _months(48), Condition.SPECIAL_CASE: _months(48)}
    return MeasureRule(
        kind=kind,
        nav_code=nav_code,
        paragraph=f"{_R} kapittel 7",
        durations=(
            _row(_months(36), chapter=7),
            *(_row(longer[one], chapter=7, needs=frozenset({one})) for one in conditions),
        ),
        parties=_TWO,
        required=_PROVIDER,
        from_age=from_age,
        asks_conditions=_REDUCED if kind is MeasureKind.HIGHER_EDUCATION else frozenset(),
    )


RULES: Final[tuple[MeasureRule, ...]] = (
    MeasureRule(
        kind=MeasureKind.ASSESSMENT,
        nav_code="AVKLARAG",
        paragraph=f"{_R} kapittel 2",
        durations=(_row(_weeks(4), _weeks(8), chapter=2),),
        parties=_TWO,
        required=_PROVIDER,
    ),
    MeasureRule(
        kind=MeasureKind.WORK_TRAINING,
        nav_code="ARBTREN",
        paragraph=f"{_R} kapittel 3",
        durations=(_row(_months(12), chapter=3), _row(_months(12), _months(6), chapter=3, needs=_REDUCED)),
        review_months=3,
        parties=_ALL_THREE,
        required=(*_AGREEMENT, "training_plan"),
    ),
    MeasureRule(
        kind=MeasureKind.FOLLOW_UP,
        nav_code="INDOPPFAG",
        paragraph=f"{_R} kapittel 4",
        durations=(
            _row(_months(6), _months(6), chapter=4),
            _row(_months(36), chapter=4, needs=_REDUCED),
            _row(_months(36), _months(6), chapter=4, needs=_REDUCED | {Condition.FROM_SCHOOL_OR_PRISON}),
        ),
        counts_towards_hours=False,
        parties=_TWO,
        required=_PROVIDER,
    ),
    MeasureRule(
        kind=MeasureKind.MENTOR,
        nav_code="MENTOR",
        paragraph=f"{_R} kapittel 5",
        durations=(
            _row(_months(6), chapter=5),
            _row(_months(36), chapter=5, needs=_REDUCED),
            _row(_months(36), chapter=5, needs=frozenset({Condition.UNDER_30_IN_VOCATIONAL})),
        ),
        counts_towards_hours=False,
        parties=_ALL_THREE,
        required=_AGREEMENT,
    ),
    _training(MeasureKind.SHORT_COURSE, "GRUPPEAMO"),
    _training(MeasureKind.BASIC_SKILLS, "ENKELAMO", Condition.COMBINED_TRAINING),
    _training(MeasureKind.STUDY_PREPARATION, "ENKELAMO"),
    _training(MeasureKind.VOCATIONAL_TRAINING, "ENKFAGYRKE", Condition.COMBINED_TRAINING, Condition.SPECIAL_CASE),
    _training(MeasureKind.HIGHER_VOCATIONAL, "GRUFAGYRKE", Condition.SPECIAL_CASE),
    _training(MeasureKind.HIGHER_EDUCATION, "HOYEREUTD", Condition.SPECIAL_CASE, from_age=22),
    MeasureRule(
        kind=MeasureKind.SUMMER_JOB,
        nav_code="TILSJOBB",
        paragraph=f"{_R} kapittel 8",
        durations=(_row(_weeks(4), chapter=8),),
        is_employment=True,
        parties=_ALL_THREE,
        required=(*_AGREEMENT, "rate_percent"),
        rates=(RateStep(0, Decimal(50)), RateStep(0, Decimal(75), _REDUCED)),
        season=Season((6, 1), (8, 31)),
        under_age=30,
    ),
    MeasureRule(
        kind=MeasureKind.TEMPORARY_WAGE_SUBSIDY,
        nav_code="MIDLONTIL",
        paragraph=f"{_R} kapittel 9",
        durations=(_row(_months(12), chapter=9), _row(_months(24), chapter=9, needs=_REDUCED)),
        is_employment=True,
        parties=_ALL_THREE,
        required=(*_AGREEMENT, "rate_percent"),
        rates=(
            RateStep(0, Decimal(40)),
            RateStep(6, Decimal(30)),
            RateStep(0, Decimal(60), _REDUCED),
            RateStep(12, Decimal(50), _REDUCED),
        ),
    ),
    MeasureRule(
        kind=MeasureKind.PERMANENT_WAGE_SUBSIDY,
        nav_code="VARLONTIL",
        paragraph=f"{_R} kapittel 10",
        review_months=6,
        is_employment=True,
        parties=_ALL_THREE,
        required=(*_AGREEMENT, "rate_percent"),
        rates=(RateStep(0, Decimal(75)), RateStep(12, Decimal(67))),
        asks_conditions=_REDUCED,
    ),
    MeasureRule(
        kind=MeasureKind.INCLUSION_GRANT,
        nav_code="INKLUTILS",
        paragraph=f"{_R} kapittel 11",
        counts_towards_hours=False,
        parties=_ALL_THREE,
        required=("organisation_number", "contact_name", "purpose", "costs"),
    ),
    MeasureRule(
        kind=MeasureKind.REHABILITATION,
        nav_code="ARBRRHDAG",
        paragraph=f"{_R} kapittel 12",
        durations=(_row(_weeks(12), chapter=12),),
        parties=_TWO,
        required=_PROVIDER,
    ),
    MeasureRule(
        kind=MeasureKind.WORK_PREPARATION,
        nav_code="ARBFORB",
        paragraph=f"{_R} kapittel 13",
        durations=(
            _row(_months(12), _months(12), chapter=13),
            _row(_months(12), _months(12), _months(12), chapter=13, needs=frozenset({Condition.FORMAL_EDUCATION})),
        ),
        review_months=3,
        parties=_TWO,
        required=(*_PROVIDER, "training_plan"),
    ),
    MeasureRule(
        kind=MeasureKind.SHELTERED_WORK,
        nav_code="VASV",
        paragraph=f"{_R} kapittel 14",
        is_employment=True,
        parties=_ALL_THREE,
        required=_AGREEMENT,
    ),
    MeasureRule(
        kind=MeasureKind.FOUR_YEAR_WAGE_SUBSIDY,
        nav_code="FIREARIG_LONNSTILSKUDD",
        paragraph="forskrift 4. februar 2026 nr. 163",
        durations=(DurationRow(first=_months(48), paragraph="forskrift 4. februar 2026 nr. 163"),),
        is_employment=True,
        parties=_ALL_THREE,
        required=(*_AGREEMENT, "rate_percent"),
        under_age=30,
        in_force_from=date(2026, 8, 1),
    ),
)


def rule_for(kind: str, first_day: date) -> MeasureRule | None:
    """The rule that binds a measure of this kind that begins on ``first_day``; None where there is none."""
    return next((rule for rule in RULES if rule.kind == kind and rule.binds(first_day)), None)
