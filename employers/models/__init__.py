"""Employers, placements and their follow-up."""

from employers.models.employer import Employer, EmployerContact, EmployerNote, Industry
from employers.models.follow_up import FollowUp, Standing
from employers.models.placement import EmploymentForm, HowFound, JobEndReason, Occupation, Placement

__all__ = [
    "Employer",
    "EmployerContact",
    "EmployerNote",
    "EmploymentForm",
    "FollowUp",
    "HowFound",
    "Industry",
    "JobEndReason",
    "Occupation",
    "Placement",
    "Standing",
]
