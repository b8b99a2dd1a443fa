"""The tables of the edge: school systems, what they sent, who may read from us, NIR, and the figures on outcomes."""

from integration.models.attendance import (
    AttendanceBatch,
    AttendanceFault,
    BatchState,
    FaultState,
)
from integration.models.job_feed import JobFeedCursor
from integration.models.list_export import ListExport, ListForm
from integration.models.nir import NirCode, NirDelivery, NirEvent, NirExport, NirSetting
from integration.models.outcome_traits import OutcomeLoad, OutcomeProgramme, OutcomeTraits
from integration.models.outcomes import AgeGroup, OutcomePerson, OutcomeRefresh, OutcomeSpan, SpanKind
from integration.models.provider import GradebookItem, GradebookResult, RosterClient, RosterToken, SentEntity
from integration.models.retention import (
    CasePart,
    PackageState,
    RetentionBatch,
    RetentionCase,
    RetentionRow,
    RetentionState,
)
from integration.models.roster import (
    EnrolmentState,
    MatchKind,
    SchoolEnrolment,
    SchoolPerson,
    SchoolRecord,
    SchoolResult,
    UnmatchedPerson,
)
from integration.models.source import RunKind, RunState, SchoolSource, SourceKind, SourceRun
from integration.models.subject_access import ExportState, SubjectExport

__all__ = [
    "AgeGroup",
    "AttendanceBatch",
    "AttendanceFault",
    "BatchState",
    "CasePart",
    "EnrolmentState",
    "ExportState",
    "FaultState",
    "GradebookItem",
    "GradebookResult",
    "JobFeedCursor",
    "ListExport",
    "ListForm",
    "MatchKind",
    "NirCode",
    "NirDelivery",
    "NirEvent",
    "NirExport",
    "NirSetting",
    "OutcomeLoad",
    "OutcomePerson",
    "OutcomeProgramme",
    "OutcomeRefresh",
    "OutcomeSpan",
    "OutcomeTraits",
    "PackageState",
    "RetentionBatch",
    "RetentionCase",
    "RetentionRow",
    "RetentionState",
    "RosterClient",
    "RosterToken",
    "RunKind",
    "RunState",
    "SchoolEnrolment",
    "SchoolPerson",
    "SchoolRecord",
    "SchoolResult",
    "SchoolSource",
    "SentEntity",
    "SourceKind",
    "SourceRun",
    "SpanKind",
    "SubjectExport",
    "UnmatchedPerson",
]
