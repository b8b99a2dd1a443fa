"""What is written when a job is logged or ended, and what is refused."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused, StaleVersion
from agencies.models import Agency, ChangeRecord, Role
from employers.models import Employer, Placement
from employers.operations.employers import register_employer
from employers.operations.placements import end_placement
from participants.models import CaseEvent, Participant
from tests.employers.jobs import a_number, make_employer, make_job
from tests.world import make_actor, make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db


def _stored(placement: Placement) -> Placement:
    with acting_as(system_actor(placement.municipality_id)):
        return Placement.objects.get(pk=placement.pk)


def test_a_nav_adviser_logs_a_job_and_it_says_for_whom(municipality: Agency) -> None:
    office = make_nav_office(municipality)
    adviser, person = make_actor(office, Role.NAV_ADVISER), make_person(municipality)
    job = make_job(person, adviser)
    assert (job.logged_by_id, job.logged_for_id, job.municipality_id) == (adviser.user_id, office.pk, municipality.pk)
    with acting_as(system_actor(municipality.pk)):
        event = CaseEvent.objects.get(participant=person, kind="placement_logged")
        record = ChangeRecord.objects.get(row_id=job.pk)
    assert event.facts == {"employer": "Havnebakeriet", "percent": "80", "form": "permanent"}
    assert (event.agency_id, record.user_id) == (office.pk, adviser.user_id)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"occupation_code": "9998"}, "occupation"),
        ({"form": "unpaid"}, "form"),
        ({"percent": Decimal(0)}, "percent"),
        ({"percent": Decimal("100.5")}, "percent"),
        ({"last_day": dt.date(2026, 10, 31)}, "last_day"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(municipality: Agency, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        make_job(make_person(municipality), **facts)
    assert [refusal.field for refusal in refused.value.refusals] == [field]
    with acting_as(system_actor(municipality.pk)):
        assert not Placement.objects.exists()


def test_a_job_of_one_day_is_a_job(municipality: Agency) -> None:
    assert make_job(make_person(municipality), last_day=dt.date(2026, 11, 1)).last_day == dt.date(2026, 11, 1)


def test_the_same_job_is_logged_once(municipality: Agency) -> None:
    person, employer = make_person(municipality), make_employer()
    make_job(person, employer_id=employer.pk)
    with pytest.raises(RuleRefused) as refused:
        make_job(person, employer_id=employer.pk)
    assert [refusal.code for refusal in refused.value.refusals] == ["placement_known"]
    assert make_job(person, employer_id=employer.pk, first_day=dt.date(2026, 11, 2)).pk


def test_an_employer_that_is_not_there_is_not_there(municipality: Agency) -> None:
    with pytest.raises(Employer.DoesNotExist):
        make_job(make_person(municipality), employer_id=uuid4())


def test_a_case_of_a_municipality_that_the_office_does_not_serve_is_not_there(municipality: Agency) -> None:
    person = make_person(make_municipality("Voss"))
    adviser = make_actor(make_nav_office(municipality), Role.NAV_ADVISER)
    make_job(make_person(municipality), adviser)
    with pytest.raises(Participant.DoesNotExist):
        make_job(person, adviser)


def test_an_enrolment_officer_does_not_log_jobs(municipality: Agency) -> None:
    with pytest.raises(NotPermitted):
        make_job(make_person(municipality), make_actor(municipality, Role.ENROLMENT_OFFICER))


def test_a_job_is_ended_by_its_last_day(municipality: Agency) -> None:
    job, adviser = make_job(make_person(municipality)), make_actor(municipality, Role.PROGRAMME_ADVISER)
    with pytest.raises(StaleVersion):
        end_placement(adviser, job.pk, last_day=dt.date(2026, 11, 20), expected_version=9)
    with pytest.raises(RuleRefused) as refused:
        end_placement(adviser, job.pk, last_day=dt.date(2026, 10, 31))
    assert [refusal.field for refusal in refused.value.refusals] == ["last_day"]
    end_placement(adviser, job.pk, last_day=dt.date(2026, 11, 20), expected_version=job.version)
    assert _stored(job).last_day == dt.date(2026, 11, 20)


def test_a_strangers_job_cannot_be_ended(municipality: Agency) -> None:
    job = make_job(make_person(municipality))
    other = make_municipality("Voss")
    stranger = make_actor(other, Role.PROGRAMME_ADVISER)
    make_job(make_person(other), stranger)
    with pytest.raises(Placement.DoesNotExist):
        end_placement(stranger, job.pk, last_day=dt.date(2026, 11, 20))


def test_an_employer_is_known_once_by_its_number(municipality: Agency) -> None:
    adviser, number = make_actor(municipality, Role.PROGRAMME_ADVISER), a_number()
    spaced = f"{number[:3]} {number[3:6]} {number[6:]}"
    first = register_employer(adviser, organisation_number=spaced, name=" Fjordhotellet ")
    again = register_employer(adviser, organisation_number=number, name="Noe annet")
    assert (first.pk, first.name, first.organisation_number) == (again.pk, "Fjordhotellet", number)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"organisation_number": "310000018"}, "organisation_number"),
        ({"organisation_number": "31000001"}, "organisation_number"),
        ({"organisation_number": "889640782"}, "organisation_number"),
        ({"name": "  "}, "name"),
        ({"municipality_number": "0000"}, "municipality_number"),
    ],
)
def test_a_faulty_employer_is_refused_at_its_field(municipality: Agency, facts: dict[str, str], field: str) -> None:
    adviser = make_actor(municipality, Role.PROGRAMME_ADVISER)
    known = {"organisation_number": a_number(), "name": "Fjordhotellet", "municipality_number": "4601"}
    with pytest.raises(RuleRefused) as refused:
        register_employer(adviser, **(known | facts))
    assert [refusal.field for refusal in refused.value.refusals] == [field]
