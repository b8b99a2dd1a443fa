"""Classes, places, sessions, attendance and results as those who may see them do (law.md 7.2)."""

from agencies.access import FieldGroup
from agencies.api.serializers import FaceSerializer
from programmes.models.classes import (
    Attendance,
    ClassEnrolment,
    ClassSession,
    Exemption,
    SchoolClass,
    TestResult,
)

_MET = (
    "id", "version", "participant_id", "municipality_id", "school_class_id", "session_id", "day", "starts_at",
    "planned_minutes", "absent_minutes", "category", "counted_as", "modified_at",
)  # fmt: skip


class SchoolClassSerializer(FaceSerializer):
    """A class; who is in it stands under ``class-enrolments``."""

    class Meta:
        model = SchoolClass
        fields = (
            "id", "version", "school_id", "course_id", "name", "level", "track", "language", "room", "capacity",
            "first_day", "last_day",
        )  # fmt: skip
        read_only_fields = fields


class ClassSessionSerializer(FaceSerializer):
    """A meeting of a class."""

    class Meta:
        model = ClassSession
        fields = (
            "id", "version", "school_class_id", "day", "starts_at", "ends_at", "planned_minutes", "topic", "room",
            "cancelled_at", "cancel_reason",
        )  # fmt: skip
        read_only_fields = fields


class ClassEnrolmentSerializer(FaceSerializer):
    """A place in a class, or on its waiting list."""

    groups = frozenset({FieldGroup.ATTENDANCE_SUMMARY})

    class Meta:
        model = ClassEnrolment
        fields = (
            "id", "version", "participant_id", "municipality_id", "school_class_id", "state", "waiting_since",
            "first_day", "last_day", "leaving_reason", "moved_from_id",
        )  # fmt: skip
        read_only_fields = fields


class AttendanceForMunicipalitySerializer(FaceSerializer):
    """Attendance with what the municipality has decided about it."""

    groups = frozenset({FieldGroup.ATTENDANCE_SUMMARY, FieldGroup.ABSENCE_REASONS})

    class Meta:
        model = Attendance
        fields = (
            *_MET, "covered_by_id", "assessed_as", "assess_reason", "reason_code", "comment", "recorded_by_id",
            "correction_reason", "system", "sourced_id",
        )  # fmt: skip
        read_only_fields = fields


class AttendanceForSchoolSerializer(FaceSerializer):
    """Attendance as the school sees it: without what absence on the case covers it."""

    groups = frozenset({FieldGroup.ATTENDANCE_SUMMARY})

    class Meta:
        model = Attendance
        fields = (*_MET, "correction_reason", "sourced_id")
        read_only_fields = fields


class TestResultSerializer(FaceSerializer):
    """A result of a test; one that was taken back says why."""

    __test__ = False
    groups = frozenset({FieldGroup.LEVEL})

    class Meta:
        model = TestResult
        fields = (
            "id", "version", "participant_id", "municipality_id", "subject", "skill", "outcome", "taken_on", "system",
            "voided_at", "void_reason",
        )  # fmt: skip
        read_only_fields = fields


class ExemptionSerializer(FaceSerializer):
    """An exemption with its basis: the municipality's own."""

    groups = frozenset({FieldGroup.LEVEL, FieldGroup.ABSENCE_REASONS})

    class Meta:
        model = Exemption
        fields = (
            "id", "version", "participant_id", "municipality_id", "exempt_from", "basis", "first_day", "last_day",
            "documented_on", "reason", "voided_at", "void_reason",
        )  # fmt: skip
        read_only_fields = fields


ATTENDANCE_FACES: tuple[type[FaceSerializer], ...] = (
    AttendanceForMunicipalitySerializer,
    AttendanceForSchoolSerializer,
)
