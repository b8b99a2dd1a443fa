"""The hand-over at the end: opened in time by itself, NAV's duty, closed by NAV's answer and by nothing else."""

import datetime as dt

import pytest
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import CooperationAgreement
from participants.models import Deadline
from programmes.models import Participation
from programmes.models.shared_case import Handover
from programmes.operations.ending import end_programme
from programmes.operations.shared_case.handovers import (
    HANDOVER,
    Checklist,
    NavAnswer,
    answer_handover,
    fill_in_handover,
    open_handover,
    open_handovers,
)
from tests.programmes.shared_case.cases import Shared, make_shared_case

pytestmark = pytest.mark.django_db
_DAY = dt.timedelta(days=1)


def handovers(case: Shared) -> list[Handover]:
    with acting_as(case.adviser):
        return list(Handover.objects.all())


def duty(case: Shared) -> Deadline:
    with acting_as(case.adviser):
        return Deadline.objects.get(kind=HANDOVER)


@pytest.mark.parametrize(("days_before", "opened"), [(61, 0), (60, 1), (1, 1), (-5, 1)])
def test_it_is_opened_sixty_days_before_the_last_day_and_once(days_before: int, opened: int) -> None:
    case = make_shared_case()
    today = case.programme.last_day - days_before * _DAY
    home = case.programme.municipality_id
    assert (open_handovers(home, today), open_handovers(home, today)) == (opened, 0)
    assert len(handovers(case)) == opened


def test_it_is_a_duty_of_the_nav_office_with_at_least_two_weeks() -> None:
    case = make_shared_case()
    today = case.programme.last_day - 3 * _DAY
    open_handovers(case.programme.municipality_id, today)
    row = duty(case)
    assert (row.responsible_agency_id, row.due_on) == (case.office.pk, today + 14 * _DAY)
    assert row.is_open


def test_without_an_office_that_may_see_the_case_nothing_is_opened() -> None:
    case = make_shared_case()
    CooperationAgreement.objects.all().delete()
    assert open_handovers(case.programme.municipality_id, case.programme.last_day) == 0


def test_the_duty_moves_with_the_last_day() -> None:
    case = make_shared_case()
    row = open_handover(case.adviser, case.programme.pk)
    later = max(case.programme.last_day, timezone.localdate()) + 100 * _DAY
    with acting_as(system_actor(case.programme.municipality_id)):
        Participation.objects.filter(pk=case.programme.pk).update(last_day=later)
    open_handovers(case.programme.municipality_id, timezone.localdate())
    assert (handovers(case)[0].due_on, duty(case).due_on) == (later, later)
    assert handovers(case)[0].pk == row.pk


def test_nav_answers_and_the_duty_is_met() -> None:
    case = make_shared_case()
    row = open_handover(case.adviser, case.programme.pk)
    checklist = Checklist(job_seeker="registered", activity="nav_measure", note="Vil bli kokk.", send=True)
    assert fill_in_handover(case.adviser, row.pk, checklist).sent_on == timezone.localdate()
    answered = answer_handover(
        case.nav, row.pk, NavAnswer(answer="takes_over", first_meeting_on=timezone.localdate() + 7 * _DAY)
    )
    assert answered.answered_by_id == case.nav.user_id
    assert duty(case).met_on == timezone.localdate()
    with pytest.raises(RuleRefused):
        answer_handover(case.nav, row.pk, NavAnswer(answer="no_follow_up", note="Har jobb."))


def test_the_municipality_cannot_answer_and_nav_does_not_fill_in() -> None:
    case = make_shared_case()
    row = open_handover(case.adviser, case.programme.pk)
    with pytest.raises(NotPermitted):
        answer_handover(case.adviser, row.pk, NavAnswer(answer="no_follow_up", note="Nei."))
    with pytest.raises(NotPermitted):
        fill_in_handover(case.nav, row.pk, Checklist())
    with pytest.raises(NotPermitted):
        open_handover(case.nav, case.programme.pk)


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        (NavAnswer(answer="kanskje"), {"answer_missing"}),
        (NavAnswer(answer="takes_over"), {"meeting_missing"}),
        (NavAnswer(answer="no_follow_up", note=" "), {"reason_required"}),
    ],
)
def test_an_answer_says_when_or_why(answer: NavAnswer, codes: set[str]) -> None:
    case = make_shared_case()
    row = open_handover(case.adviser, case.programme.pk)
    with pytest.raises(RuleRefused) as refused:
        answer_handover(case.nav, row.pk, answer)
    assert {each.code for each in refused.value.refusals} == codes
    assert handovers(case)[0].is_open


def test_what_is_sent_says_registration_and_activity() -> None:
    case = make_shared_case()
    row = open_handover(case.adviser, case.programme.pk)
    assert fill_in_handover(case.adviser, row.pk, Checklist(note="Utkast.")).sent_on is None
    with pytest.raises(RuleRefused) as refused:
        fill_in_handover(case.adviser, row.pk, Checklist(send=True))
    assert {each.code for each in refused.value.refusals} == {"job_seeker_missing", "activity_missing"}


@pytest.mark.parametrize(("reason", "state"), [("goal_reached", [True]), ("interrupted", [True]), ("emigrated", [])])
def test_an_end_before_its_time_opens_it_unless_nobody_is_left_to_hand_over(reason: str, state: list[bool]) -> None:
    case = make_shared_case()
    day = min(timezone.localdate(), case.programme.last_day)
    end_programme(case.adviser, case.programme.pk, ended_on=day, end_reason=reason, main_activity="jobseeker_nav")
    assert [row.is_open for row in handovers(case)] == state


def test_whoever_has_left_the_country_is_handed_over_to_nobody() -> None:
    case = make_shared_case()
    open_handover(case.adviser, case.programme.pk)
    day = min(timezone.localdate(), case.programme.last_day)
    end_programme(case.adviser, case.programme.pk, ended_on=day, end_reason="emigrated", main_activity="other")
    assert [row.cancelled_on for row in handovers(case)] == [timezone.localdate()]
    assert duty(case).closed_on == timezone.localdate()
