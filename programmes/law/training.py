"""How long somebody has for Norwegian and social studies, and the minimum of each element (law.md 2.1, 4.3)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from programmes.law.deadlines import LegalDeadline, legal_deadline, norwegian_deadline
from programmes.law.enums import DeadlineKind, Education, Protection
from programmes.law.selection import counted_education


class Unit(StrEnum):
    """In what a minimum is counted."""

    HOURS = "hours"
    MEETINGS = "meetings"


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least of an element. ``kind`` and ``topic`` are those of the course that counts towards it."""

    kind: str
    topic: str
    amount: int
    unit: Unit
    paragraph: str


_SOCIAL_STUDIES_HOURS: Final = 25
_MODULES: Final = ("education_and_work", "family_and_health", "norway")
# (topic, hours without upper secondary, hours with it): Regulations § 4.
_LIFE_SKILLS: Final = (("migration_and_health", 10, 5), ("career", 15, 10))
GROUP_MEETINGS, GROUP_MEETINGS_WITHOUT_CAPACITY = 8, 4
SINGLE_MEETINGS, SINGLE_MEETINGS_WITHOUT_CAPACITY = 5, 2


def social_studies_minima(protection: Protection) -> list[Minimum]:
    """Three modules of 25 hours; nothing under collective protection (Act § 37 c)."""
    if protection is Protection.COLLECTIVE:
        return []
    paragraph = "integreringsloven § 33"
    return [Minimum("social_studies", module, _SOCIAL_STUDIES_HOURS, Unit.HOURS, paragraph) for module in _MODULES]


def life_skills_minima(education: Education, protection: Protection) -> list[Minimum]:
    """The two topics of life skills, fewer hours for those with upper secondary education (Regulations § 4)."""
    has_upper_secondary = counted_education(education, protection) is Education.UPPER_SECONDARY
    return [
        Minimum("life_skills", topic, most if not has_upper_secondary else least, Unit.HOURS,
                "integreringsforskriften § 4")
        for topic, most, least in _LIFE_SKILLS
    ]  # fmt: skip


def parental_guidance_minimum(*, in_group: bool = True, lacks_capacity: bool = False) -> Minimum:
    """Meetings of parental guidance, in a group or for one family (Regulations § 3)."""
    if in_group:
        amount = GROUP_MEETINGS_WITHOUT_CAPACITY if lacks_capacity else GROUP_MEETINGS
    else:
        amount = SINGLE_MEETINGS_WITHOUT_CAPACITY if lacks_capacity else SINGLE_MEETINGS
    return Minimum("parental_guidance", "", amount, Unit.MEETINGS, "integreringsforskriften § 3")


def training_deadlines(
    offered_start_on: date, protection: Protection, education: Education, leave_working_days: int
) -> tuple[LegalDeadline, LegalDeadline | None]:
    """The last day of the right to Norwegian, and that of social studies (None under § 34), with approved leave."""
    norwegian = norwegian_deadline(offered_start_on, protection, education, leave_working_days)
    if protection is Protection.COLLECTIVE:
        return norwegian, None
    return norwegian, legal_deadline(DeadlineKind.SOCIAL_STUDIES, offered_start_on, leave_working_days)
