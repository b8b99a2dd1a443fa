"""What of this floor's tables goes into a person's copy."""

from integration.models import (
    GradebookResult,
    NirDelivery,
    NirEvent,
    OutcomePerson,
    OutcomeProgramme,
    OutcomeSpan,
    OutcomeTraits,
    RetentionCase,
    RetentionRow,
    SchoolEnrolment,
    SchoolPerson,
    SchoolResult,
    SubjectExport,
)
from participants.subject_access import DERIVED, TECHNICAL_REASON, copy_table, leave_out

copy_table(SchoolPerson, "sourced_id matched_as matched_by left_at created_at")
copy_table(
    SchoolEnrolment,
    "class_sourced_id school_sourced_id first_day last_day state ended_on modified_at created_at",
    {"sourced_id object_id": TECHNICAL_REASON},
)
copy_table(
    SchoolResult,
    "score_status score text_score scored_on is_deleted modified_at created_at",
    {"sourced_id line_item_sourced_id object_id": TECHNICAL_REASON},
)
copy_table(GradebookResult, "values modified_at is_deleted created_at",
           {"sourced_id line_item_sourced_id": TECHNICAL_REASON})  # fmt: skip
copy_table(
    SubjectExport,
    "requested_by includes_access_log includes_internal state made_at expires_at created_at",
    {"job json_path pdf_path deleted_at": TECHNICAL_REASON},
)
copy_table(
    NirEvent,
    "kind happened_on held_on due_on content is_withdrawn created_at",
    {"subject_id digest corrects told_before": TECHNICAL_REASON},
)
copy_table(NirDelivery, "delivered_on done_by created_at", {"event export is_released": TECHNICAL_REASON})
copy_table(
    RetentionCase,
    "part state due_on reasons restricted_on remove_on created_at",
    {"case_key removed_at roots": TECHNICAL_REASON},
)
leave_out(RetentionRow, TECHNICAL_REASON)
leave_out(OutcomePerson, DERIVED)
leave_out(OutcomeProgramme, DERIVED)
leave_out(OutcomeSpan, DERIVED)
leave_out(OutcomeTraits, DERIVED)
