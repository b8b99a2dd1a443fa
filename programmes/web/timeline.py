"""What programmes put on the timeline of a case."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Actor, FieldGroup, fields_for
from participants.models import Participant
from participants.panels import TimelineItem
from programmes.models import Participation

LANE = gettext_lazy("Program")
MUNICIPALITY = gettext_lazy("Kommunen")


def programme_timeline(actor: Actor, person: Participant, today: dt.date) -> Iterator[TimelineItem]:
    """Offer, award, the programme itself and its end, of every programme that the person had."""
    if FieldGroup.PROGRAMME not in fields_for(actor):
        return
    for programme in Participation.objects.visible_to(actor).filter(participant=person).order_by("first_day", "id"):
        yield _mark(_("Tilbud om oppstart"), programme.offer_date)
        yield _mark(_("Vedtak om program"), programme.awarded_on)
        if programme.plan_made_on:
            yield _mark(_("Integreringsplan"), programme.plan_made_on)
        yield TimelineItem(
            lane=LANE,
            label=_("Introduksjonsprogram"),
            first_day=programme.first_day,
            last_day=programme.ended_on or programme.last_day,
            is_period=True,
            is_planned=programme.first_day > today,
            responsible=MUNICIPALITY,
            detail=programme.get_goal_display(),
        )
        yield _end(programme)


def _mark(label: str, day: dt.date) -> TimelineItem:
    return TimelineItem(lane=LANE, label=label, first_day=day, responsible=MUNICIPALITY)


def _end(programme: Participation) -> TimelineItem:
    if programme.ended_on is None:
        return TimelineItem(
            lane=LANE,
            label=_("Programmet slutter"),
            first_day=programme.last_day,
            is_planned=True,
            responsible=MUNICIPALITY,
        )
    return TimelineItem(
        lane=LANE,
        label=_("Program avsluttet"),
        first_day=programme.ended_on,
        responsible=MUNICIPALITY,
        detail=programme.get_end_reason_display(),
    )
