"""What of this floor's tables goes into a person's copy."""

from agencies.models import AccessLogEntry, ChangeRecord
from participants.models import (
    AccessOverride,
    Assignment,
    CaseEvent,
    CaseReversal,
    Deadline,
    Document,
    FamilyMember,
    FamilyPeriod,
    Flag,
    IdentityNumber,
    ImportRow,
    NamedAccess,
    Participant,
    ResidencePermit,
    SamePersonNotice,
    Statement,
    TransferRequest,
)
from participants.subject_access import DERIVED, OTHERS, TECHNICAL_REASON, copy_table, leave_out

copy_table(
    Participant,
    "given_name family_name birth_date sex citizenship mother_tongue interpreter_language education phone email remark"
    " confidentiality is_shielded arrived_on settled_on claimed_on intake registered_in_error_on moved_on moved_to"
    " left_norway_on died_on restricted_on is_reserved_against_research created_at",
    {"sort_key search_key": DERIVED, "is_guarded merged_into": TECHNICAL_REASON},
    path="pk",
)
copy_table(
    IdentityNumber, "kind value valid_from valid_to left_on created_at", {"digest check_digits_hold": TECHNICAL_REASON}
)
copy_table(ResidencePermit, "basis granted_on valid_until created_at")
copy_table(
    FamilyMember,
    "kinship is_reference reference_settled_on removed_on removed_reason created_at",
    {"related given_name family_name birth_date": OTHERS, "common_id": TECHNICAL_REASON},
)
copy_table(
    FamilyPeriod,
    "first_day last_day tie lives_here custody end_reason is_partner created_at",
    {"is_removed": TECHNICAL_REASON},
)
copy_table(Assignment, "kind user first_day last_day created_at")
copy_table(Deadline, "kind due_on paragraph responsible_agency met_on closed_on created_at",
           {"subject_id next_flag_on": TECHNICAL_REASON})  # fmt: skip
copy_table(Flag, "due_on threshold raised_on state taken_by taken_at escalated_at closed_at reason created_at")
copy_table(Document, "title filename content_type size checksum uploaded_by created_at")
copy_table(CaseEvent, "kind happened_on actor agency facts created_at")
copy_table(Statement, "event text stated_on registered_by created_at")
copy_table(TransferRequest,
           "to_municipality state moves_on contact stated requested_on requested_by answered_on answered_by"
           " decline_reason created_at",
           {"is_protected received_as": TECHNICAL_REASON})  # fmt: skip
copy_table(SamePersonNotice, "elsewhere noticed_on answer reason answered_on answered_by created_at",
           {"is_protected": TECHNICAL_REASON})  # fmt: skip
copy_table(AccessOverride, "user rule reason first_day last_day created_at")
copy_table(ImportRow, "line raw findings category decision created_at",
           {"parsed match_reasons": DERIVED, "matched matched_line candidate_ids candidate_lines": OTHERS,
            "is_protected": TECHNICAL_REASON})  # fmt: skip
copy_table(CaseReversal, "act reason done_on done_by undone_on undone_by created_at",
           {"other": TECHNICAL_REASON, "rows added": DERIVED})  # fmt: skip

leave_out(NamedAccess, "Hvem på staben som er navngitt på en skjermet sak. Det gjelder de ansatte.")
leave_out(ChangeRecord, "Tidligere verdier av det som er kopiert, står for seg, under «Endringer».")
leave_out(AccessLogEntry, "Hvem som har lest saken, står for seg, når du har bedt om det.")
