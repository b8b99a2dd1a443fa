"""What of this floor's tables the change history of a case tells; the parts of a case that NAV has are named."""

from typing import Any

from django.db.models import QuerySet

from agencies.access import Actor, FieldGroup, Resource, fields_for
from participants.change_tables import Values, leave_untold, tell_changes
from participants.languages import language_name
from programmes import subject_registrations  # noqa: F401 - what is copied is told
from programmes.law.measures.rules import Condition
from programmes.law.procedure_states import DecisionAct
from programmes.measure_words import CONDITION_WORDS
from programmes.models import (
    Absence,
    ApprovalLink,
    CareerGuidance,
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
    TestEntry,
    TestResult,
    TrainingRight,
)
from programmes.models.followup import Appointment, JournalAttachment, JournalEntry, Review
from programmes.models.shared_case import CaseMessage, Handover, ThreadReading
from programmes.proposals import proposal_kind, proposal_kinds
from programmes.web.decision_words import ACT_SAID


def _conditions(codes: list[str]) -> str:
    return ", ".join(str(CONDITION_WORDS[Condition(code)]) for code in codes)


def _step(code: str) -> str:
    return str(ACT_SAID[DecisionAct(code)]).rstrip(".")


def _proposed(code: str) -> str:
    kind = proposal_kind(code)
    return str(kind.label) if kind else code


def _open_proposals(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    opened = fields_for(actor)
    return rows.filter(kind__in=[kind.code for kind in proposal_kinds() if kind.fields in opened])


def _is_a_closed_proposal(actor: Actor, row: Values) -> bool:
    kind = proposal_kind(str(row.get("kind")))
    return kind is None or kind.fields not in fields_for(actor)


# Before and at the start.
tell_changes(Claim, rest=FieldGroup.SETTLEMENT)
tell_changes(RightAssessment, rest=FieldGroup.SETTLEMENT, never="facts steps")
tell_changes(StartOffer, rest=FieldGroup.SETTLEMENT)
tell_changes(EarlyJob, rest=FieldGroup.SETTLEMENT)
tell_changes(SkillsMapping, rest=FieldGroup.PLAN)
tell_changes(CareerGuidance, rest=FieldGroup.PLAN)

# The programme and its decisions.
tell_changes(
    Participation,
    {
        FieldGroup.PROGRAMME: "offer_date protection education goal first_day months extension_months decided_last_day"
        " last_day awarded_on plan_made_on ended_on"
    },
    rest=FieldGroup.DECISIONS,
    never="rule_set",
)
tell_changes(Decision, rest=FieldGroup.DECISIONS, never="content", called="decision_type")
tell_changes(DecisionStep, rest=FieldGroup.APPEALS, resource=Resource.DECISION, words={"act": _step})
tell_changes(Letter, rest=FieldGroup.DECISIONS, never="data")
tell_changes(
    Absence,
    {FieldGroup.PROGRAMME: "first_day last_day"},
    rest=FieldGroup.ABSENCE_REASONS,
    never="circumstances",
    called="first_day",
)
tell_changes(SelfCertificationWithdrawal, rest=FieldGroup.ABSENCE_REASONS)
tell_changes(Stop, rest=FieldGroup.DECISIONS)
tell_changes(Reentry, rest=FieldGroup.DECISIONS)
tell_changes(EarlierProgramme, rest=FieldGroup.DECISIONS, never="absences")
tell_changes(Takeover, rest=FieldGroup.DECISIONS)
tell_changes(EndDraft, rest=FieldGroup.DECISIONS, also="ended_on end_reason main_activity")

# Plan and follow-up.
tell_changes(
    Plan,
    {
        FieldGroup.PLAN: "long_term_goal schooling norwegian_listening norwegian_reading norwegian_writing"
        " norwegian_oral norwegian_hours social_studies_hours is_study_heavy strategy strategy_reason finalised_on"
    },
    rest=FieldGroup.DECISIONS,
)
tell_changes(PlanElement, rest=FieldGroup.PLAN, called="title")
tell_changes(PlanVersion, {FieldGroup.PLAN: "change"}, rest=FieldGroup.DECISIONS, never="content")
tell_changes(PlanAgreement, rest=FieldGroup.DECISIONS)
tell_changes(
    Proposal,
    {FieldGroup.NOTES: "addressee"},
    rest=FieldGroup.PLAN,
    never="payload",
    words={"kind": _proposed},
    narrow=_open_proposals,
    conceals=_is_a_closed_proposal,
    called="kind",
)
tell_changes(Appointment, words={"interpreter_language": language_name}, called="kind")
tell_changes(Review, {FieldGroup.PLAN: "planned_on held_on agreed cancelled_on"}, called="planned_on")
tell_changes(JournalEntry, called="kind")
tell_changes(JournalAttachment)
tell_changes(CaseMessage, rest=FieldGroup.PROGRAMME)
# What the checklist said before it was sent is the municipality's own work; what was sent stands on the page.
tell_changes(
    Handover,
    {FieldGroup.NOTES: "opened_on job_seeker activity follow_up_on documents_shared_on note"},
    rest=FieldGroup.PROGRAMME,
)
leave_untold(ThreadReading, "How far each member of staff has read: it says nothing of the case, and changes all day.")

# Classes.
tell_changes(TrainingRight)
tell_changes(EarlierTraining, words={"language": language_name}, called="kind")
tell_changes(ClassEnrolment, rest=FieldGroup.ATTENDANCE_SUMMARY, called="school_class")
tell_changes(
    Attendance,
    {
        FieldGroup.ATTENDANCE_SUMMARY: "school_class day starts_at planned_minutes absent_minutes category counted_as"
        " correction_reason"
    },
    rest=FieldGroup.ABSENCE_REASONS,
    called="day",
)
tell_changes(TestResult, rest=FieldGroup.LEVEL, called="subject")
tell_changes(Exemption, rest=FieldGroup.ABSENCE_REASONS, called="exempt_from")
tell_changes(TestEntry)

# Measures.
tell_changes(
    WorkMeasure,
    {FieldGroup.NOTES: "is_extended"},
    rest=FieldGroup.WORK,
    also="contact_name contact_phone contact_email family_tie_note",
    words={"conditions": _conditions},
    called="kind",
)
tell_changes(MeasureVersion, rest=FieldGroup.WORK, never="content")
tell_changes(MeasureLoad, rest=FieldGroup.WORK)
tell_changes(MeasureApproval, rest=FieldGroup.WORK, also="name")
tell_changes(ApprovalLink, rest=FieldGroup.WORK, also="party expires_at used_at withdrawn_at")
