"""The words of the programme clock. Each value is the one that a JSON case or result uses."""

from enum import StrEnum


class Protection(StrEnum):
    """Which residence basis the participant holds (Integration Act § 9)."""

    ORDINARY = "ordinary"
    COLLECTIVE = "collective"  # Immigration Act § 34


class Education(StrEnum):
    """Education the participant brings (Integration Regulations § 65a)."""

    UPPER_SECONDARY = "upper_secondary"
    # Ukrainian upper secondary without the extra year of higher education: counts for § 34 only.
    UPPER_SECONDARY_UA_NO_HE_YEAR = "upper_secondary_ua_no_he_year"
    BELOW = "below"


class Goal(StrEnum):
    """The final goal of a programme (sluttmål, Integration Act §§ 13 and 14)."""

    WORK = "work"
    TERTIARY_PREPARATION = "tertiary_preparation"
    VOCATIONAL_REQUALIFICATION = "vocational_requalification"
    PART_UPPER_SECONDARY = "part_upper_secondary"
    FULL_UPPER_SECONDARY = "full_upper_secondary"
    VOCATIONAL_TRAINING = "vocational_training"
    HIGHER_VOCATIONAL = "higher_vocational"
    OTHER = "other"


class AbsenceKind(StrEnum):
    """Why a participant is away (Integration Regulations chapters 3 and 4; Act § 18 for a stop)."""

    SICK_SELF_CERTIFIED = "sick_self_certified"
    SICK_DOCTOR = "sick_doctor"
    SICK_CHILD = "sick_child"
    AUTHORISED = "authorised"
    UNAUTHORISED = "unauthorised"
    PREGNANCY_CHECK = "pregnancy_check"
    PREGNANCY = "pregnancy"
    BIRTH_MOTHER = "birth_mother"
    BIRTH_FATHER = "birth_father"
    BREASTFEEDING = "breastfeeding"
    RELIGIOUS = "religious"
    HOLIDAY = "holiday"
    WELFARE = "welfare"
    PEACE_WORK = "peace_work"
    LONG_SICKNESS = "long_sickness"
    PARENTAL = "parental"
    ADOPTION = "adoption"
    STOP = "stop"


class AgeDay(StrEnum):
    """On which day an age is measured."""

    PERMIT = "permit"  # the residence permit was granted (Act § 8)
    DECISION = "decision"


class LeaveClock(StrEnum):
    """How absence and leave meet the last day."""

    BY_DECISION = "by_decision"  # only a decision moves it
    THRESHOLD = "threshold"  # more than a number of working days moves it


class ThresholdMode(StrEnum):
    """What is added once the threshold is passed."""

    ALL = "all"
    EXCESS = "excess"


class CountingWindow(StrEnum):
    """Over which time the threshold is measured."""

    PROGRAMME = "programme"
    CALENDAR_YEAR = "calendar_year"


class RefusalCode(StrEnum):
    """Why a case cannot stand as it is. Each fault gives one code."""

    DURATION_BELOW_MINIMUM = "duration_below_minimum"
    DURATION_ABOVE_MAXIMUM = "duration_above_maximum"
    EXTENSION_NOT_AVAILABLE = "extension_not_available"
    EXTENSION_ABOVE_MAXIMUM = "extension_above_maximum"
    GOAL_NOT_ALLOWED = "goal_not_allowed"
    OVERLAPPING_ABSENCE = "overlapping_absence"
    INVALID_DATES = "invalid_dates"
    NO_RULE_SET = "no_rule_set"


class StepCode(StrEnum):
    """One line of the computation; its wording is in `texts`."""

    DURATION = "duration"
    EXTENSION = "extension"
    EXTENSION_TAKEN_BACK = "extension_taken_back"
    BY_DECISION = "by_decision"
    DECIDED_LAST_DAY = "decided_last_day"
    COUNTED = "counted"
    NOT_COUNTED = "not_counted"
    WITHIN_THRESHOLD = "within_threshold"
    ADDED = "added"
    LEAVE_IN_ADDED_TIME = "leave_in_added_time"


class Fault(StrEnum):
    """What exactly is wrong, for the wording of a refusal (`texts`); several faults share the code `invalid_dates`."""

    UNREADABLE = "unreadable"
    LAST_BEFORE_FIRST = "last_before_first"
    FIRST_BEFORE_OFFER = "first_before_offer"
    MONTHS_BELOW_ONE = "months_below_one"
    EXTENSION_BELOW_ZERO = "extension_below_zero"
    HOURS_ON_SEVERAL_DAYS = "hours_on_several_days"
    BEYOND_CALENDAR = "beyond_calendar"
    NO_RULE_SET = "no_rule_set"
    GOAL_NOT_ALLOWED = "goal_not_allowed"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    NO_EXTENSION = "no_extension"
    EXTENSION_ABOVE_MAXIMUM = "extension_above_maximum"
    OVERLAP = "overlap"


class NoticeCode(StrEnum):
    """Something a caseworker must look at; it refuses nothing."""

    CHECK_RULE_SET = "check_rule_set"
    LEAVE_RUNS_PAST_END = "leave_runs_past_end"


class DeadlineKind(StrEnum):
    """A date by which the law wants something done."""

    START_OF_PROGRAMME = "start_of_programme"
    DECISION_WINDOW = "decision_window"
    INTEGRATION_PLAN = "integration_plan"
    INTEGRATION_CONTRACT = "integration_contract"
    TRAINING_OFFERED = "training_offered"
    NORWEGIAN_TRAINING = "norwegian_training"
    SOCIAL_STUDIES = "social_studies"
    WORK_ORIENTED_HOURS = "work_oriented_hours"
    PARENTAL_LEAVE_FOLLOW_UP = "parental_leave_follow_up"
    SELF_CERTIFICATION_REVIEW = "self_certification_review"
    PROGRAMME_END = "programme_end"
    REPORT_TO_NIR = "report_to_nir"
    RESIDENCE_PERMIT = "residence_permit"
    COLLECTIVE_PERMIT_LIMIT = "collective_permit_limit"
    APPEAL = "appeal"
    PRELIMINARY_REPLY = "preliminary_reply"
