"""Jobs that are logged before a programme: from 30 hours a week nothing is due, and it is due again when they end."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Role
from employers.operations.jobs_before_start import follow_ended_jobs
from employers.operations.placements import end_placement
from participants.models import Deadline, Participant
from participants.operations.assignment import assign
from programmes.operations.awarding import award_programme
from programmes.operations.duties import PROGRAMME_START
from programmes.operations.start.early_jobs import register_early_job
from tests.employers.jobs import make_job
from tests.programmes.awards import an_award
from tests.world import LONG_AGO, actor_of, make_actor, make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db
SETTLED = dt.date(2026, 10, 1)
SETTLED_DUE = dt.date(2027, 1, 1)


@pytest.fixture
def person() -> Participant:
    """Somebody who has settled and waits for a programme."""
    return make_person(make_municipality(), settled_on=SETTLED)


@pytest.fixture
def adviser(person: Participant) -> Actor:
    """Whoever logs and decides."""
    return make_actor(person.municipality, Role.PROGRAMME_ADVISER)


def _due(person: Participant) -> dt.date | None:
    with acting_as(system_actor(person.municipality_id)):
        row = Deadline.objects.filter(participant=person, kind=PROGRAMME_START).open().first()
        return row.due_on if row else None


@pytest.mark.parametrize(
    ("percent", "hours", "due"),
    [
        ("80", None, None),  # 30 hours of 37.5
        ("79.9", None, SETTLED_DUE),
        ("50", "30", None),  # what was agreed counts, not the percentage
        ("100", "29.5", SETTLED_DUE),
    ],
)
def test_a_job_of_thirty_hours_leaves_nothing_due(
    person: Participant, adviser: Actor, percent: str, hours: str | None, due: dt.date | None
) -> None:
    make_job(person, adviser, percent=Decimal(percent), hours_per_week=Decimal(hours) if hours else None)
    assert _due(person) == due


def test_work_training_is_no_work(person: Participant, adviser: Actor) -> None:
    make_job(person, adviser, percent=Decimal(100), form="work_training")
    assert _due(person) == SETTLED_DUE


def test_what_is_due_stands_again_three_months_after_the_job_ended(person: Participant, adviser: Actor) -> None:
    job = make_job(person, adviser)
    end_placement(adviser, job.pk, last_day=dt.date(2026, 11, 19))
    assert _due(person) == dt.date(2027, 2, 20)


def test_a_job_of_a_fixed_term_ends_by_itself_in_the_night(person: Participant, adviser: Actor) -> None:
    last_day = timezone.localdate() + dt.timedelta(days=20)
    make_job(person, adviser, last_day=last_day)
    assert _due(person) is None
    system = system_actor(person.municipality_id)
    with acting_as(system):
        assert follow_ended_jobs(system, person.municipality_id, last_day) == 0
        assert follow_ended_jobs(system, person.municipality_id, last_day + dt.timedelta(days=1)) == 1


def test_the_night_makes_it_due_when_the_job_is_over(person: Participant, adviser: Actor) -> None:
    job = make_job(person, adviser)
    last_day = timezone.localdate() - dt.timedelta(days=1)
    system = system_actor(person.municipality_id)
    with acting_as(system):
        type(job).objects.filter(pk=job.pk).update(last_day=last_day)
        assert _due(person) is None
        assert follow_ended_jobs(system, person.municipality_id, timezone.localdate()) == 1
    assert _due(person) is not None


def test_after_the_two_years_nothing_revives(adviser: Actor, person: Participant) -> None:
    old = make_person(person.municipality, settled_on=dt.date(2024, 11, 1))
    job = make_job(old, adviser, first_day=dt.date(2025, 1, 6))
    end_placement(adviser, job.pk, last_day=dt.date(2026, 11, 20))
    assert _due(old) is None


def test_a_job_that_nav_logs_revives_nothing_that_nav_does_not_see_the_reason_for(
    person: Participant, adviser: Actor
) -> None:
    register_early_job(
        adviser, person.pk, employer_name="Havnekafeen", hours_a_week=Decimal(35), is_offer=False,
        first_day=dt.date(2026, 10, 5),
    )  # fmt: skip
    assert _due(person) is None
    contact = make_user(make_nav_office(person.municipality), Role.NAV_ADVISER)
    leader = make_actor(person.municipality, Role.TEAM_LEADER)
    assign(leader, person.pk, user_id=contact.pk, kind="nav_contact", first_day=LONG_AGO)
    make_job(person, actor_of(contact), percent=Decimal(20))
    assert _due(person) is None


def test_a_job_agreed_ahead_is_an_offer_of_work(person: Participant, adviser: Actor) -> None:
    make_job(person, adviser, first_day=timezone.localdate() + dt.timedelta(days=30))
    assert _due(person) is None


def test_an_award_to_somebody_with_such_a_job_needs_a_written_reason(person: Participant, adviser: Actor) -> None:
    make_job(person, adviser, first_day=dt.date(2026, 10, 2))
    with pytest.raises(RuleRefused) as refused:
        award_programme(adviser, person.pk, an_award())
    assert [refusal.code for refusal in refused.value.refusals] == ["works_full_time"]
    award_programme(adviser, person.pk, an_award(limit_reason="Jobben slutter i desember."))
