"""The words of the integration plan: what it is made of, and what is found when it is held against the rules."""

from enum import StrEnum


class ElementKind(StrEnum):
    """What a participant takes part in (Integration Act § 14 a, and the field's other kinds)."""

    NORWEGIAN = "norwegian"
    SOCIAL_STUDIES = "social_studies"
    LIFE_SKILLS = "life_skills"
    PARENTAL_GUIDANCE = "parental_guidance"
    WORK_PRACTICE = "work_practice"
    LANGUAGE_PRACTICE = "language_practice"
    PART_TIME_WORK = "part_time_work"
    INDUSTRY_COURSE = "industry_course"
    NAV_MEASURE = "nav_measure"
    FAST_TRACK = "fast_track"
    NORWEGIAN_AT_WORK = "norwegian_at_work"
    PRIMARY_SCHOOL = "primary_school"
    UPPER_SECONDARY = "upper_secondary"
    HIGHER_EDUCATION = "higher_education"
    VOCATIONAL_TRAINING = "vocational_training"
    VALIDATION = "validation"
    COUNSELLING = "counselling"
    HEALTH_FOLLOW_UP = "health_follow_up"
    OTHER = "other"


class ElementGroup(StrEnum):
    """The mandatory content of a programme (law.md 2.1); ``OTHER`` is none of it."""

    WORK_OR_EDUCATION = "work_or_education"
    NORWEGIAN = "norwegian"
    SOCIAL_STUDIES = "social_studies"
    LIFE_SKILLS = "life_skills"
    PARENTAL_GUIDANCE = "parental_guidance"
    OTHER = "other"


class Level(StrEnum):
    """Levels of Norwegian, in their order (Regulations § 26)."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"


class Skill(StrEnum):
    """The four skills of a language."""

    LISTENING = "listening"
    READING = "reading"
    WRITING = "writing"
    ORAL = "oral"


class Schooling(StrEnum):
    """Schooling as the Norwegian goal asks for it (Regulations § 27)."""

    BELOW_PRIMARY = "below_primary"
    PRIMARY = "primary"
    UPPER_SECONDARY = "upper_secondary"
    UPPER_SECONDARY_B2 = "upper_secondary_b2"


class Strategy(StrEnum):
    """How the plan leads to work: quickly into a job, through qualification, or both side by side."""

    RAPID_ENTRY = "rapid_entry"
    QUALIFICATION = "qualification"
    BOTH = "both"


class Gravity(StrEnum):
    """What a finding stops: ``MISSING`` the finalising, ``WARNING`` and ``NOTICE`` nothing."""

    MISSING = "missing"
    WARNING = "warning"
    NOTICE = "notice"


class PlanFindingCode(StrEnum):
    """What is found in a plan; the wordings are in ``plan_texts``."""

    MAPPING_MISSING = "mapping_missing"
    GUIDANCE_MISSING = "guidance_missing"
    LONG_TERM_GOAL_MISSING = "long_term_goal_missing"
    NORWEGIAN_GOAL_MISSING = "norwegian_goal_missing"
    SCHOOLING_MISSING = "schooling_missing"
    BELOW_GUIDING_MINIMUM = "below_guiding_minimum"
    LOWERED_TOO_FAR = "lowered_too_far"
    STRATEGY_MISSING = "strategy_missing"
    SCOPE_MISSING = "scope_missing"
    ELEMENT_MISSING = "element_missing"
    REASON_MISSING = "reason_missing"
    PARTICIPATION_MISSING = "participation_missing"
    APPEAL_INFORMATION_MISSING = "appeal_information_missing"
    HOUSEHOLD_UNKNOWN = "household_unknown"
    NOT_FOR_COLLECTIVE = "not_for_collective"
    SOCIAL_STUDIES_HOURS = "social_studies_hours"
    HOURS_MISSING = "hours_missing"
    BELOW_FULL_TIME = "below_full_time"
    ABOVE_FULL_TIME = "above_full_time"
    NOTHING_PLANNED = "nothing_planned"
    BELOW_WORK_HOURS = "below_work_hours"
    WORK_HOURS_REACHED = "work_hours_reached"
    WORK_HOURS_UNCLEAR = "work_hours_unclear"
    SAME_TIME = "same_time"
    SAME_ELEMENT = "same_element"
    AFTER_PROGRAMME = "after_programme"
    BEFORE_PROGRAMME = "before_programme"
    DAYS_REVERSED = "days_reversed"
