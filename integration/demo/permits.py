"""Residence permits that the demonstration's people have had, with the last one running out on a drawn day."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from integration.demo.chance import weighted
from participants.models import ResidenceBasis

_DAY = dt.timedelta(days=1)
_YEARS = {ResidenceBasis.COLLECTIVE: 1}
_USUAL_YEARS = 3
_THRESHOLDS = (90, 60, 30, 14, 0)


@dataclass(frozen=True, slots=True)
class Permits:
    """The first permit, and its renewals as (granted on, valid until), without a gap between them."""

    arrived_on: dt.date
    granted_on: dt.date
    valid_until: dt.date
    renewals: tuple[tuple[dt.date, dt.date], ...] = ()


def draw_permits(
    chance: Random, basis: ResidenceBasis, settled_on: dt.date, today: dt.date, *, is_watched: bool
) -> Permits:
    """Permits of somebody settled on ``settled_on``; ``is_watched`` lets some run out about now."""
    years = _YEARS.get(basis, _USUAL_YEARS)
    runs_out = today + _days_left(chance, years, is_watched=is_watched) * _DAY
    back = years
    while _years_after(runs_out, -back) > settled_on - 10 * _DAY:
        back += years
    ends = [_years_after(runs_out, years - back + passed) for passed in range(0, back, years)]
    granted_on = _years_after(runs_out, -back) + _DAY
    return Permits(
        arrived_on=granted_on - chance.randint(15, 75) * _DAY,
        granted_on=granted_on,
        valid_until=ends[0],
        renewals=tuple(_renewal(chance, before, after, today) for before, after in pairwise(ends)),
    )


def _renewal(chance: Random, before: dt.date, after: dt.date, today: dt.date) -> tuple[dt.date, dt.date]:
    """A new permit, granted some weeks before the one before ran out."""
    return min(before - chance.randint(5, 40) * _DAY, today - _DAY), after


def _days_left(chance: Random, years: int, *, is_watched: bool) -> int:
    kind = weighted(chance, {"threshold": 5.0, "near": 6.0, "past": 1.5, "far": 87.5} if is_watched else {"far": 1.0})
    if kind == "threshold":
        return chance.choice(_THRESHOLDS)
    low, high = {"near": (1, 89), "past": (-20, -1), "far": (95, 355 if years == 1 else 900)}[kind]
    return chance.randint(low, high)


def _years_after(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
