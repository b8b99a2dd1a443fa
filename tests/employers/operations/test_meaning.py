"""What a job is said to mean for the programme."""

import datetime as dt
from decimal import Decimal

import pytest

from agencies.access import acting_as
from agencies.models import Agency, Role
from employers.hours import hours_a_week
from employers.operations.meaning import Job, meaning_of
from participants.models import Participant
from programmes.operations.ending import end_programme
from tests.employers.jobs import make_job
from tests.programmes.awards import make_programme
from tests.world import make_actor, make_person

pytestmark = pytest.mark.django_db

ASKS = "Spør om målet er nådd"


def _said(person: Participant, job: Job) -> str:
    actor = make_actor(person.municipality, Role.PROGRAMME_ADVISER)
    with acting_as(actor):
        return " ".join(
            f"{each.text} {each.paragraph}" for each in meaning_of(actor, person, job, dt.date(2026, 11, 22))
        )


@pytest.mark.parametrize(("percent", "full"), [("79.99", False), ("80", True), ("100", True), ("50", False)])
def test_thirty_hours_are_eighty_percent(percent: str, full: bool) -> None:
    assert Job(percent=Decimal(percent)).is_full is full
    assert hours_a_week(Decimal(80)) == 30


def test_a_full_job_during_a_programme_asks_whether_the_goal_is_reached(municipality: Agency) -> None:
    person = make_person(municipality)
    make_programme(person)
    said = _said(person, Job(form="permanent", percent=Decimal(80)))
    assert "80 % er 30 timer i uken: 30 timer eller mer." in said
    assert ASKS in said
    assert "integreringsloven § 18 a" in said


def test_a_part_time_job_goes_beside_the_programme(municipality: Agency) -> None:
    person = make_person(municipality)
    make_programme(person)
    said = _said(person, Job(form="permanent", percent=Decimal("37.5")))
    assert "37,5 % er 14,1 timer i uken: under 30 timer." in said
    assert "Programmet fortsetter ved siden av jobben." in said


def test_work_training_is_not_employment(municipality: Agency) -> None:
    person = make_person(municipality)
    make_programme(person)
    said = _said(person, Job(form="work_training", percent=Decimal(100)))
    assert "Arbeidstrening er et tiltak, ikke ansettelse." in said
    assert ASKS not in said


def test_without_a_running_programme_nothing_is_asked(municipality: Agency) -> None:
    person = make_person(municipality)
    job = Job(form="permanent", percent=Decimal(100))
    assert ASKS not in _said(person, job)
    programme = make_programme(person)
    adviser = make_actor(municipality, Role.PROGRAMME_ADVISER)
    end_programme(
        adviser, programme.pk, ended_on=dt.date(2026, 11, 20), end_reason="goal_reached", main_activity="full_time_work"
    )
    assert ASKS not in _said(person, job)


def test_jobs_that_together_are_more_than_a_whole_position_are_told(municipality: Agency) -> None:
    person = make_person(municipality)
    make_job(person, percent=Decimal(60))
    job = Job(form="permanent", percent=Decimal("40.5"), first_day=dt.date(2026, 11, 10))
    assert "blir det 100,5 %" in _said(person, job)
    assert "Sammen med" not in _said(person, Job(percent=Decimal(40), first_day=dt.date(2026, 11, 10)))


def test_follow_up_is_named_as_long_as_the_job_lasts(municipality: Agency) -> None:
    person = make_person(municipality)
    start = dt.date(2026, 11, 30)
    assert "28.02.2027, 30.05.2027, 30.11.2027" in _said(person, Job(first_day=start))
    short = _said(person, Job(first_day=start, last_day=dt.date(2027, 3, 31)))
    assert "28.02.2027." in short
    assert "30.05.2027" not in short
