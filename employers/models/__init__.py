"""Employers, placements and their follow-up; places offered, and qualification tracks."""

from employers.models.employer import Employer, EmployerContact, EmployerNote, Industry
from employers.models.follow_up import FollowUp, Standing
from employers.models.offered_place import (
    Certificate,
    NotRelevantReason,
    OfferedPlace,
    PlaceSource,
    SectorChoice,
    Suggestion,
    Verdict,
)
from employers.models.placement import EmploymentForm, HowFound, JobEndReason, Occupation, Placement
from employers.models.track import (
    DropOutReason,
    QualificationTrack,
    StepKind,
    TrackCohort,
    TrackMembership,
    TrackResult,
    TrackStep,
)

__all__ = [
    "Certificate",
    "DropOutReason",
    "Employer",
    "EmployerContact",
    "EmployerNote",
    "EmploymentForm",
    "FollowUp",
    "HowFound",
    "Industry",
    "JobEndReason",
    "NotRelevantReason",
    "Occupation",
    "OfferedPlace",
    "PlaceSource",
    "Placement",
    "QualificationTrack",
    "SectorChoice",
    "Standing",
    "StepKind",
    "Suggestion",
    "TrackCohort",
    "TrackMembership",
    "TrackResult",
    "TrackStep",
    "Verdict",
]
