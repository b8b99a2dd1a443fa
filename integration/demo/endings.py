"""How the demonstration's programmes ended, in the shares of law.md 10."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from integration.demo.chance import happens, weighted
from integration.demo.population import Newcomer
from programmes.law.months import last_day_of_period
from programmes.models import EndReason, MainActivity
from programmes.operations.awarding import Award

_WORK = {MainActivity.FULL_TIME_WORK: 70.0, MainActivity.PART_TIME_WORK: 30.0}
_EDUCATION = {
    MainActivity.UPPER_SECONDARY: 60.0, MainActivity.HIGHER_EDUCATION: 20.0, MainActivity.HIGHER_VOCATIONAL: 10.0,
    MainActivity.PRIMARY: 10.0,
}  # fmt: skip
_NEITHER = {
    MainActivity.JOBSEEKER: 38.0, MainActivity.NAV_MEASURE: 20.0, MainActivity.SOCIAL_ASSISTANCE: 12.0,
    MainActivity.NORWEGIAN_ONLY: 10.0, MainActivity.HEALTH: 6.0, MainActivity.PARENTAL_LEAVE: 6.0,
    MainActivity.QUALIFICATION_PROGRAMME: 5.0, MainActivity.OTHER: 3.0,
}  # fmt: skip
_LEFT = {EndReason.MOVED: 60.0, EndReason.EMIGRATED: 30.0, EndReason.PERMIT_LOST: 6.0, EndReason.DECEASED: 4.0}
_WORK_SHARE_UKRAINIANS, _EDUCATION_SHARE_UKRAINIANS = 45.0, 3.0
_WORK_SHARE, _EDUCATION_SHARE = 23.0, 28.0
_LEFT_SHARE = 8.0


@dataclass(frozen=True, slots=True)
class Ending:
    """The registered end of a programme."""

    ended_on: dt.date
    reason: EndReason
    activity: MainActivity


def draw_ending(chance: Random, person: Newcomer, award: Award, today: dt.date) -> Ending:
    """An end before today: by the goal, by time, by the participant's choice, or because the person left."""
    last_day = last_day_of_period(award.first_day, award.months)
    latest = min(last_day, today - dt.timedelta(days=1))
    early = _between(chance, award.first_day + dt.timedelta(days=45), latest)
    is_ukrainian = person.citizenship == "UKR"
    work = _WORK_SHARE_UKRAINIANS if is_ukrainian else _WORK_SHARE
    education = _EDUCATION_SHARE_UKRAINIANS if is_ukrainian else _EDUCATION_SHARE
    kind = weighted(
        chance,
        {"work": work, "education": education, "left": _LEFT_SHARE, "neither": 100 - work - education - _LEFT_SHARE},
    )
    if kind == "left":
        return Ending(early, weighted(chance, _LEFT), MainActivity.NOT_REGISTERED)
    if kind == "neither":
        is_over = last_day < today
        reason = EndReason.DURATION_EXPIRED if is_over and happens(chance, 0.8) else EndReason.INTERRUPTED
        ended_on = last_day if reason == EndReason.DURATION_EXPIRED else early
        return Ending(ended_on, reason, weighted(chance, _NEITHER))
    activity = weighted(chance, _WORK if kind == "work" else _EDUCATION)
    return Ending(early if happens(chance, 0.5) else latest, EndReason.GOAL_REACHED, activity)


def _between(chance: Random, first: dt.date, last: dt.date) -> dt.date:
    return first + dt.timedelta(days=chance.randint(0, max((last - first).days, 0))) if first < last else last
