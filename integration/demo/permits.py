"""Residence permits that the demonstration's people have had, with the last one running out on a drawn day."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from integration.demo.chance import weighted
from participants.models import ResidenceBasis

_DAY = dt.timedelta(days=1)
_YEARS = {ResidenceBasis.COLLECTIVE: 1}
_USUAL_YEARS = 3
_THRESHOLDS = (90, 60, 30, 14, 0)


@dataclass(frozen=True, slots=True)
class Permits:
    """The first permit, and the day of its renewal where there was one; each lasts ``years`` from the day it came."""

    arrived_on: dt.date
    granted_on: dt.date
    valid_until: dt.date
    renewed_on: dt.date | None = None
    renewed_until: dt.date | None = None


def draw_permits(
    chance: Random, basis: ResidenceBasis, settled_on: dt.date, today: dt.date, *, is_watched: bool
) -> Permits:
    """Permits of somebody settled on ``settled_on``; ``is_watched`` lets some run out about now."""
    years = _YEARS.get(basis, _USUAL_YEARS)
    runs_out = today + _days_left(chance, years, is_watched=is_watched) * _DAY
    current = _years_before(runs_out, years) + _DAY
    first = current
    while first > settled_on - 10 * _DAY:
        first = _years_before(first, 1)
    until = _years_after(first, years) - _DAY
    arrived_on = first - chance.randint(15, 75) * _DAY
    if until >= runs_out:
        return Permits(arrived_on, first, runs_out)
    return Permits(arrived_on, first, until, renewed_on=max(current, until - 20 * _DAY), renewed_until=runs_out)


def _days_left(chance: Random, years: int, *, is_watched: bool) -> int:
    kind = weighted(chance, {"threshold": 5.0, "near": 6.0, "past": 1.5, "far": 87.5} if is_watched else {"far": 1.0})
    if kind == "threshold":
        return chance.choice(_THRESHOLDS)
    low, high = {"near": (1, 89), "past": (-20, -1), "far": (95, 355 if years == 1 else 900)}[kind]
    return chance.randint(low, high)


def _years_before(day: dt.date, years: int) -> dt.date:
    return _years_after(day, -years)


def _years_after(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
