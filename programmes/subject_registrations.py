"""What of this floor's tables goes into a person's copy."""

from django.db.models import Q

from participants.subject_access import DERIVED, INTERNAL, OTHERS, SECRET, TECHNICAL_REASON, copy_table, leave_out
from programmes.models import (
    Absence,
    ApprovalLink,
    CareerGuidance,
    CaseloadRow,
    Claim,
    Decision,
    DecisionStep,
    EarlierProgramme,
    EarlyJob,
    EndDraft,
    Letter,
    MeasureApproval,
    MeasureLoad,
    MeasureVersion,
    Participation,
    Plan,
    PlanAgreement,
    PlanElement,
    PlanVersion,
    Proposal,
    Reentry,
    RightAssessment,
    SelfCertificationWithdrawal,
    SkillsMapping,
    StartOffer,
    Stop,
    Takeover,
    WorkMeasure,
)
from programmes.models.classes import (
    Attendance,
    ClassEnrolment,
    EarlierTraining,
    Exemption,
    Pupil,
    PupilAway,
    TestEntry,
    TestResult,
    TrainingRight,
)
from programmes.models.followup import Appointment, EntryKind, JournalAttachment, JournalDraft, JournalEntry, Review
from programmes.models.shared_case import CaseMessage, Handover, ThreadReading

# Before and at the start.
copy_table(Claim, "claimed_on note registered_by withdrawn_on withdrawn_reason created_at")
copy_table(RightAssessment, "assessed_on outcome window_last_day facts steps reason confirmed_by created_at",
           {"computed": DERIVED})  # fmt: skip
copy_table(StartOffer,
           "offered_on answer_by answer answered_on answer_note offered_by withdrawn_on withdrawn_reason"
           " created_at")  # fmt: skip
copy_table(EarlyJob, "employer_name hours_a_week is_offer first_day ended_on registered_by created_at")
copy_table(SkillsMapping,
           "schooling work_experience languages digital_skills driving_licence interests wishes done_on done_by"
           " not_done_reason created_at")  # fmt: skip
copy_table(CareerGuidance, "county held_on recommendation created_at")

# The programme and its decisions.
copy_table(
    Participation,
    "offer_date protection education goal first_day months extension_months decided_last_day decided_end_stands"
    " rule_set last_day reason limit_reason awarded_on awarded_by plan_made_on ended_on end_reason main_activity"
    " created_at",
    {"base_last_day counted_working_days limits_passed": DERIVED},
)
copy_table(
    Decision,
    "decision_type is_refusal requested_on content reasons paragraphs language decided_on decided_by created_at",
    {"case_key": TECHNICAL_REASON, "computed": DERIVED},
    kept_back=Q(decided_on__isnull=True),
)
copy_table(DecisionStep, "act happened_on due_on channel outcome note done_by created_at",
           kept_back=Q(decision__decided_on__isnull=True))  # fmt: skip
copy_table(Letter, "kind language issued_on data created_at", {"document": TECHNICAL_REASON})
copy_table(
    Absence,
    "kind first_day last_day hours planned_hours documentation documented_on reason limit_reason circumstances"
    " registered_by voided_at voided_by void_reason created_at",
    {"limits_passed": DERIVED},
)
copy_table(SelfCertificationWithdrawal, "withdrawn_on restored_on reason withdrawn_by created_at")
copy_table(Stop, "first_day last_day created_at")
copy_table(Reentry, "basis months_used days_used reason created_at")
copy_table(EarlierProgramme,
           "held_in offer_date protection education goal first_day last_day months extension_months months_used"
           " days_used plan_made_on end_reason main_activity absences created_at")  # fmt: skip
copy_table(CaseloadRow, "line raw findings state created_at",
           {"programme computed_last_day": DERIVED, "is_protected": TECHNICAL_REASON})  # fmt: skip
copy_table(Takeover, "source taken_on decided_last_day confirmed_on confirmed_by keeps_decided created_at")
leave_out(EndDraft, INTERNAL)

# Plan and follow-up.
copy_table(
    Plan,
    "long_term_goal schooling norwegian_listening norwegian_reading norwegian_writing norwegian_oral norwegian_reason"
    " norwegian_hours social_studies_hours is_study_heavy strategy strategy_reason builds_on involvement dissent"
    " appeal_informed finalised_on finalised_by created_at",
)
copy_table(
    PlanElement,
    "kind title provider provider_name first_day last_day hours_a_week timetable reason benefit counts_as_work"
    " removed_on created_at",
    {"link_kind link_id": TECHNICAL_REASON},
)
copy_table(PlanVersion, "change reason content author created_at")
copy_table(PlanAgreement, "kind signed_on way signed_by on_behalf_reason for_municipality created_at")
copy_table(Proposal,
           "kind payload addressee note state proposed_by proposed_from answered_by answered_at answer_reason"
           " created_at",
           {"result_id": TECHNICAL_REASON})  # fmt: skip
copy_table(Appointment,
           "user kind starts_at minutes place interpreter_language interpreter_ordered_on"
           " interpreter_confirmed_on reminder state outcome_note created_at")  # fmt: skip
copy_table(Review, "planned_on held_on held_by agreed minutes cancelled_on created_at")
copy_table(
    JournalEntry,
    "author kind happened_on text follow_up_on followed_up_on voided_at voided_by void_reason created_at",
    kept_back=Q(kind=EntryKind.NOTE),
)
leave_out(JournalDraft, INTERNAL)
leave_out(JournalAttachment, "Hvilket notat et dokument hører til. Dokumentet selv står under dokumenter.")
copy_table(CaseMessage, "text sent_by sent_from created_at")
leave_out(ThreadReading, "Hvor langt hver ansatt har lest. Det gjelder de ansatte.")
copy_table(
    Handover,
    "office opened_on due_on job_seeker activity follow_up_on documents_shared_on note sent_on sent_by answer"
    " answer_note first_meeting_on answered_on answered_by cancelled_on created_at",
)

# Classes.
copy_table(TrainingRight,
           "offered_start_on protection education upper_secondary_from upper_secondary_to norwegian_last_day"
           " social_studies_last_day created_at",
           {"leave_working_days": DERIVED})  # fmt: skip
copy_table(
    EarlierTraining,
    "setting kind topic measure language minutes meetings place first_day through registered_by created_at",
)
copy_table(ClassEnrolment, "school_class state waiting_since first_day last_day leaving_reason enrolled_by created_at",
           {"moved_from": TECHNICAL_REASON})  # fmt: skip
copy_table(
    Attendance,
    "school_class day starts_at planned_minutes absent_minutes category counted_as assessed_as assessed_by assessed_at"
    " assess_reason reason_code comment recorded_by correction_reason created_at",
    {"session covered_by system sourced_id modified_at": TECHNICAL_REASON},
)
copy_table(TestResult, "subject skill outcome taken_on registered_by voided_at void_reason created_at",
           {"system": TECHNICAL_REASON})  # fmt: skip
copy_table(Exemption,
           "exempt_from basis first_day last_day documented_on reason decided_by voided_at void_reason"
           " created_at")  # fmt: skip
copy_table(TestEntry,
           "school_class skills level test_on teacher_view adviser_view participant_view is_entered"
           " created_at")  # fmt: skip
leave_out(Pupil, DERIVED)
leave_out(PupilAway, DERIVED)

# Measures.
copy_table(
    WorkMeasure,
    "kind status organisation_number organisation_name occupation_code first_day last_day conditions rate_percent costs"
    " purpose tasks training_plan adaptation support representatives_consulted family_tie counts_towards_hours"
    " agreement_reference decided_by registered_by entered_at is_extended cancelled_on end_reason end_note"
    " last_reviewed_on result result_note created_at",
    {"contact_name contact_phone contact_email family_tie_note": OTHERS},
)
copy_table(MeasureVersion, "kind content made_by created_at")
copy_table(MeasureLoad, "percent days_per_week hours_per_week valid_from cancelled_at registered_by created_at")
copy_table(MeasureApproval, "party way reasons registered_by cleared_at created_at",
           {"name": OTHERS, "document": TECHNICAL_REASON})  # fmt: skip
leave_out(ApprovalLink, SECRET)
