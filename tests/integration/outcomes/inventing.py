"""Invents people: who they are, and everything that the figures are counted from."""

import datetime as dt
import random
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from tests.integration.outcomes.people import WORK_FORMS, Duty, Job, Measure, Person, Programme, Track

OCCUPATIONS = ("2221", "5321", "5223", "9112", "7115", "8332", "2512", "7212", "9313", "9412")
TRACKS = ("men_in_health", "own")
_KINDS = (
    "plan", "social_studies", "parental_follow_up", "self_certification_review", "appeal_case", "nir_report",
    "note_follow_up", "work_follow_up", "plan_review", "decision_notify",
)  # fmt: skip
_GOALS = ("work", "work", "work", "full_upper_secondary", "tertiary_preparation")
_REASONS = ("goal_reached", "goal_reached", "duration_expired", "interrupted", "emigrated", "deceased", "permit_lost")
_ACTIVITIES = (
    "full_time_work", "part_time_work", "upper_secondary", "higher_education", "higher_vocational",
    "primary_lower_secondary", "nav_measure", "other", "not_registered",
)  # fmt: skip
_LEVELS = ("A1", "A2", "B1", "B2")
_SKILLS = ("listening", "reading", "writing", "oral")
_DAY = dt.timedelta(days=1)


def invent(count: int, seed: int, today: dt.date, years: int = 5) -> list[Person]:
    """``count`` people who settled in the ``years`` before ``today``, of all ages and ways into work."""
    chance = random.Random(seed)
    return [_someone(chance, today, years) for _ in range(count)]


def invent_all(count: int, seed: int, today: dt.date, years: int = 10) -> list[Person]:
    """The same with programmes, plans, duties, tests, tracks, measures, advisers, and ways to be gone."""
    people = invent(count, seed, today, years)
    chance = random.Random(seed + 1)
    for person in people:
        _furnish(person, chance, today)
    return people


def _someone(chance: random.Random, today: dt.date, years: int) -> Person:
    settled = today - chance.randrange(1, years * 365) * _DAY
    person = Person(
        settled_on=settled,
        birth_date=settled - chance.randrange(16 * 365, 70 * 365) * _DAY,
        sex=chance.choice(("woman", "man")),
        education=chance.choice(("none", "primary", "upper_secondary", "higher")),
        protected=chance.random() < 0.03,
        moved_on=settled + chance.randrange(1, 900) * _DAY if chance.random() < 0.1 else None,
    )
    if person.moved_on and person.moved_on > today:
        person.moved_on = None
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        first = settled + chance.randrange(-30, 1200) * _DAY
        if first <= today:
            last = first + chance.randrange(0, 700) * _DAY if chance.random() < 0.7 else None
            form = chance.choice((*WORK_FORMS, "work_training", "work_training"))
            person.jobs.append(Job(form, chance.choice((2, 20, 40, 50, 80, 100)), first, last))
    return person


def _furnish(person: Person, chance: random.Random, today: dt.date) -> None:
    settled = person.settled_on
    person.arrived_on = settled - chance.randrange(0, 200) * _DAY if chance.random() < 0.9 else None
    person.shielded = chance.random() < 0.02
    person.basis = chance.choice(("collective", "refugee"))
    fate, day = chance.random(), settled + chance.randrange(1, 1500) * _DAY
    if day <= today:
        person.left_norway_on = day if fate < 0.03 else None
        person.died_on = day if fate > 0.98 else None
    # Of two jobs that begin on one day nobody can say which is the newer.
    person.jobs = list({job.first_day: job for job in person.jobs}.values())
    for job in person.jobs:
        job.occupation = chance.choice(OCCUPATIONS)
        job.hours = Decimal(chance.choice((0, 4, 15, 30, 37))) if chance.random() < 0.2 else None
    if chance.random() < 0.1:
        first = settled + chance.randrange(30, 900) * _DAY
        last = first + chance.randrange(10, 300) * _DAY if chance.random() < 0.8 else None
        person.measures.append(Measure(first, last, chance.random() < 0.8, chance.random() < 0.1))
    _study(person, chance, today)
    _owe(person, chance)
    person.adviser = chance.randrange(3) if chance.random() < 0.8 else None


def _study(person: Person, chance: random.Random, today: dt.date) -> None:
    first = person.settled_on + chance.randrange(20, 160) * _DAY
    while first <= today + 30 * _DAY and len(person.programmes) < 3 and chance.random() < 0.8:
        programme = _programme(person, chance, first, today)
        person.programmes.append(programme)
        if programme.ended_on is None or chance.random() < 0.6:
            break
        first = programme.ended_on + chance.randrange(20, 400) * _DAY
    _learn(person, chance)
    if chance.random() < 0.12:
        joined = person.settled_on + chance.randrange(30, 500) * _DAY
        if joined <= today:
            left = joined + chance.randrange(40, 500) * _DAY
            has_left = left <= today and chance.random() < 0.8
            result = chance.choice(("certificate", "certificate_and_job", "job", "none"))
            person.track = Track(chance.choice(TRACKS), joined, left if has_left else None, result if has_left else "")


def _learn(person: Person, chance: random.Random) -> None:
    if person.programmes:
        begun = person.programmes[0].first_day
        for skill in _SKILLS:
            for _ in range(chance.choice((0, 1, 2)) if chance.random() < 0.7 else 0):
                person.results.append((skill, chance.choice(_LEVELS), begun + chance.randrange(10, 700) * _DAY))
        # One test of a skill on a day.
        person.results = list({(skill, day): (skill, level, day) for skill, level, day in person.results}.values())
        if chance.random() < 0.06:
            person.attendance = [
                (begun + days * _DAY, 180, chance.choice((0, 0, 0, 0, 20, 90, 180))) for days in (3, 10, 17, 500)
            ]


def _programme(person: Person, chance: random.Random, first: dt.date, today: dt.date) -> Programme:
    made = Programme(
        first_day=first,
        months=chance.choice((6, 12, 24)),
        goal=chance.choice(_GOALS),
        protection=chance.choice(("collective", "ordinary")),
        education=chance.choice(("below", "upper_secondary")),
    )
    if chance.random() < 0.8:
        made.planned_on = first + chance.randrange(-10, 20) * _DAY
        made.strategy = chance.choice(("rapid_entry", "qualification", "both"))
        made.hours = chance.choice((0, 10, 15, 20))
        made.levels = {skill: chance.choice(_LEVELS) for skill in _SKILLS if chance.random() < 0.7}
    if chance.random() < 0.15:
        made.extended_months = 6
        if chance.random() < 0.7:
            made.extension_decided_on = first + chance.randrange(100, 180) * _DAY
    ended = min(first + chance.randrange(20, 800) * _DAY, made.last_day)
    if ended <= today and chance.random() < 0.9:
        made.ended_on = ended
        made.end_reason, made.main_activity = chance.choice(_REASONS), chance.choice(_ACTIVITIES)
        if chance.random() < 0.5:
            made.certificate_on = ended + chance.randrange(0, 60) * _DAY
    return made


def _owe(person: Person, chance: random.Random) -> None:
    start = person.settled_on + relativedelta(months=3)
    if person.programmes and chance.random() < 0.7:
        due = start + chance.randrange(0, 20) * _DAY
        person.duties.append(Duty("programme_start", due, met_on=person.programmes[0].first_day))
    for _ in range(chance.choice((0, 1, 2, 3))):
        due = person.settled_on + chance.randrange(0, 900) * _DAY
        fate = chance.random()
        met = due + chance.randrange(-20, 10) * _DAY if fate < 0.7 else None
        closed = due + chance.randrange(-20, 20) * _DAY if fate > 0.85 else None
        person.duties.append(Duty(chance.choice(_KINDS), due, met, closed))
