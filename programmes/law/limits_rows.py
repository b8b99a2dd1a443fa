"""The limits on absence, time off and leave as dated rows (law.md 5.1-5.3; Integration Regulations chapters 3 and 4).

To change a limit is to end its row and add another. Which rows bind an absence is chosen by its first day.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from programmes.law.enums import AbsenceKind
from programmes.law.limits_words import Benefit, ConditionCode, LimitCode, LimitUnit, LimitWindow

REGULATIONS_FROM: Final = date(2021, 1, 1)
PEACE_WORK_FROM: Final = date(2022, 8, 24)

_R = "integreringsforskriften"


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdMaximum:
    """A maximum for those whose household is so; a part that is None is not asked about."""

    maximum: int
    more_children_than: int | None = None
    sole_carer: bool | None = None
    chronic_child: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRule:
    """How much of some kinds there may be. Both dates are inclusive and are those of the absence's first day.

    Hard limits refuse; soft ones let the caseworker go on with a written reason. `by_household` comes before
    `maximum`, the first that fits. `counts_both_parents`: the leave of both counts together. `reserved_working_days`
    are kept for the other parent: the maximum is the working days of `maximum` months without them. `run_gap_days`:
    absences with so many days or fewer from the last day of one to the first of the next are one run.
    """

    code: LimitCode
    kinds: frozenset[AbsenceKind]
    unit: LimitUnit
    window: LimitWindow
    maximum: int
    paragraph: str
    is_hard: bool = True
    by_household: tuple[HouseholdMaximum, ...] = ()
    counts_both_parents: bool = False
    reserved_working_days: int = 0
    run_gap_days: int = 0
    in_force_from: date = REGULATIONS_FROM
    in_force_through: date | None = None

    def binds(self, day: date) -> bool:
        """Whether the rule is in force for an absence that begins on this day."""
        return self.in_force_from <= day and (self.in_force_through is None or day <= self.in_force_through)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionRule:
    """What else the law asks of some kinds; what `number` means stands with the condition's check."""

    code: ConditionCode
    kinds: frozenset[AbsenceKind]
    paragraph: str
    number: int = 0
    number_if_chronic: int = 0
    in_force_from: date = REGULATIONS_FROM


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRule:
    """What a kind is in law: its paragraph, what becomes of the benefit, and whether a doctor must certify it.

    `certificate_after_calendar_days` and `certificate_before_weeks` say when a certificate is needed where it is not
    always needed.
    """

    paragraph: str
    benefit: Benefit = Benefit.KEPT
    needs_certificate: bool = False
    certificate_after_calendar_days: int | None = None
    certificate_before_weeks: int | None = None
    in_force_from: date = REGULATIONS_FROM


def _only(kind: AbsenceKind) -> frozenset[AbsenceKind]:
    return frozenset({kind})


# «dager» became «virkedager» on 1 August 2023; the days before are counted the same way, as the text meant them.
LIMITS: Final = (
    LimitRule(
        code=LimitCode.SELF_CERTIFIED_DAYS,
        kinds=_only(AbsenceKind.SICK_SELF_CERTIFIED),
        unit=LimitUnit.CALENDAR_DAYS,
        window=LimitWindow.RUN,
        run_gap_days=16,
        maximum=3,
        paragraph=f"{_R} § 8 første ledd",
    ),
    LimitRule(
        code=LimitCode.SICK_CHILD_DAYS,
        kinds=_only(AbsenceKind.SICK_CHILD),
        unit=LimitUnit.WORKING_DAYS,
        window=LimitWindow.ROLLING_YEAR,
        maximum=10,
        by_household=(
            HouseholdMaximum(maximum=40, chronic_child=True, sole_carer=True),
            HouseholdMaximum(maximum=20, chronic_child=True),
            HouseholdMaximum(maximum=30, sole_carer=True, more_children_than=2),
            HouseholdMaximum(maximum=20, sole_carer=True),
            HouseholdMaximum(maximum=15, more_children_than=2),
        ),
        paragraph=f"{_R} § 7",
    ),
    LimitRule(
        code=LimitCode.PREGNANCY_DAYS,
        kinds=_only(AbsenceKind.PREGNANCY),
        unit=LimitUnit.WORKING_DAYS,
        window=LimitWindow.CHILD,
        maximum=10,
        paragraph=f"{_R} § 11 annet ledd",
    ),
    LimitRule(
        code=LimitCode.BIRTH_MOTHER_DAYS,
        kinds=_only(AbsenceKind.BIRTH_MOTHER),
        unit=LimitUnit.WORKING_DAYS,
        window=LimitWindow.CHILD,
        maximum=20,
        paragraph=f"{_R} § 12 første ledd",
    ),
    LimitRule(
        code=LimitCode.BIRTH_FATHER_DAYS,
        kinds=_only(AbsenceKind.BIRTH_FATHER),
        unit=LimitUnit.WORKING_DAYS,
        window=LimitWindow.CHILD,
        maximum=7,
        paragraph=f"{_R} § 12 annet ledd",
    ),
    LimitRule(
        code=LimitCode.RELIGIOUS_DAYS,
        kinds=_only(AbsenceKind.RELIGIOUS),
        unit=LimitUnit.WORKING_DAYS,
        window=LimitWindow.CALENDAR_YEAR,
        maximum=2,
        paragraph=f"{_R} § 17 annet ledd",
    ),
    LimitRule(
        code=LimitCode.HOLIDAY_DAYS,
        kinds=_only(AbsenceKind.HOLIDAY),
        unit=LimitUnit.WORKING_DAYS,
        window=LimitWindow.PROGRAMME_YEAR,
        maximum=25,
        is_hard=False,
        paragraph=f"{_R} § 18",
    ),
    LimitRule(
        code=LimitCode.WELFARE_DAYS,
        kinds=_only(AbsenceKind.WELFARE),
        unit=LimitUnit.WORKING_DAYS,
        window=LimitWindow.CALENDAR_YEAR,
        maximum=10,
        paragraph=f"{_R} § 14 første ledd",
    ),
    LimitRule(
        code=LimitCode.PEACE_WORK_DAYS,
        kinds=_only(AbsenceKind.PEACE_WORK),
        unit=LimitUnit.WORKING_DAYS,
        window=LimitWindow.CALENDAR_YEAR,
        maximum=10,
        paragraph=f"{_R} § 14a",
        in_force_from=PEACE_WORK_FROM,
    ),
    LimitRule(
        code=LimitCode.LONG_SICKNESS_YEAR,
        kinds=_only(AbsenceKind.LONG_SICKNESS),
        unit=LimitUnit.MONTHS,
        window=LimitWindow.PROGRAMME,
        maximum=12,
        paragraph=f"{_R} § 15",
    ),
    LimitRule(
        code=LimitCode.PARENTAL_MONTHS,
        kinds=_only(AbsenceKind.PARENTAL),
        unit=LimitUnit.MONTHS,
        window=LimitWindow.CHILD,
        maximum=10,
        counts_both_parents=True,
        paragraph=f"{_R} § 16 første ledd",
    ),
    LimitRule(
        code=LimitCode.PARENTAL_QUOTA,
        kinds=_only(AbsenceKind.PARENTAL),
        unit=LimitUnit.WORKING_DAYS,
        window=LimitWindow.CHILD,
        maximum=10,
        reserved_working_days=75,
        paragraph=f"{_R} § 16 fjerde ledd",
    ),
    LimitRule(
        code=LimitCode.ADOPTION_MONTHS,
        kinds=_only(AbsenceKind.ADOPTION),
        unit=LimitUnit.MONTHS,
        window=LimitWindow.CHILD,
        maximum=10,
        counts_both_parents=True,
        paragraph=f"{_R} § 16 tredje ledd",
    ),
)

CONDITIONS: Final = (
    ConditionRule(
        code=ConditionCode.TOO_EARLY_FOR_SELF_CERTIFICATION,
        kinds=_only(AbsenceKind.SICK_SELF_CERTIFIED),
        number=8,
        paragraph=f"{_R} § 8 første ledd",
    ),
    ConditionRule(
        code=ConditionCode.SELF_CERTIFICATION_WITHDRAWN,
        kinds=_only(AbsenceKind.SICK_SELF_CERTIFIED),
        paragraph=f"{_R} § 9",
    ),
    ConditionRule(
        code=ConditionCode.CHILD_TOO_OLD,
        kinds=_only(AbsenceKind.SICK_CHILD),
        number=12,
        number_if_chronic=18,
        paragraph=f"{_R} § 6 annet ledd",
    ),
    ConditionRule(
        code=ConditionCode.AFTER_FIRST_YEAR,
        kinds=_only(AbsenceKind.PARENTAL),
        number=12,
        paragraph=f"{_R} § 16 første ledd",
    ),
    ConditionRule(
        code=ConditionCode.ADOPTED_CHILD_TOO_OLD,
        kinds=_only(AbsenceKind.ADOPTION),
        number=15,
        paragraph=f"{_R} § 16 tredje ledd",
    ),
    ConditionRule(
        code=ConditionCode.HOURS_ONLY,
        kinds=_only(AbsenceKind.BREASTFEEDING),
        paragraph=f"{_R} § 13",
    ),
)

PERMISSION: Final = ConditionRule(
    code=ConditionCode.PERMISSION_NEEDS_REASON,
    kinds=_only(AbsenceKind.AUTHORISED),
    paragraph="integreringsloven § 21",
)
"""Soft: whether a permission is «etter reglene i forskriften» is for the caseworker, who writes why (law.md 5.1)."""

MANY_SELF_CERTIFIED: Final = ConditionRule(
    code=ConditionCode.MANY_SELF_CERTIFIED,
    kinds=_only(AbsenceKind.SICK_SELF_CERTIFIED),
    number=4,
    paragraph=f"{_R} § 9 første ledd",
)
"""So many self-certified absences in 12 months, and the municipality may withdraw the right."""

KINDS: Final = {
    AbsenceKind.SICK_SELF_CERTIFIED: KindRule(paragraph=f"{_R} § 8"),
    AbsenceKind.SICK_DOCTOR: KindRule(paragraph=f"{_R} § 8 annet ledd", needs_certificate=True),
    AbsenceKind.SICK_CHILD: KindRule(
        paragraph=f"{_R} § 6", certificate_after_calendar_days=3, certificate_before_weeks=8
    ),
    AbsenceKind.AUTHORISED: KindRule(paragraph="integreringsloven § 21"),
    AbsenceKind.UNAUTHORISED: KindRule(paragraph="integreringsloven § 21", benefit=Benefit.REDUCED),
    AbsenceKind.PREGNANCY_CHECK: KindRule(paragraph=f"{_R} § 11 første ledd"),
    AbsenceKind.PREGNANCY: KindRule(paragraph=f"{_R} § 11 annet ledd"),
    AbsenceKind.BIRTH_MOTHER: KindRule(paragraph=f"{_R} § 12 første ledd"),
    AbsenceKind.BIRTH_FATHER: KindRule(paragraph=f"{_R} § 12 annet ledd"),
    AbsenceKind.BREASTFEEDING: KindRule(paragraph=f"{_R} § 13", benefit=Benefit.ONE_HOUR_A_DAY),
    AbsenceKind.RELIGIOUS: KindRule(paragraph=f"{_R} § 17 annet ledd"),
    AbsenceKind.HOLIDAY: KindRule(paragraph=f"{_R} § 18"),
    AbsenceKind.WELFARE: KindRule(paragraph=f"{_R} § 14 første ledd"),
    AbsenceKind.PEACE_WORK: KindRule(paragraph=f"{_R} § 14a", in_force_from=PEACE_WORK_FROM),
    AbsenceKind.LONG_SICKNESS: KindRule(paragraph=f"{_R} § 15", benefit=Benefit.NONE, needs_certificate=True),
    AbsenceKind.PARENTAL: KindRule(paragraph=f"{_R} § 16", benefit=Benefit.NONE),
    AbsenceKind.ADOPTION: KindRule(paragraph=f"{_R} § 16 tredje ledd", benefit=Benefit.NONE),
    AbsenceKind.STOP: KindRule(paragraph="integreringsloven § 18", benefit=Benefit.NONE),
}
