"""English: the words of the computation as a participant reads them."""

from typing import Final

from programmes.law.enums import AbsenceKind, CountingWindow, DeadlineKind, Fault, Goal, NoticeCode, StepCode
from programmes.law.texts import Catalogue

ENGLISH: Final = Catalogue(
    wordings={
        StepCode.DURATION: "The programme lasts {months} from {first_day}.",
        StepCode.EXTENSION: "The programme is extended by {months}, to {total} in all.",
        StepCode.EXTENSION_TAKEN_BACK: (
            "The extension of {months} is taken back from {day}. What was not used of it does not count."
        ),
        StepCode.BY_DECISION: "Absence and leave do not move the last day by themselves. It follows from a decision.",
        StepCode.DECIDED_LAST_DAY: "The last day is set in a decision.",
        StepCode.COUNTED: "{kind}: {days} counted.",
        StepCode.NOT_COUNTED: "{kind}: {days}, never added.",
        StepCode.WITHIN_THRESHOLD: (
            "In all {days} counted. That is not more than {threshold} {window}, so the last day stays."
        ),
        StepCode.ADDED: "In all {days} counted. That is more than {threshold} {window}, which adds {added}.",
        StepCode.LEAVE_IN_ADDED_TIME: "{days} more in the added time, added as well.",
        Fault.UNREADABLE: "The field {field} is missing or cannot be read.",
        Fault.LAST_BEFORE_FIRST: "The last day, {last_day}, is before the first day, {first_day}.",
        Fault.FIRST_BEFORE_OFFER: "The first day, {first_day}, is before the offer of start, {offer_date}.",
        Fault.MONTHS_BELOW_ONE: "The duration must be at least {limit}.",
        Fault.EXTENSION_BELOW_ZERO: "The extension cannot be below zero months.",
        Fault.HOURS_ON_SEVERAL_DAYS: "Hours belong to one day, not from {first_day} to {last_day}.",
        Fault.BEYOND_CALENDAR: "The last day is outside the calendar.",
        Fault.NO_RULE_SET: "The system has no rules for an offer of start on {offer_date}.",
        Fault.GOAL_NOT_ALLOWED: "The goal “{goal}” is not available with this education.",
        Fault.BELOW_MINIMUM: "The duration is {months}. The shortest for this goal is {limit}.",
        Fault.ABOVE_MAXIMUM: "The duration is {months}. The longest for this goal is {limit}.",
        Fault.NO_EXTENSION: "A programme with this goal cannot be extended.",
        Fault.EXTENSION_ABOVE_MAXIMUM: "The extension is {months}. The longest for this goal is {limit}.",
        Fault.OVERLAP: "“{first_kind}” and “{second_kind}” both cover {day}.",
        NoticeCode.CHECK_RULE_SET: (
            "The offer is dated {offer_date}, and the Regulations speak of offers “after 1 January”. "
            "Check that the rule set {rule_set} is right."
        ),
        NoticeCode.LEAVE_RUNS_PAST_END: (
            "“{kind}” continues after the last day. Only {days} counted before it, so the last day stays. "
            "Consider the case."
        ),
        DeadlineKind.START_OF_PROGRAMME: (
            "Decision and start at the latest {months} after settlement or claim, {from_day}."
        ),
        DeadlineKind.DECISION_WINDOW: (
            "The decision is due before the participant has lived {months} in a municipality, from {from_day}."
        ),
        DeadlineKind.INTEGRATION_PLAN: "The integration plan is made together with the decision of {from_day}.",
        DeadlineKind.INTEGRATION_CONTRACT: ("The integration contract is made together with the plan of {from_day}."),
        DeadlineKind.TRAINING_OFFERED: (
            "Norwegian and social studies are offered at the latest {months} after {from_day}."
        ),
        DeadlineKind.NORWEGIAN_TRAINING: (
            "Norwegian training lasts at most {months} from {from_day}; approved leave is added."
        ),
        DeadlineKind.SOCIAL_STUDIES: (
            "Social studies and their test are done within {months} from {from_day}; approved leave is added."
        ),
        DeadlineKind.WORK_ORIENTED_HOURS: (
            "From now on the programme has on average {hours} work-oriented hours a week: {months} since {from_day}."
        ),
        DeadlineKind.PARENTAL_LEAVE_FOLLOW_UP: (
            "Follow-up and Norwegian training are offered from the fourth month of the leave that began {from_day}."
        ),
        DeadlineKind.SELF_CERTIFICATION_REVIEW: (
            "The withdrawal of self-certification on {from_day} is assessed again within {months}."
        ),
        DeadlineKind.PROGRAMME_END: "The last day of the programme.",
        DeadlineKind.REPORT_TO_NIR: "What is known from {from_day} is reported to NIR within {months}.",
        DeadlineKind.RESIDENCE_PERMIT: "The last day of the residence permit.",
        DeadlineKind.COLLECTIVE_PERMIT_LIMIT: (
            "Temporary collective protection lasts at most {months} from {from_day}."
        ),
        DeadlineKind.APPEAL: "The appeal is due three weeks after the decision arrived on {from_day}.",
        DeadlineKind.PRELIMINARY_REPLY: (
            "A preliminary reply is due within {months} from {from_day} when the case is not decided."
        ),
    },
    names={
        AbsenceKind.SICK_SELF_CERTIFIED: "Sickness, self-certified",
        AbsenceKind.SICK_DOCTOR: "Sickness with doctor's certificate",
        AbsenceKind.SICK_CHILD: "Sick child or childminder",
        AbsenceKind.AUTHORISED: "Absence with permission",
        AbsenceKind.UNAUTHORISED: "Unauthorised absence",
        AbsenceKind.PREGNANCY_CHECK: "Pregnancy check-up",
        AbsenceKind.PREGNANCY: "Time off in pregnancy",
        AbsenceKind.BIRTH_MOTHER: "Time off for the mother after birth",
        AbsenceKind.BIRTH_FATHER: "Time off for the father at birth",
        AbsenceKind.BREASTFEEDING: "Time off for breastfeeding",
        AbsenceKind.RELIGIOUS: "Religious days",
        AbsenceKind.HOLIDAY: "Holiday",
        AbsenceKind.WELFARE: "Welfare leave",
        AbsenceKind.PEACE_WORK: "Leave for peace work",
        AbsenceKind.LONG_SICKNESS: "Leave for long-term sickness",
        AbsenceKind.PARENTAL: "Parental leave",
        AbsenceKind.ADOPTION: "Adoption leave",
        AbsenceKind.STOP: "Temporary stop",
        Goal.WORK: "work",
        Goal.TERTIARY_PREPARATION: "prepare for education above upper secondary",
        Goal.VOCATIONAL_REQUALIFICATION: "vocational requalification",
        Goal.PART_UPPER_SECONDARY: "parts of upper secondary education",
        Goal.FULL_UPPER_SECONDARY: "completed upper secondary education",
        Goal.VOCATIONAL_TRAINING: "vocational training",
        Goal.HIGHER_VOCATIONAL: "higher vocational education",
        Goal.OTHER: "other",
        CountingWindow.PROGRAMME: "in the programme",
        CountingWindow.CALENDAR_YEAR: "in the same calendar year",
    },
    month_names=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    day_unit=("working day", "working days"),
    month_unit=("month", "months"),
    date_pattern="{day} {month} {year}",
)
