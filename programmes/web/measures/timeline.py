"""Measures on the timeline of the case."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Actor, FieldGroup, fields_for
from participants.models import Participant
from participants.panels import TimelineItem
from programmes.models import WorkMeasure

LANE = gettext_lazy("Tiltak")


def measure_timeline(actor: Actor, person: Participant, today: dt.date) -> Iterator[TimelineItem]:
    """Every measure that is agreed, as a period."""
    if FieldGroup.WORK not in fields_for(actor):
        return
    rows = WorkMeasure.objects.visible_to(actor).entered().filter(participant=person).order_by("first_day", "id")
    for row in rows:
        yield TimelineItem(
            lane=LANE,
            label=row.get_kind_display(),
            first_day=row.first_day,
            last_day=row.last_day,
            is_period=True,
            is_planned=row.first_day > today,
            responsible=_("NAV"),
            detail=row.organisation_name,
        )
