"""Kaplan-Meier curves: how long it takes until something happens, when for some it has not happened yet.

The estimator with Greenwood's variance and log-log confidence limits. Those whose time is cut short (they moved away,
or the day of the figures came first) are censored to the right: they count as at risk for as long as they were seen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import NamedTuple

NORMAL_95 = 1.959963984540054
"""The 97.5 % point of the normal distribution: two-sided limits of 95 %."""


class Observed(NamedTuple):
    """``number`` people whose time was ``duration`` (whole days or months); ``happened`` is False for the censored."""

    duration: int
    happened: bool
    number: int = 1


class Step(NamedTuple):
    """The curve from ``time`` to the next step.

    ``survival`` is the share for whom it has not happened by ``time``, with its limits, which stand as far from it as
    ``greenwood`` (the sum in Greenwood's variance) and ``z`` say; the limits are None where they are not defined
    (before the first event, and when it has happened to everybody).
    """

    time: int
    at_risk: int
    events: int
    censored: int
    survival: float
    greenwood: float
    z: float

    @property
    def lower(self) -> float | None:
        """The lower limit."""
        return self._limit(1)

    @property
    def upper(self) -> float | None:
        """The upper limit."""
        return self._limit(-1)

    def _limit(self, side: int) -> float | None:
        """Log-log limits: they stay between 0 and 1, and are right for small groups too."""
        if self.survival in (0.0, 1.0):
            return None
        # The logarithm is negative, so that the larger exponent is the lower limit.
        spread = self.z * sqrt(self.greenwood) / -log(self.survival)
        return exp(-exp(log(-log(self.survival)) + side * spread))


@dataclass(frozen=True, slots=True)
class Curve:
    """The steps in order of time; the first stands at time 0, before anything has happened."""

    people: int
    steps: tuple[Step, ...]

    def at(self, time: float) -> Step:
        """The step in force at ``time``."""
        found = self.steps[0]
        for step in self.steps:
            if step.time > time:
                break
            found = step
        return found

    def at_risk_at(self, time: int) -> int:
        """How many were still seen without the event just before ``time``."""
        return self.people - sum(step.events + step.censored for step in self.steps if step.time < time)

    @property
    def median(self) -> int | None:
        """The first time at which it has happened to at least half; None when that is never seen."""
        return next((step.time for step in self.steps if step.survival <= 0.5), None)  # noqa: PLR2004 - the median


def kaplan_meier(observations: Iterable[Observed], z: float = NORMAL_95) -> Curve:
    """The curve of the observations, with limits of the coverage that ``z`` stands for."""
    counts: dict[int, list[int]] = {}
    for duration, happened, number in observations:
        counts.setdefault(duration, [0, 0])[0 if happened else 1] += number
    people = sum(sum(pair) for pair in counts.values())
    steps = [] if 0 in counts else [Step(0, people, 0, 0, 1.0, 0.0, z)]
    at_risk, survival, greenwood = people, 1.0, 0.0
    for time, (events, censored) in sorted(counts.items()):
        if events:
            survival *= 1 - events / at_risk
            greenwood += events / (at_risk * (at_risk - events)) if at_risk > events else 0.0
        steps.append(Step(time, at_risk, events, censored, survival, greenwood, z))
        at_risk -= events + censored
    return Curve(people, tuple(steps))
