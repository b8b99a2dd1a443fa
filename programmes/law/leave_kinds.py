"""Which absences meet the end date, under which paragraph: the rows of Integration Regulations §§ 10 and 19."""

from typing import Final

from programmes.law.enums import AbsenceKind, LeaveClock
from programmes.law.rules import LeaveClockRule

_ABSENCE = "integreringsforskriften § 10"
_TIME_OFF_AND_LEAVE = "integreringsforskriften § 19"

BY_DECISION: Final = LeaveClockRule(
    clock=LeaveClock.BY_DECISION,
    paragraph="integreringsforskriften §§ 10, 19 (før 2026)",
)

# Threshold or deductible, counting window and unit are open questions of law: see docs/law-engine.md.
THRESHOLD_2026: Final = LeaveClockRule(
    clock=LeaveClock.THRESHOLD,
    paragraph="integreringsforskriften §§ 10, 19",
    threshold_working_days=10,
    counted={
        AbsenceKind.SICK_SELF_CERTIFIED: _ABSENCE,
        AbsenceKind.SICK_DOCTOR: _ABSENCE,
        AbsenceKind.SICK_CHILD: _ABSENCE,
        AbsenceKind.AUTHORISED: _ABSENCE,
        AbsenceKind.PREGNANCY_CHECK: _TIME_OFF_AND_LEAVE,
        AbsenceKind.PREGNANCY: _TIME_OFF_AND_LEAVE,
        AbsenceKind.BIRTH_MOTHER: _TIME_OFF_AND_LEAVE,
        AbsenceKind.BIRTH_FATHER: _TIME_OFF_AND_LEAVE,
        AbsenceKind.WELFARE: _TIME_OFF_AND_LEAVE,
        AbsenceKind.PEACE_WORK: _TIME_OFF_AND_LEAVE,
        AbsenceKind.LONG_SICKNESS: _TIME_OFF_AND_LEAVE,
        AbsenceKind.PARENTAL: _TIME_OFF_AND_LEAVE,
        AbsenceKind.ADOPTION: _TIME_OFF_AND_LEAVE,
    },
    not_counted={
        AbsenceKind.UNAUTHORISED: _ABSENCE,
        AbsenceKind.RELIGIOUS: _TIME_OFF_AND_LEAVE,
        AbsenceKind.HOLIDAY: _TIME_OFF_AND_LEAVE,
        AbsenceKind.BREASTFEEDING: _TIME_OFF_AND_LEAVE,  # hours, never days (law.md 5.2)
        AbsenceKind.STOP: "integreringsloven § 18",  # no rule adds the time of a stop
    },
)
