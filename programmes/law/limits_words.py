"""The words of the limits on absence, time off and leave. The values are codes that the API shows."""

from enum import StrEnum


class LimitUnit(StrEnum):
    """What a limit is counted in."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"  # whole months from the first day of leave, counted as the calendar days in them


class LimitWindow(StrEnum):
    """Over which time a limit is counted."""

    CALENDAR_YEAR = "calendar_year"
    ROLLING_YEAR = "rolling_year"  # any 12 months on end
    PROGRAMME_YEAR = "programme_year"  # 12 months from the first day of the programme, and so on
    CHILD = "child"  # everything that concerns one child
    PROGRAMME = "programme"
    RUN = "run"  # absences with no more than so many days between them


class LimitCode(StrEnum):
    """The limits, each with its row in ``limits_rows``."""

    SELF_CERTIFIED_DAYS = "self_certified_days"
    SICK_CHILD_DAYS = "sick_child_days"
    PREGNANCY_DAYS = "pregnancy_days"
    BIRTH_MOTHER_DAYS = "birth_mother_days"
    BIRTH_FATHER_DAYS = "birth_father_days"
    RELIGIOUS_DAYS = "religious_days"
    HOLIDAY_DAYS = "holiday_days"
    WELFARE_DAYS = "welfare_days"
    PEACE_WORK_DAYS = "peace_work_days"
    LONG_SICKNESS_YEAR = "long_sickness_year"
    PARENTAL_MONTHS = "parental_months"
    PARENTAL_QUOTA = "parental_quota"
    ADOPTION_MONTHS = "adoption_months"


class ConditionCode(StrEnum):
    """What else must be true of an absence, and what a caseworker is asked to look at."""

    LAST_BEFORE_FIRST = "last_before_first"
    TOO_LONG = "too_long"
    HOURS_ON_SEVERAL_DAYS = "hours_on_several_days"
    HOURS_OUT_OF_RANGE = "hours_out_of_range"
    HOURS_ONLY = "hours_only"
    BEFORE_PROGRAMME = "before_programme"
    AFTER_PROGRAMME = "after_programme"
    OVERLAP = "overlapping_absence"
    KIND_NOT_IN_FORCE = "kind_not_in_force"
    TOO_EARLY_FOR_SELF_CERTIFICATION = "too_early_for_self_certification"
    SELF_CERTIFICATION_WITHDRAWN = "self_certification_withdrawn"
    CHILD_TOO_OLD = "child_too_old"
    AFTER_FIRST_YEAR = "after_first_year"
    ADOPTED_CHILD_TOO_OLD = "adopted_child_too_old"
    PERMISSION_NEEDS_REASON = "permission_needs_reason"
    MANY_SELF_CERTIFIED = "many_self_certified"
    CHILD_UNKNOWN = "child_unknown"


class Benefit(StrEnum):
    """What becomes of the introduction benefit while somebody is away."""

    KEPT = "kept"
    ONE_HOUR_A_DAY = "one_hour_a_day"
    REDUCED = "reduced"
    NONE = "none"


class CertificateNeed(StrEnum):
    """Whether an absence must be documented by a doctor."""

    NOT_NEEDED = "not_needed"
    REQUIRED = "required"
