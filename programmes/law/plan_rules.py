"""What a plan must hold and how much, as rows that the rule sets carry (law.md 2.1, 2.2)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from programmes.law.enums import Protection
from programmes.law.plan_words import ElementGroup

_EVERYBODY: Final = frozenset(Protection)
_ORDINARY: Final = frozenset({Protection.ORDINARY})


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredContent:
    """One kind of mandatory content, for whom; `only_with_children`: where there is a child under 18."""

    group: ElementGroup
    paragraph: str
    protections: frozenset[Protection] = _EVERYBODY
    only_with_children: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FullTimeRule:
    """Hours a week that are full time: where the activities ask for much own work, and where they do not."""

    study_heavy_hours: Decimal
    other_hours: Decimal
    paragraph: str

    def hours(self, *, is_study_heavy: bool) -> Decimal:
        """The hours that apply."""
        return self.study_heavy_hours if is_study_heavy else self.other_hours


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRule:
    """What the plan of a programme is held against. `social_studies_hours` are those of Act § 33."""

    required: tuple[RequiredContent, ...]
    full_time: FullTimeRule
    social_studies_hours: int = 75
    social_studies_paragraph: str = "integreringsloven § 33"


_FULL_TIME: Final = FullTimeRule(
    study_heavy_hours=Decimal(30),
    other_hours=Decimal("37.5"),
    paragraph="integreringsloven §§ 13, 14 (helårig og på fulltid)",
)
_WORK_OR_EDUCATION: Final = RequiredContent(
    group=ElementGroup.WORK_OR_EDUCATION, paragraph="integreringsloven § 14 a første ledd bokstav a"
)
_NORWEGIAN: Final = RequiredContent(
    group=ElementGroup.NORWEGIAN, paragraph="integreringsloven § 14 a første ledd bokstav b"
)
_PARENTAL: Final = RequiredContent(
    group=ElementGroup.PARENTAL_GUIDANCE,
    paragraph="integreringsloven § 14 a annet ledd",
    only_with_children=True,
)

PLAN_2026: Final = PlanRule(
    required=(
        _WORK_OR_EDUCATION,
        _NORWEGIAN,
        RequiredContent(
            group=ElementGroup.SOCIAL_STUDIES,
            paragraph="integreringsloven § 14 a første ledd bokstav c",
            protections=_ORDINARY,
        ),
        RequiredContent(group=ElementGroup.LIFE_SKILLS, paragraph="integreringsloven § 14 a første ledd bokstav d"),
        _PARENTAL,
    ),
    full_time=_FULL_TIME,
)
# Before 2026 life skills were no part of a programme for those with collective protection (law.md 1.2).
PLAN_BEFORE_2026: Final = PlanRule(
    required=(
        _WORK_OR_EDUCATION,
        _NORWEGIAN,
        RequiredContent(
            group=ElementGroup.SOCIAL_STUDIES, paragraph="integreringsloven § 14 (før 2026)", protections=_ORDINARY
        ),
        RequiredContent(
            group=ElementGroup.LIFE_SKILLS, paragraph="integreringsloven § 14 (før 2026)", protections=_ORDINARY
        ),
        _PARENTAL,
    ),
    full_time=_FULL_TIME,
)
