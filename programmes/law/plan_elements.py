"""Which mandatory content each kind of element is, and whether it counts as work-oriented."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from programmes.law.plan_words import ElementGroup, ElementKind

_G, _K = ElementGroup, ElementKind


@dataclass(frozen=True, slots=True)
class ElementRule:
    """`counts_as_work` is proposed for the work-oriented hours (Act § 14 a(4)); the caseworker may say otherwise."""

    group: ElementGroup
    counts_as_work: bool = False


ELEMENT_RULES: Final[Mapping[ElementKind, ElementRule]] = {
    _K.NORWEGIAN: ElementRule(_G.NORWEGIAN),
    _K.SOCIAL_STUDIES: ElementRule(_G.SOCIAL_STUDIES),
    _K.LIFE_SKILLS: ElementRule(_G.LIFE_SKILLS),
    _K.PARENTAL_GUIDANCE: ElementRule(_G.PARENTAL_GUIDANCE),
    _K.WORK_PRACTICE: ElementRule(_G.WORK_OR_EDUCATION, counts_as_work=True),
    _K.LANGUAGE_PRACTICE: ElementRule(_G.WORK_OR_EDUCATION, counts_as_work=True),
    _K.PART_TIME_WORK: ElementRule(_G.WORK_OR_EDUCATION, counts_as_work=True),
    _K.INDUSTRY_COURSE: ElementRule(_G.WORK_OR_EDUCATION, counts_as_work=True),
    _K.NAV_MEASURE: ElementRule(_G.WORK_OR_EDUCATION, counts_as_work=True),
    _K.FAST_TRACK: ElementRule(_G.WORK_OR_EDUCATION, counts_as_work=True),
    _K.NORWEGIAN_AT_WORK: ElementRule(_G.NORWEGIAN, counts_as_work=True),
    _K.PRIMARY_SCHOOL: ElementRule(_G.WORK_OR_EDUCATION),
    _K.UPPER_SECONDARY: ElementRule(_G.WORK_OR_EDUCATION),
    _K.HIGHER_EDUCATION: ElementRule(_G.WORK_OR_EDUCATION),
    _K.VOCATIONAL_TRAINING: ElementRule(_G.WORK_OR_EDUCATION, counts_as_work=True),
    _K.VALIDATION: ElementRule(_G.OTHER),
    _K.COUNSELLING: ElementRule(_G.OTHER),
    _K.HEALTH_FOLLOW_UP: ElementRule(_G.OTHER),
    _K.OTHER: ElementRule(_G.OTHER),
}


def group_of(kind: ElementKind) -> ElementGroup:
    """Which mandatory content the kind is."""
    return ELEMENT_RULES[kind].group


def usually_counts_as_work(kind: ElementKind) -> bool:
    """Whether the kind is proposed for the work-oriented hours."""
    return ELEMENT_RULES[kind].counts_as_work
