"""Kaplan-Meier curves: how long it takes until something happens, when for some it has not happened yet.

The estimator with Greenwood's variance and log-log confidence limits. Those whose time is cut short (they moved away,
or the day of the figures came first) are censored to the right: they count as at risk for as long as they were seen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

NORMAL_95 = 1.959963984540054
"""The 97.5 % point of the normal distribution: two-sided limits of 95 %."""


@dataclass(frozen=True, slots=True)
class Observed:
    """``count`` people whose time was ``duration`` (whole days or months); ``happened`` is False for the censored."""

    duration: int
    happened: bool
    count: int = 1


@dataclass(frozen=True, slots=True)
class Step:
    """The curve from ``time`` to the next step.

    ``survival`` is the share for whom it has not happened by ``time``, with its limits; the limits are None where
    they are not defined (before the first event, and when it has happened to everybody).
    """

    time: int
    at_risk: int
    events: int
    censored: int
    survival: float
    lower: float | None
    upper: float | None


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
    for each in observations:
        counts.setdefault(each.duration, [0, 0])[0 if each.happened else 1] += each.count
    people = sum(sum(pair) for pair in counts.values())
    steps = [Step(0, people, 0, 0, 1.0, None, None)]
    at_risk, survival, greenwood = people, 1.0, 0.0
    for time in sorted(counts):
        events, censored = counts[time]
        if events:
            survival *= 1 - events / at_risk
            greenwood += events / (at_risk * (at_risk - events)) if at_risk > events else 0.0
        lower, upper = _limits(survival, greenwood, z)
        steps.append(Step(time, at_risk, events, censored, survival, lower, upper))
        at_risk -= events + censored
    if len(steps) > 1 and steps[1].time == 0:
        del steps[0]
    return Curve(people, tuple(steps))


def thinned(curve: Curve, times: Sequence[int]) -> list[Step]:
    """The steps in force at ``times``: what a table shows."""
    return [curve.at(time) for time in times]


def _limits(survival: float, greenwood: float, z: float) -> tuple[float | None, float | None]:
    """Log-log limits: they stay between 0 and 1, and are right for small groups too."""
    if survival in (0.0, 1.0):
        return None, None
    spread = z * sqrt(greenwood) / log(survival)
    middle = log(-log(survival))
    return exp(-exp(middle - spread)), exp(-exp(middle + spread))
