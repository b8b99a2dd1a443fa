"""The bands of absence and leave on the timeline of a case."""

import datetime as dt
from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agencies.access import Actor, FieldGroup, fields_for
from participants.models import Participant
from participants.panels import TimelineItem
from programmes.models import Absence
from programmes.web.timeline import LANE, MUNICIPALITY


def absence_timeline(actor: Actor, person: Participant, today: dt.date) -> Iterator[TimelineItem]:
    """Whole days away; why only for those who may see it, to others it is «fravær» (law.md 7.2)."""
    opened = fields_for(actor)
    if FieldGroup.PROGRAMME not in opened:
        return
    rows = Absence.objects.visible_to(actor).standing().filter(participant=person, hours__isnull=True)
    for row in rows.order_by("first_day", "id"):
        shows_kind = FieldGroup.ABSENCE_REASONS in opened
        yield TimelineItem(
            lane=LANE,
            label=capfirst(row.get_kind_display()) if shows_kind else _("Fravær"),
            first_day=row.first_day,
            last_day=row.last_day,
            is_period=True,
            is_planned=row.first_day > today,
            responsible=MUNICIPALITY,
        )
