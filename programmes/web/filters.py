"""The filter of the portfolio by where people stand in the programme."""

import datetime as dt
from typing import Any

from django.db.models import OuterRef, Subquery

from participants.models.participant import ParticipantQuerySet
from programmes.models import Participation

WITHOUT = "uten"
"""The choice for people who have had no programme."""


def narrow_to_phase(people: ParticipantQuerySet, value: str, today: dt.date) -> ParticipantQuerySet:
    """The people whose programme (``newest_of_each``, as in the column «Fase») is in this state on the day."""
    programmes = Participation.objects.filter(participant=OuterRef("pk")).with_state(today)
    # The name comes from with_state, where the type checker does not see it.
    state: Any = "state_on_day"
    staged = people.annotate(phase=Subquery(programmes.newest_of_each(today).values(state)[:1]))
    return staged.filter(phase__isnull=True) if value == WITHOUT else staged.filter(phase=value)
