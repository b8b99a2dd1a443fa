"""The words of the target group: who has right and duty to a programme (Integration Act §§ 3, 8 and 9)."""

from enum import StrEnum


class TargetOutcome(StrEnum):
    """What the law gives a person who has settled in the municipality."""

    RIGHT_AND_DUTY = "right_and_duty"
    RIGHT = "right"  # § 34 with an offer before 2026
    MAY_BE_OFFERED = "may_be_offered"  # § 8(3)
    EXCLUDED = "excluded"  # § 8(4) and (5)
    OUTSIDE = "outside"
    UNKNOWN = "unknown"  # a fact is missing


class PermitBasis(StrEnum):
    """The permits of § 9, and that of a family member of somebody without one of them (§ 8(3))."""

    REFUGEE = "refugee"
    RESETTLEMENT = "resettlement"
    HUMANITARIAN = "humanitarian"
    LIMITED_FAMILY = "limited_family"
    COLLECTIVE = "collective"
    FAMILY = "family"
    INDEPENDENT = "independent"
    FAMILY_OF_OTHERS = "family_of_others"


class TargetCode(StrEnum):
    """What was looked at, and what it came to."""

    PERMIT_MISSING = "permit_missing"
    PERMIT_GIVES_RIGHT = "permit_gives_right"
    FAMILY_OF_OTHERS = "family_of_others_may"
    EEA_CITIZEN = "eea_citizen"
    OTHER_CITIZEN = "other_citizen"
    REJECTED = "rejected"
    RESIDENCE_MISSING = "residence_missing"
    WITHIN_WINDOW = "within_window"
    AFTER_WINDOW = "after_window"
    WORKS_FULL_TIME = "works_full_time"
    WORK_ENDED = "work_ended"
    PERMIT_DAY_MISSING = "permit_day_missing"
    TOO_YOUNG = "too_young"
    AGE_FITS = "age_fits"
    TOO_OLD = "too_old"
    AGREEMENT_MISSING = "agreement_missing"
    AGREEMENT_NOT_NEEDED = "agreement_not_needed"
    SETTLED_BY_AGREEMENT = "settled_by_agreement"
    WITHOUT_AGREEMENT = "without_agreement"
    RIGHT_WITHOUT_DUTY = "right_without_duty"
