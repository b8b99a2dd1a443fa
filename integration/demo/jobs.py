"""Jobs and work training that the demonstration's participants have had: which, where, and how much."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from employers.models import EmploymentForm
from integration.demo.chance import happens, weighted
from integration.demo.endings import Ending
from integration.demo.workplaces import WORKPLACES
from programmes.models import MainActivity
from programmes.operations.awarding import Award

_DAY = dt.timedelta(days=1)
_LASTING = {
    EmploymentForm.PERMANENT: 43.0, EmploymentForm.TEMPORARY: 37.0, EmploymentForm.WAGE_SUBSIDY: 12.0,
    EmploymentForm.APPRENTICESHIP: 8.0,
}  # fmt: skip
_BESIDE = {
    EmploymentForm.WORK_TRAINING: 35.0, EmploymentForm.TEMPORARY: 45.0, EmploymentForm.SUMMER_JOB: 8.0,
    EmploymentForm.WAGE_SUBSIDY: 12.0,
}  # fmt: skip
_FULL_TIME, _PART_TIME = (80, 90, 100, 100, 100), (20, 30, 40, 50, 60)
_WORKED = {MainActivity.FULL_TIME_WORK, MainActivity.PART_TIME_WORK}
_DAYS_BEFORE_WORK = 120
_LASTING_TIMES = {"open": 78.0, "over": 22.0}


@dataclass(frozen=True, slots=True)
class Job:
    """One placement; the workplace by its place in ``WORKPLACES``."""

    workplace: int
    occupation: str
    form: EmploymentForm
    percent: Decimal
    first_day: dt.date
    last_day: dt.date | None
    is_logged_by_nav: bool


def jobs_of(chance: Random, municipality: str, award: Award, ending: Ending | None, today: dt.date) -> tuple[Job, ...]:
    """What a participant has worked with: beside the programme, and where it led to work, after it."""
    jobs: list[Job] = []
    runs_until = min(ending.ended_on if ending else today, today)
    if (runs_until - award.first_day).days > _DAYS_BEFORE_WORK and happens(chance, 0.7):
        jobs.append(_beside(chance, municipality, award, runs_until, today))
    if ending and ending.activity in _WORKED:
        jobs.append(_after(chance, municipality, ending, today))
    return tuple(jobs)


def _beside(chance: Random, municipality: str, award: Award, runs_until: dt.date, today: dt.date) -> Job:
    first_day = award.first_day + chance.randint(60, (runs_until - award.first_day).days - 20) * _DAY
    last_day = first_day + chance.choice((83, 90, 180, 360)) * _DAY
    form = weighted(chance, _BESIDE)
    is_open = last_day >= today and form is EmploymentForm.TEMPORARY
    return _job(
        chance, municipality, form, chance.choice(_PART_TIME + _FULL_TIME[:2]), first_day, None if is_open else last_day
    )


def _after(chance: Random, municipality: str, ending: Ending, today: dt.date) -> Job:
    is_full_time = ending.activity == MainActivity.FULL_TIME_WORK
    first_day = min(ending.ended_on + chance.randint(-10, 5) * _DAY, today)
    form = weighted(chance, _LASTING)
    worked = chance.randint(60, 200)
    is_over = weighted(chance, _LASTING_TIMES) == "over" and first_day + worked * _DAY < today
    percent = chance.choice(_FULL_TIME if is_full_time else _PART_TIME)
    return _job(chance, municipality, form, percent, first_day, first_day + worked * _DAY if is_over else None)


def _job(
    chance: Random, municipality: str, form: EmploymentForm, percent: int, first_day: dt.date, last_day: dt.date | None
) -> Job:
    near = [place for place, workplace in enumerate(WORKPLACES) if workplace.municipality_number == municipality]
    workplace = chance.choice(near)
    return Job(
        workplace=workplace,
        occupation=chance.choice(WORKPLACES[workplace].occupations),
        form=form,
        percent=Decimal(percent),
        first_day=first_day,
        last_day=last_day,
        is_logged_by_nav=happens(chance, 0.6),
    )
