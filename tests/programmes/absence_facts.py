"""Makes absences for tests."""

import datetime as dt
from typing import Any

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Role
from programmes.absence_facts import AbsenceFacts
from programmes.models import Absence, Participation
from programmes.operations.absences import register_absence
from tests.programmes.awards import make_programme
from tests.world import make_actor, make_municipality, make_person

FIRST_DAY = dt.date(2026, 2, 2)
BASE_LAST_DAY = dt.date(2027, 2, 1)


def day(text: str) -> dt.date:
    """A day written as ISO."""
    return dt.date.fromisoformat(text)


def facts(kind: str, first_day: str, last_day: str = "", **more: Any) -> AbsenceFacts:
    """What a caseworker states of an absence; of one day unless told otherwise."""
    return AbsenceFacts(kind=kind, first_day=day(first_day), last_day=day(last_day or first_day), **more)


def make_adviser(participation: Participation) -> Actor:
    """A programme adviser of the municipality, new."""
    return make_actor(participation.municipality, Role.PROGRAMME_ADVISER)


def make_2026_programme(**more: Any) -> Participation:
    """The programme of the worked examples (law.md 5.4): twelve months from 2 February 2026."""
    known: dict[str, Any] = {
        "offer_date": dt.date(2026, 1, 20),
        "awarded_on": dt.date(2026, 1, 20),
        "first_day": FIRST_DAY,
        "months": 12,
    }
    municipality = more.pop("municipality", None) or make_municipality()
    return make_programme(make_person(municipality), **(known | more))


def make_absence(participation: Participation, kind: str, first_day: str, last_day: str = "", **more: Any) -> Absence:
    """A registered absence."""
    return register_absence(make_adviser(participation), participation.pk, facts(kind, first_day, last_day, **more))


def absences_of(participation: Participation) -> list[Absence]:
    """All rows, also those that are closed, in the order of registration."""
    with acting_as(system_actor(participation.municipality_id)):
        return list(Absence.objects.filter(participation=participation).order_by("created_at", "id"))
