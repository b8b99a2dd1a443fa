"""Employers and placements."""

from employers.models.placement import Employer, EmploymentForm, Occupation, Placement

__all__ = ["Employer", "EmploymentForm", "Occupation", "Placement"]
