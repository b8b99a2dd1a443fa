"""The facts that matching compares: what a place asks for, and what is known of a person."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

LEVELS = ("below_a1", "A1", "A2", "B1", "B2", "C1")
"""Levels of Norwegian in rising order."""


class Ground(StrEnum):
    """What a reason is about."""

    EXPERIENCE = "experience"
    NORWEGIAN = "norwegian"
    CERTIFICATES = "certificates"
    DISTANCE = "distance"
    AVAILABILITY = "availability"


class Grade(StrEnum):
    """How well it fits; ``UNKNOWN`` where nothing is registered, which is not the same as not fitting."""

    FITS = "fits"
    PARTLY = "partly"
    NOT = "not"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What a place asks for. ``levels`` are by skill; ``certificates`` are codes; days may be unknown."""

    occupation: str = ""
    occupation_name: str = ""
    levels: Mapping[str, str] = field(default_factory=dict)
    certificates: tuple[str, ...] = ()
    municipality: str = ""
    county: str = ""
    starts_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a person.

    ``occupations`` are the codes of the jobs and tracks so far, ``told`` the words of the skills mapping, ``is_mapped``
    whether there is one; ``levels`` the best result in each skill; ``programme_last_day`` None where no programme runs;
    ``hours_at_work`` a week now.
    """

    occupations: frozenset[str] = frozenset()
    told: str = ""
    licence: str = ""
    is_mapped: bool = False
    levels: Mapping[str, str] = field(default_factory=dict)
    certificates: frozenset[str] = frozenset()
    municipality: str = ""
    county: str = ""
    programme_last_day: dt.date | None = None
    hours_at_work: float = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a suggestion: its points of at most ``most``; ``detail`` is what a sentence is made of."""

    ground: Ground
    grade: Grade
    points: int
    most: int
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a person fits a place: all reasons in a fixed order, whose points add up to 0–100."""

    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        """Of 100."""
        return sum(reason.points for reason in self.reasons)

    @property
    def misses(self) -> tuple[Reason, ...]:
        """What does not fit, or not wholly."""
        return tuple(reason for reason in self.reasons if reason.grade in (Grade.PARTLY, Grade.NOT))
