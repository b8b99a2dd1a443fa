"""Programmes."""

from programmes.models.participation import (
    EducationLevel,
    EndReason,
    Goal,
    MainActivity,
    Participation,
    ParticipationState,
    Protection,
)

__all__ = [
    "EducationLevel",
    "EndReason",
    "Goal",
    "MainActivity",
    "Participation",
    "ParticipationState",
    "Protection",
]
