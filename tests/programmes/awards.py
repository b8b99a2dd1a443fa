"""Makes awards and programmes for tests."""

import datetime as dt
from typing import Any

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Role
from participants.models import Participant
from programmes.models import Participation
from programmes.operations.awarding import Award, award_programme
from tests.world import make_actor


def an_award(**facts: Any) -> Award:
    """A lawful award under the rules of 2026: twelve months towards work for somebody with upper secondary."""
    known: dict[str, Any] = {
        "offer_date": dt.date(2026, 10, 5),
        "protection": "collective",
        "education": "upper_secondary",
        "goal": "work",
        "first_day": dt.date(2026, 10, 12),
        "months": 12,
        "awarded_on": dt.date(2026, 10, 6),
        "reason": "Vil tilbake til yrket sitt.",
    }
    return Award(**(known | facts))


def make_programme(person: Participant, actor: Actor | None = None, **facts: Any) -> Participation:
    """A programme of the person, awarded by ``actor`` or by somebody new."""
    adviser = actor or make_actor(person.municipality, Role.PROGRAMME_ADVISER)
    return award_programme(adviser, person.pk, an_award(**facts))


def stored(participation: Participation) -> Participation:
    """The participation as the database has it."""
    with acting_as(system_actor(participation.municipality_id)):
        return Participation.objects.get(pk=participation.pk)
