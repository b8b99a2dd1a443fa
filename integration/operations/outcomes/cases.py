"""The cases behind a figure: for those who may open them, and only those."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from agencies.access import Action, Actor, Resource, acting_as
from agencies.operations.base import require
from integration.operations.outcomes.questions import statistician
from participants.models import Participant
from participants.models.participant import ParticipantQuerySet


def cases_behind(actor: Actor, sql: str, facts: Mapping[str, Any], *, without: str = "") -> ParticipantQuerySet:
    """The cases that the query names, but for those that ``without`` names, of those the actor may see.

    Raises ``NotPermitted`` for who may see no cases.
    """
    require(actor, Action.VIEW, Resource.PARTICIPANT)
    with acting_as(statistician(actor)):
        found = _named(sql, facts) - (_named(without, facts) if without else set())
    return Participant.objects.listed_for(actor).filter(pk__in=found)


def _named(sql: str, facts: Mapping[str, Any]) -> set[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return {participant for (participant,) in cursor.fetchall()}
