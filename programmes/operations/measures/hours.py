"""How many hours a week of measures count towards the 15 hours of work- or education-oriented content (§ 14)."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from programmes.models import MeasureStatus, WorkMeasure
from programmes.operations.measures.preparing import load_on


def hours_towards_programme(measures: Iterable[WorkMeasure], day: dt.date) -> Decimal:
    """The hours on ``day`` of those measures that run then and count; fetch ``loads`` along with them."""
    counted = (row for row in measures if row.counts_towards_hours and row.status_on(day) is MeasureStatus.RUNNING)
    loads = (load_on(list(row.loads.all()), day) for row in counted)
    return sum((load.hours_per_week for load in loads if load is not None), start=Decimal(0))
