"""A population with a truth that is known: people and jobs as plain Python, written to the tables they came from."""

import datetime as dt
import random
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency
from employers.models import Employer, Occupation, Placement
from participants.models import Participant

WORK_FORMS = ("permanent", "temporary", "apprenticeship", "wage_subsidy", "summer_job")
_DAY = dt.timedelta(days=1)


@dataclass
class Job:
    """A period at work or on a measure; inclusive days, open when ``last_day`` is None."""

    form: str
    percent: int
    first_day: dt.date
    last_day: dt.date | None

    def holds_on(self, day: dt.date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass
class Person:
    """What is true of one person."""

    settled_on: dt.date
    birth_date: dt.date
    sex: str
    education: str
    protected: bool = False
    moved_on: dt.date | None = None
    jobs: list[Job] = field(default_factory=list)

    def age_on(self, day: dt.date) -> int:
        return day.year - self.birth_date.year - ((day.month, day.day) < (self.birth_date.month, self.birth_date.day))

    def counts_on(self, day: dt.date, youngest: int = 20) -> bool:
        is_here = self.settled_on <= day and (self.moved_on is None or day <= self.moved_on)
        return not self.protected and is_here and youngest <= self.age_on(day) <= 66

    def hours_on(self, day: dt.date) -> Decimal:
        jobs = [job for job in self.jobs if job.form in WORK_FORMS and job.holds_on(day)]
        return sum((Decimal(job.percent) * Decimal("37.5") / 100 for job in jobs), Decimal(0))

    def is_on_measure(self, day: dt.date) -> bool:
        return self.hours_on(day) < 1 and any(j.form == "work_training" and j.holds_on(day) for j in self.jobs)


def invent(count: int, seed: int, today: dt.date, years: int = 5) -> list[Person]:
    """``count`` people who settled in the ``years`` before ``today``, of all ages and ways into work."""
    chance = random.Random(seed)
    return [_someone(chance, today, years) for _ in range(count)]


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


def write(municipality: Agency, people: list[Person]) -> None:
    """Put the people and their jobs into the tables of the application."""
    elsewhere = Agency.objects.get_or_create(kind="municipality", number="9901", defaults={"name": "Annet sted"})[0]
    employer, _new = Employer.objects.get_or_create(organisation_number="312345676", defaults={"name": "Kafé AS"})
    occupation = Occupation.objects.order_by("code")[0]
    with acting_as(system_actor(municipality.pk)):
        rows = Participant.objects.bulk_create(_row(municipality, elsewhere, person) for person in people)
        Placement.objects.bulk_create(
            Placement(
                participant=row, municipality=municipality, employer=employer, occupation=occupation, form=job.form,
                percent=job.percent, first_day=job.first_day, last_day=job.last_day,
            )
            for row, person in zip(rows, people, strict=True)
            for job in person.jobs
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _row(municipality: Agency, elsewhere: Agency, person: Person) -> Participant:
    return Participant(
        municipality=municipality,
        given_name="A",
        family_name="B",
        birth_date=person.birth_date,
        sex=person.sex,
        education=person.education,
        settled_on=person.settled_on,
        confidentiality=7 if person.protected else 0,
        moved_on=person.moved_on,
        moved_to=elsewhere if person.moved_on else None,
    )
