"""Claims, offers of start, work before it, and the assessment: what they do to the deadline and to the award."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused, StaleVersion
from agencies.models import Role
from participants.models import Deadline, Participant
from programmes.models import Claim, EarlyJob, RightAssessment, StartOffer
from programmes.operations.award_limits import FIELD
from programmes.operations.awarding import award_programme
from programmes.operations.duties import OFFER_ANSWER, PROGRAMME_START
from programmes.operations.ending import end_programme
from programmes.operations.start.assessing import confirm_assessment
from programmes.operations.start.claiming import register_claim, withdraw_claim
from programmes.operations.start.early_jobs import end_early_job, register_early_job
from programmes.operations.start.offering import answer_offer, make_offer, withdraw_offer
from programmes.start_facts import Stated
from tests.programmes.awards import an_award, make_programme
from tests.world import make_actor, make_municipality, make_person

pytestmark = pytest.mark.django_db

SETTLED = dt.date(2026, 10, 1)
AGREED = Stated(settled_by_agreement=True)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def person() -> Participant:
    """Somebody who has settled and waits for a programme."""
    return make_person(make_municipality(), settled_on=SETTLED)


@pytest.fixture
def adviser(person: Participant) -> Actor:
    """Whoever decides."""
    return make_actor(person.municipality, Role.PROGRAMME_ADVISER)


def _start_due(person: Participant) -> dt.date | None:
    with acting_as(system_actor(person.municipality_id)):
        row = Deadline.objects.filter(participant=person, kind=PROGRAMME_START).open().first()
        return row.due_on if row else None


def _codes(refused: Any) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def test_a_claim_moves_the_three_months_and_the_first_one_counts(person: Participant, adviser: Actor) -> None:
    assert _start_due(person) == _day("2027-01-01")
    first = register_claim(adviser, person.pk, claimed_on=_day("2026-11-02"), note="Vil begynne nå.")
    assert _start_due(person) == _day("2027-02-02")
    register_claim(adviser, person.pk, claimed_on=_day("2026-11-20"))
    assert _start_due(person) == _day("2027-02-02")
    withdraw_claim(adviser, first.pk, withdrawn_on=_day("2026-11-21"), reason="Misforstått.")
    assert _start_due(person) == _day("2027-02-20")


def test_a_claim_told_at_enrolment_is_the_first(adviser: Actor) -> None:
    person = make_person(make_municipality(), settled_on=SETTLED, claimed_on=_day("2026-10-15"))
    leader = make_actor(person.municipality, Role.TEAM_LEADER)
    register_claim(leader, person.pk, claimed_on=_day("2026-11-02"))
    assert _start_due(person) == _day("2027-01-15")
    with acting_as(leader):
        assert Claim.objects.filter(participant=person).count() == 2


def test_a_claim_tomorrow_and_a_stale_page_are_refused(person: Participant, adviser: Actor) -> None:
    with pytest.raises(RuleRefused):
        register_claim(adviser, person.pk, claimed_on=timezone.localdate() + dt.timedelta(days=1))
    with pytest.raises(StaleVersion):
        register_claim(adviser, person.pk, claimed_on=SETTLED, expected_version=person.version + 7)


def test_an_offer_waits_for_its_answer_and_a_yes_leaves_the_start_due(person: Participant, adviser: Actor) -> None:
    offer = make_offer(adviser, person.pk, offered_on=_day("2026-11-02"))
    assert offer.answer_by == _day("2026-11-16")
    with acting_as(adviser):
        assert Deadline.objects.filter(kind=OFFER_ANSWER, subject_id=offer.pk).open().exists()
    with pytest.raises(RuleRefused) as refused:
        make_offer(adviser, person.pk, offered_on=_day("2026-11-03"))
    assert _codes(refused) == ["offer_open"]
    answer_offer(adviser, offer.pk, answer="accepted", answered_on=_day("2026-11-04"))
    with acting_as(adviser):
        assert not Deadline.objects.filter(kind=OFFER_ANSWER, subject_id=offer.pk).open().exists()
    assert _start_due(person) == _day("2027-01-01")


def test_a_no_must_say_what_was_said_and_ends_the_duty(person: Participant, adviser: Actor) -> None:
    offer = make_offer(adviser, person.pk, offered_on=_day("2026-11-02"))
    with pytest.raises(RuleRefused) as refused:
        answer_offer(adviser, offer.pk, answer="rejected", answered_on=_day("2026-11-04"))
    assert _codes(refused) == ["note_missing"]
    answer_offer(adviser, offer.pk, answer="rejected", answered_on=_day("2026-11-04"), note="Vil ikke.")
    assert _start_due(person) is None
    with pytest.raises(RuleRefused) as refused:
        award_programme(adviser, person.pk, an_award())
    assert _codes(refused) == ["rejected_before"]
    assert refused.value.refusals[0].field == FIELD


def test_a_no_that_was_a_mistake_is_taken_back(person: Participant, adviser: Actor) -> None:
    offer = make_offer(adviser, person.pk, offered_on=_day("2026-11-02"))
    answer_offer(adviser, offer.pk, answer="rejected", answered_on=_day("2026-11-04"), note="Vil ikke.")
    withdraw_offer(adviser, offer.pk, withdrawn_on=_day("2026-11-05"), reason="Gjaldt en annen.")
    assert _start_due(person) == _day("2027-01-01")


def test_the_award_goes_out_from_the_offer_that_stands(person: Participant, adviser: Actor) -> None:
    make_offer(adviser, person.pk, offered_on=_day("2026-10-05"))
    with pytest.raises(RuleRefused) as refused:
        award_programme(adviser, person.pk, an_award(offer_date=_day("2026-10-04")))
    assert _codes(refused) == ["offer_date_differs"]
    award_programme(adviser, person.pk, an_award())
    with acting_as(adviser):
        assert StartOffer.objects.get(participant=person).answer == "accepted"


@pytest.mark.parametrize(("hours", "due"), [("29.5", True), ("30", False)])
def test_work_of_thirty_hours_ends_the_duty_until_it_falls_away(
    person: Participant, adviser: Actor, hours: str, due: bool
) -> None:
    job = register_early_job(adviser, person.pk, hours_a_week=Decimal(hours), first_day=_day("2026-10-20"))
    assert (_start_due(person) is not None) is due
    end_early_job(adviser, job.pk, ended_on=_day("2026-11-10"))
    assert _start_due(person) == (_day("2027-01-01") if due else _day("2027-02-10"))


def test_an_award_to_somebody_in_work_needs_a_written_reason_which_is_kept(person: Participant, adviser: Actor) -> None:
    register_early_job(adviser, person.pk, hours_a_week=Decimal(37), first_day=_day("2026-10-02"))
    with pytest.raises(RuleRefused) as refused:
        award_programme(adviser, person.pk, an_award())
    assert _codes(refused) == ["works_full_time"]
    programme = award_programme(adviser, person.pk, an_award(limit_reason="Jobben slutter før oppstart."))
    assert (programme.limits_passed, programme.limit_reason) == (["works_full_time"], "Jobben slutter før oppstart.")
    with acting_as(adviser):
        assert "Jobben slutter før oppstart." in programme.decisions.get().reasons


@pytest.mark.parametrize(
    ("born", "education", "goal", "months", "passes"),
    [
        ("1970-09-01", "below", "part_upper_secondary", 24, True),  # 56 on the day of the permit
        ("1970-09-02", "below", "part_upper_secondary", 24, False),  # 55
        ("1970-09-01", "below", "work", 24, False),
        ("1970-09-01", "upper_secondary", "tertiary_preparation", 12, True),
        ("2001-10-07", "below", "work", 24, True),  # 24 on the day of the decision
        ("2001-10-06", "below", "work", 24, False),  # 25
        ("2001-10-07", "below", "full_upper_secondary", 48, False),
        ("2001-10-07", "below", "vocational_training", 60, False),
        ("2001-10-07", "upper_secondary", "work", 12, False),
    ],
)
def test_another_goal_than_the_age_asks_for_needs_a_written_reason(
    born: str, education: str, goal: str, months: int, passes: bool
) -> None:
    person = make_person(make_municipality(), birth_date=_day(born), settled_on=SETTLED)
    adviser = make_actor(person.municipality, Role.PROGRAMME_ADVISER)
    award = an_award(education=education, goal=goal, months=months, protection="ordinary")
    if passes:
        with pytest.raises(RuleRefused) as refused:
            award_programme(adviser, person.pk, award)
        assert _codes(refused) == ["goal_departs_from_age_rule"]
        assert refused.value.refusals[0].field == FIELD
    else:
        assert award_programme(adviser, person.pk, award).limits_passed == []


def test_an_interrupted_programme_ends_the_right(person: Participant, adviser: Actor) -> None:
    programme = make_programme(person, adviser)
    end_programme(adviser, programme.pk, ended_on=_day("2026-11-02"), end_reason="interrupted", main_activity="other")
    row = confirm_assessment(adviser, person.pk, stated=AGREED, outcome="outside")
    assert (row.computed, row.outcome) == ("outside", "outside")


def test_an_assessment_is_confirmed_with_its_steps_and_a_new_one_is_a_new_row(
    person: Participant, adviser: Actor
) -> None:
    first = confirm_assessment(adviser, person.pk, stated=AGREED, outcome="right_and_duty")
    assert (first.number, first.computed) == (1, "right_and_duty")
    assert all(step["paragraph"] for step in first.steps)
    assert first.window_last_day == _day("2028-09-30")
    with pytest.raises(RuleRefused) as refused:
        confirm_assessment(adviser, person.pk, stated=AGREED, outcome="may_be_offered")
    assert _codes(refused) == ["reason_required"]
    second = confirm_assessment(
        adviser, person.pk, stated=AGREED, outcome="may_be_offered", reason="Avtalen gjaldt en annen kommune."
    )
    assert second.number == 2
    with acting_as(adviser):
        assert [row.number for row in RightAssessment.objects.filter(participant=person)] == [2, 1]


def test_a_confirmed_assessment_cannot_be_changed(person: Participant, adviser: Actor) -> None:
    row = confirm_assessment(adviser, person.pk, stated=AGREED, outcome="right_and_duty")
    with acting_as(adviser), pytest.raises(DatabaseError), transaction.atomic():
        RightAssessment.objects.filter(pk=row.pk).update(outcome="outside")


def test_what_is_confirmed_as_outside_needs_a_reason_at_the_award(person: Participant, adviser: Actor) -> None:
    confirm_assessment(adviser, person.pk, stated=AGREED, outcome="outside", reason="Er bare på besøk.")
    with pytest.raises(RuleRefused) as refused:
        award_programme(adviser, person.pk, an_award())
    assert _codes(refused) == ["not_in_target_group"]


def test_a_stranger_and_nav_reach_none_of_it(person: Participant, adviser: Actor) -> None:
    offer = make_offer(adviser, person.pk, offered_on=_day("2026-11-02"))
    job = register_early_job(adviser, person.pk, hours_a_week=Decimal(10), first_day=_day("2026-10-20"))
    elsewhere = make_person(make_municipality())
    stranger = make_actor(elsewhere.municipality, Role.PROGRAMME_ADVISER)
    make_offer(stranger, elsewhere.pk, offered_on=_day("2026-11-02"))
    with pytest.raises(StartOffer.DoesNotExist):
        answer_offer(stranger, offer.pk, answer="accepted", answered_on=_day("2026-11-04"))
    with pytest.raises(EarlyJob.DoesNotExist):
        end_early_job(stranger, job.pk, ended_on=_day("2026-11-04"))
    with pytest.raises(Participant.DoesNotExist):
        register_claim(stranger, person.pk, claimed_on=_day("2026-11-04"))
    officer = make_actor(person.municipality, Role.ENROLMENT_OFFICER)
    register_claim(officer, person.pk, claimed_on=_day("2026-11-04"))
    with pytest.raises(NotPermitted):
        confirm_assessment(officer, person.pk, stated=AGREED, outcome="right_and_duty")
