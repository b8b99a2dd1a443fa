"""Finds awards that the law allows and that end on a wanted day."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from integration.demo.chance import weighted
from integration.demo.population import Newcomer
from participants.models import Education, ResidenceBasis
from programmes.law.enums import Education as LawEducation
from programmes.law.enums import Goal as LawGoal
from programmes.law.enums import Protection as LawProtection
from programmes.law.months import last_day_of_period
from programmes.law.rules import DurationRule
from programmes.law.selection import duration_limits
from programmes.models import EducationLevel, Goal, Protection
from programmes.operations.awarding import Award

_YOUNG, _OLD = 25, 55
_GOALS_WITH = {Goal.WORK: 80.0, Goal.TERTIARY_PREPARATION: 15.0, Goal.VOCATIONAL_REQUALIFICATION: 5.0}
_GOALS_WITHOUT = {
    Goal.WORK: 55.0, Goal.PART_UPPER_SECONDARY: 20.0, Goal.FULL_UPPER_SECONDARY: 15.0, Goal.VOCATIONAL_TRAINING: 10.0,
}  # fmt: skip
_REASONS = {
    Goal.WORK: "Vil raskest mulig i arbeid, og har erfaring som arbeidsgivere her etterspør.",
    Goal.TERTIARY_PREPARATION: "Har begynt på høyere utdanning og trenger norsk på høyere nivå for å gå videre.",
    Goal.VOCATIONAL_REQUALIFICATION: "Har fagutdanning som kan godkjennes med påbygging.",
    Goal.PART_UPPER_SECONDARY: "Trenger fag fra videregående for å komme inn i yrket som er målet.",
    Goal.FULL_UPPER_SECONDARY: "Skal fullføre videregående opplæring før arbeid eller studier.",
    Goal.VOCATIONAL_TRAINING: "Har kartlagt interesse for et fag med læretid, og mulig lærebedrift.",
}
# Kept only where the rules ask for it: another goal than the age of the participant asks for.
_WHY_OTHER_GOAL = "Kartleggingen viser at deltakeren når dette målet innenfor programmet, og ønsker det selv."
_USUAL_MONTHS = (60, 48, 36, 24, 18, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3)
_TRIES = 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """An award that ends on ``last_day`` and began between the two days."""

    last_day: dt.date
    begins_from: dt.date
    begins_by: dt.date


def protection_of(person: Newcomer) -> Protection:
    """The regime that the permit belongs to."""
    return Protection.COLLECTIVE if person.basis == ResidenceBasis.COLLECTIVE else Protection.ORDINARY


def education_level(person: Newcomer) -> EducationLevel:
    """The education as the duration rules ask for it."""
    if person.education == Education.UPPER_SECONDARY_UA:
        return EducationLevel.UPPER_SECONDARY_UA
    return EducationLevel.UPPER_SECONDARY if person.has_upper_secondary else EducationLevel.BELOW


def award_ending(chance: Random, person: Newcomer, wanted: Wanted) -> Award | None:
    """A lawful award that fits, drawn among those that do; None when none was found."""
    for _try in range(_TRIES):
        goal = _goal(chance, person)
        fitting = [
            (first_day, months)
            for months in _USUAL_MONTHS
            for first_day in _first_days(wanted, months)
            if _is_lawful(person, goal, first_day, months)
        ]
        if fitting:
            return _award(person, goal, *chance.choice(fitting[:3]))
    return None


def award_beginning(chance: Random, person: Newcomer, first_day: dt.date) -> Award:
    """A lawful award from ``first_day``, mostly of the longest duration that the law has."""
    while True:
        goal = _goal(chance, person)
        limits = _limits(person, goal, first_day)
        if limits is not None:
            shorter = weighted(chance, {0: 80.0, 2: 10.0, 3: 10.0})
            months = max(limits.maximum_months - shorter, limits.minimum_months or 1)
            return _award(person, goal, first_day, months)


def offer_date(first_day: dt.date) -> dt.date:
    """Offers go out two weeks before the programme begins."""
    return first_day - dt.timedelta(days=14)


def _award(person: Newcomer, goal: Goal, first_day: dt.date, months: int) -> Award:
    return Award(
        offer_date=offer_date(first_day),
        protection=protection_of(person),
        education=education_level(person),
        goal=goal,
        first_day=first_day,
        months=months,
        awarded_on=offer_date(first_day) + dt.timedelta(days=3),
        reason=_REASONS[goal],
        limit_reason=_WHY_OTHER_GOAL,
    )


def _first_days(wanted: Wanted, months: int) -> list[dt.date]:
    near = wanted.last_day - dt.timedelta(days=round(months * 365.25 / 12))
    days = [near + dt.timedelta(days=offset) for offset in range(-4, 5)]
    return [
        day
        for day in days
        if wanted.begins_from <= day <= wanted.begins_by and last_day_of_period(day, months) == wanted.last_day
    ][:1]


def _goal(chance: Random, person: Newcomer) -> Goal:
    if person.has_upper_secondary:
        return weighted(chance, _GOALS_WITH)
    if person.age > _OLD:
        return Goal.WORK
    return Goal.FULL_UPPER_SECONDARY if person.age < _YOUNG else weighted(chance, _GOALS_WITHOUT)


def _is_lawful(person: Newcomer, goal: Goal, first_day: dt.date, months: int) -> bool:
    limits = _limits(person, goal, first_day)
    return limits is not None and (limits.minimum_months or 1) <= months <= limits.maximum_months


def _limits(person: Newcomer, goal: Goal, first_day: dt.date) -> DurationRule | None:
    return duration_limits(
        offer_date(first_day),
        LawProtection(protection_of(person)),
        LawEducation(education_level(person)),
        LawGoal(goal),
    )
