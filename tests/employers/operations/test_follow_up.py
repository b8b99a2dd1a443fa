"""The questions that stand, the answers that stay, and the deadlines behind them."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Agency, Role
from employers.models import FollowUp, Placement
from employers.operations.follow_up import WORK_FOLLOW_UP, answer_follow_up
from employers.operations.placements import end_placement
from participants.models import Deadline, Participant
from programmes.law.months import same_day_after
from programmes.operations.awarding import Award, award_programme
from programmes.operations.ending import end_programme
from tests.employers.jobs import make_job
from tests.programmes.measures.agreements import nav_adviser
from tests.world import make_actor, make_person

pytestmark = pytest.mark.django_db


def _open(person: Participant) -> list[FollowUp]:
    with acting_as(system_actor(person.municipality_id)):
        return list(FollowUp.objects.filter(participant=person).open().order_by("due_on"))


def _due(person: Participant) -> list[dt.date]:
    with acting_as(system_actor(person.municipality_id)):
        rows = Deadline.objects.filter(participant=person, kind=WORK_FOLLOW_UP).open()
        return list(rows.order_by("due_on").values_list("due_on", flat=True))


def _days_after(day: dt.date) -> list[dt.date]:
    return [same_day_after(day, months) for months in (3, 6, 12)]


def test_a_job_owes_three_questions_and_its_end_closes_those_that_are_left(municipality: Agency) -> None:
    person, today = make_person(municipality), timezone.localdate()
    begun = today - dt.timedelta(days=95)
    actor = make_actor(municipality, Role.PROGRAMME_ADVISER)
    job = make_job(person, actor, first_day=begun)
    assert _due(person) == _days_after(begun)
    end_placement(actor, job.pk, last_day=today, end_reason="resigned")
    assert _due(person) == _days_after(begun)[:1]
    # The job goes on after all: the questions are there again.
    end_placement(actor, job.pk, last_day=today + dt.timedelta(days=400))
    assert _due(person) == _days_after(begun)


def test_work_training_is_no_job_to_follow_up(municipality: Agency) -> None:
    person = make_person(municipality)
    make_job(person, form="work_training")
    assert _due(person) == []


def test_the_end_of_the_programme_begins_a_series_that_merges_with_the_jobs(municipality: Agency) -> None:
    person, today = make_person(municipality), timezone.localdate()
    adviser = make_actor(municipality, Role.PROGRAMME_ADVISER)
    first_day = today.replace(day=1)
    make_job(person, adviser, first_day=first_day)
    programme = _programme(adviser, person, today)
    end_programme(adviser, programme, ended_on=today, end_reason="goal_reached", main_activity="full_time_work")
    rows = _open(person)
    assert _due(person) == _days_after(first_day)
    assert [(row.placement_months, row.participation_months) for row in rows] == [(3, 3), (6, 6), (12, 12)]


def test_one_click_has_the_jobs_hours_meets_the_duty_and_is_corrected_later(municipality: Agency) -> None:
    person, today = make_person(municipality), timezone.localdate()
    nav = nav_adviser(person)
    make_job(person, nav, first_day=today - dt.timedelta(days=92), percent=Decimal(60))
    (question, *_later) = _open(person)
    answer_follow_up(nav, question.pk, standing="same_job")
    with acting_as(nav):
        row = FollowUp.objects.get(pk=question.pk)
        assert (row.hours_per_week, row.is_permanent, row.answered_on) == (Decimal("22.50"), True, today)
        assert row.answered_for_id == nav.agency_id
    assert len(_due(person)) == 2
    answer_follow_up(nav, question.pk, standing="not_working", next_step="Nytt møte")
    with acting_as(nav):
        row.refresh_from_db()
        assert (row.standing, row.hours_per_week, row.is_permanent) == ("not_working", None, None)
    assert len(_due(person)) == 2


def test_the_time_after_a_programme_has_no_job_to_keep(municipality: Agency) -> None:
    person, today = make_person(municipality), timezone.localdate()
    adviser = make_actor(municipality, Role.PROGRAMME_ADVISER)
    programme = _programme(adviser, person, today)
    end_programme(adviser, programme, ended_on=today, end_reason="duration_expired", main_activity="jobseeker_nav")
    (question, *_later) = _open(person)
    with pytest.raises(RuleRefused):
        answer_follow_up(adviser, question.pk, standing="same_job")
    answer_follow_up(adviser, question.pk, standing="other_job", hours_per_week=Decimal(20))


@pytest.mark.parametrize(
    ("first_day", "last_day", "lasted"),
    [
        (dt.date(2026, 1, 15), dt.date(2026, 7, 14), False),
        (dt.date(2026, 1, 15), dt.date(2026, 7, 15), True),
        (dt.date(2025, 8, 31), dt.date(2026, 2, 27), False),
        (dt.date(2025, 8, 31), dt.date(2026, 2, 28), True),
    ],
)
def test_a_job_that_was_over_within_six_months_did_not_last_in_python_and_sql(
    municipality: Agency, first_day: dt.date, last_day: dt.date, lasted: bool
) -> None:
    person = make_person(municipality)
    job = make_job(person, first_day=first_day, last_day=last_day)
    assert job.did_not_last is not lasted
    with acting_as(system_actor(municipality.pk)):
        found = Placement.objects.not_lasting(dt.date(2026, 11, 1)).filter(pk=job.pk)
        assert found.exists() is not lasted


def _programme(actor: Actor, person: Participant, today: dt.date) -> UUID:
    first_day = today - dt.timedelta(days=120)
    award = Award(
        offer_date=first_day, protection="collective", education="below", goal="work", first_day=first_day, months=12,
        awarded_on=first_day,
    )  # fmt: skip
    return award_programme(actor, person.pk, award).pk
