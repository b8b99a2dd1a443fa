"""Programmes."""

from programmes.models.absence import Absence, AbsenceKind, Documentation, SelfCertificationWithdrawal
from programmes.models.decision import (
    ApprovalRule,
    CountyOutcome,
    Decision,
    DecisionStep,
    DecisionType,
    Delivery,
    Letter,
    LetterKind,
    LetterLanguage,
)
from programmes.models.earlier import EarlierProgramme
from programmes.models.participation import (
    EducationLevel,
    EndReason,
    Goal,
    MainActivity,
    Participation,
    ParticipationState,
    Protection,
)
from programmes.models.stop import EndDraft, Reentry, ReentryBasis, Stop

__all__ = [
    "Absence",
    "AbsenceKind",
    "ApprovalRule",
    "CountyOutcome",
    "Decision",
    "DecisionStep",
    "DecisionType",
    "Delivery",
    "Documentation",
    "EarlierProgramme",
    "EducationLevel",
    "EndDraft",
    "EndReason",
    "Goal",
    "Letter",
    "LetterKind",
    "LetterLanguage",
    "MainActivity",
    "Participation",
    "ParticipationState",
    "Protection",
    "Reentry",
    "ReentryBasis",
    "SelfCertificationWithdrawal",
    "Stop",
]
