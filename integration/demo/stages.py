"""How far the demonstration's cases have come, and how many stand at each stage."""

from enum import StrEnum

from integration.demo.cast import BERGEN, NARVIK, OSLO


class Stage(StrEnum):
    """Where a case stands today."""

    ARRIVED = "arrived"
    START_NEAR = "start_near"
    START_OVERDUE = "start_overdue"
    UNDECIDED = "undecided"
    ELSEWHERE = "elsewhere"
    AWARDED = "awarded"
    RUNNING_EARLY = "running_early"
    RUNNING = "running"
    LIMIT_NEAR = "limit_near"
    LIMIT_TODAY = "limit_on_threshold"
    PAST_LIMIT = "past_limit"
    ENDED = "ended"


COUNTS: dict[Stage, int] = {
    Stage.ARRIVED: 36,
    Stage.START_NEAR: 22,
    Stage.START_OVERDUE: 10,
    Stage.UNDECIDED: 8,
    Stage.ELSEWHERE: 8,
    Stage.AWARDED: 18,
    Stage.RUNNING_EARLY: 52,
    Stage.RUNNING: 78,
    Stage.LIMIT_NEAR: 24,
    Stage.LIMIT_TODAY: 30,
    Stage.PAST_LIMIT: 12,
    Stage.ENDED: 102,
}
"""They add up to 400."""

SHARES: dict[str, int] = {BERGEN: 170, OSLO: 150, NARVIK: 80}
"""How many of them live in each municipality."""

BEFORE_AWARD = frozenset({Stage.ARRIVED, Stage.START_NEAR, Stage.START_OVERDUE, Stage.UNDECIDED, Stage.ELSEWHERE})
LIMIT_THRESHOLDS = (90, 60, 30, 14, 0)
"""Days left on which the end of a programme is flagged; some cases stand exactly there today."""
