"""People, and what is due for them."""

from participants.models.arrival_import import BatchState, ImportBatch, ImportRow, RowCategory, RowDecision
from participants.models.assignment import Assignment, AssignmentKind
from participants.models.cover import Cover
from participants.models.deadline import (
    STANDING_FLAGS,
    CaseEvent,
    Deadline,
    DeadlineThreshold,
    Flag,
    FlagState,
)
from participants.models.document import Document
from participants.models.elsewhere import NoticeAnswer, SamePersonNotice
from participants.models.household import Custody, EndReason, FamilyMember, FamilyPeriod, Kinship, Tie
from participants.models.identity import IdentityKind, IdentityNumber, ResidenceBasis, ResidencePermit
from participants.models.override import AccessOverride
from participants.models.participant import (
    CaseQuerySet,
    Confidentiality,
    Education,
    Intake,
    NamedAccess,
    Participant,
    Sex,
)
from participants.models.portfolio import SavedFilter  # noqa: F401 - Django finds models here
from participants.models.reversal import UNDO_DAYS, CaseReversal, ReversibleAct
from participants.models.statement import Statement
from participants.models.transfer import RECEIVING_ROLES, TransferRequest, TransferState

__all__ = [
    "RECEIVING_ROLES",
    "STANDING_FLAGS",
    "UNDO_DAYS",
    "AccessOverride",
    "Assignment",
    "AssignmentKind",
    "BatchState",
    "CaseEvent",
    "CaseQuerySet",
    "CaseReversal",
    "Confidentiality",
    "Cover",
    "Custody",
    "Deadline",
    "DeadlineThreshold",
    "Document",
    "Education",
    "EndReason",
    "FamilyMember",
    "FamilyPeriod",
    "Flag",
    "FlagState",
    "IdentityKind",
    "IdentityNumber",
    "ImportBatch",
    "ImportRow",
    "Intake",
    "Kinship",
    "NamedAccess",
    "NoticeAnswer",
    "Participant",
    "ResidenceBasis",
    "ResidencePermit",
    "ReversibleAct",
    "RowCategory",
    "RowDecision",
    "SamePersonNotice",
    "Sex",
    "Statement",
    "Tie",
    "TransferRequest",
    "TransferState",
]
