"""Norwegian classes and what belongs to them: courses, pupils, attendance, results."""

from programmes.models.classes.courses import (
    AttendanceLock,
    ClassSession,
    ClassTeacher,
    Course,
    SchoolClass,
    TimetableSlot,
    teaches_only,
)
from programmes.models.classes.earlier import EarlierTraining
from programmes.models.classes.pupils import (
    Attendance,
    ClassEnrolment,
    EnrolmentState,
    LeavingReason,
    Pupil,
    PupilAway,
)
from programmes.models.classes.results import (
    Exemption,
    ExemptionBasis,
    ExemptionFrom,
    Outcome,
    TestEntry,
    TestResult,
    TestSubject,
    TrainingRight,
    View,
)
from programmes.models.classes.words import AWAY, IN_DENOMINATOR, Category, CourseKind, Level, Skill, Topic, Track

__all__ = [
    "AWAY",
    "IN_DENOMINATOR",
    "Attendance",
    "AttendanceLock",
    "Category",
    "ClassEnrolment",
    "ClassSession",
    "ClassTeacher",
    "Course",
    "CourseKind",
    "EarlierTraining",
    "EnrolmentState",
    "Exemption",
    "ExemptionBasis",
    "ExemptionFrom",
    "LeavingReason",
    "Level",
    "Outcome",
    "Pupil",
    "PupilAway",
    "SchoolClass",
    "Skill",
    "TestEntry",
    "TestResult",
    "TestSubject",
    "TimetableSlot",
    "Topic",
    "Track",
    "TrainingRight",
    "View",
    "teaches_only",
]
