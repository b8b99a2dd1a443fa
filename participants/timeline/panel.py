"""The timeline as a panel of the case: the picture, and the same in a table."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from agencies.access import Actor
from participants.models import Participant
from participants.panels import TimelineItem, timeline_of
from participants.timeline.items import LANES
from participants.timeline.layout import Piece, lay_out


def timeline_context(actor: Actor, participant: Participant, today: dt.date) -> dict[str, Any] | None:
    """What the template needs; a case of which nothing is known yet has no timeline."""
    items = timeline_of(actor, participant, today)
    if not items:
        return None
    titles = _lane_titles(items)
    pieces = [_piece(item, titles[str(item.lane)]) for item in items]
    picture = lay_out(pieces, [str(lane) for lane in LANES], today)
    return {
        "picture": picture,
        "items": [{"item": item, "when": when_of(item)} for item in items],
        "today_label": f"{today:%d.%m.%Y}",
        "summary": _summary(items, today),
    }


def when_of(item: TimelineItem) -> str:
    """The day or the period in words."""
    first = f"{item.first_day:%d.%m.%Y}"
    if not item.is_period:
        return first
    return f"{first} – {item.last_day:%d.%m.%Y}" if item.last_day else _("fra %(date)s") % {"date": first}


def _lane_titles(items: Sequence[TimelineItem]) -> dict[str, str]:
    """A lane that is not itself an authority says whose stage it is."""
    responsible: dict[str, dict[str, None]] = {}
    for item in items:
        responsible.setdefault(str(item.lane), {})[str(item.responsible)] = None
    authorities = {str(lane) for lane in LANES}
    return {
        lane: lane if lane in authorities else " – ".join([lane, ", ".join(filter(None, names))])
        for lane, names in responsible.items()
    }


def _piece(item: TimelineItem, lane: str) -> Piece:
    return Piece(lane, str(item.label), item.first_day, item.last_day, item.is_period, item.is_planned)


def _summary(items: Sequence[TimelineItem], today: dt.date) -> str:
    said = "; ".join(f"{item.label} {when_of(item)} ({item.responsible or item.lane})" for item in items)
    return _("%(items)s. I dag er %(date)s.") % {"items": said, "date": f"{today:%d.%m.%Y}"}
