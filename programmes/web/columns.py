"""The programme columns of the portfolio; each answers for a whole page of people with one query."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.access import Actor
from programmes.models import Participation
from programmes.web.panels import STATE_LABELS, STATE_TONES


def phases(actor: Actor, ids: Sequence[UUID], today: dt.date) -> Mapping[UUID, Any]:
    """Where each person stands in the programme, in a word."""
    found: dict[UUID, Any] = {pk: {"label": _("Uten program"), "tone": "neutral"} for pk in ids}
    newest = Participation.objects.visible_to(actor).filter(participant__in=ids).newest_of_each(today)
    # The name comes from with_state, where the type checker does not see it.
    named: Any = ("participant_id", "state_on_day")
    for person, state in newest.with_state(today).values_list(*named):
        found[person] = {"label": STATE_LABELS[state], "tone": STATE_TONES[state]}
    return found


def last_days(actor: Actor, ids: Sequence[UUID], today: dt.date) -> Mapping[UUID, Any]:
    """The last day of each person's programme."""
    return {row.participant_id: row.ended_on or row.last_day for row in _newest(actor, ids, today)}


def days_left(actor: Actor, ids: Sequence[UUID], today: dt.date) -> Mapping[UUID, Any]:
    """Days to the last day of the programmes that stand."""
    standing = (row for row in _newest(actor, ids, today) if row.ended_on is None)
    return {row.participant_id: row.days_left_on(today) for row in standing}


def _newest(actor: Actor, ids: Sequence[UUID], today: dt.date) -> Sequence[Participation]:
    return list(Participation.objects.visible_to(actor).filter(participant__in=ids).newest_of_each(today))
