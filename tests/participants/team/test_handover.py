"""Handing many cases over: evenly, all or nothing, and what becomes of the cases of somebody who leaves."""

import datetime as dt
from collections import Counter
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Agency, JobState, Membership, Role, User
from agencies.operations.jobs import run_job
from agencies.operations.staffing.members import deactivate
from participants.models import Assignment, CaseEvent, Flag, NamedAccess, Participant
from participants.operations.assignment import assign
from participants.operations.flagging import flag_municipality
from participants.operations.flags import take_flag
from participants.operations.team.covers import arrange_cover
from participants.operations.team.handover import Handover, hand_over, hand_over_later, plan_handover, spread
from participants.tasks import release_cases
from tests.queues import change_job, job_row
from tests.world import actor_of, make_actor, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def _today() -> dt.date:
    return timezone.localdate()


def _of(municipality: Agency, leader: Actor, user: User | None, number: int = 1) -> list[Participant]:
    people = [make_person(municipality) for _ in range(number)]
    for person in people:
        if user:
            assign(leader, person.pk, user_id=user.pk, kind="adviser", first_day=_today() - 60 * DAY)
    return people


def _handover(municipality: Agency, source: User | None, *targets: User) -> Handover:
    return Handover(
        municipality_id=municipality.pk,
        source_id=source.pk if source else None,
        target_ids=tuple(user.pk for user in targets),
        first_day=_today(),
    )


def _now(municipality: Agency) -> Counter[UUID]:
    with acting_as(system_actor(municipality.pk)):
        rows = Assignment.objects.filter(municipality=municipality, kind="adviser").on(_today())
        return Counter(rows.values_list("user_id", flat=True))


def test_cases_are_spread_so_that_the_numbers_become_even(
    municipality: Agency, leader: Actor, advisers: list[User]
) -> None:
    ada, bo, carl = advisers
    _of(municipality, leader, ada, 7)
    _of(municipality, leader, bo, 3)
    handover = _handover(municipality, ada, bo, carl)
    with acting_as(leader):
        plan = plan_handover(leader, handover)
    assert [(user.name, before, after) for user, before, after in plan.loads] == [("Bo", 3, 5), ("Carl", 0, 5)]
    assert _now(municipality) == {ada.pk: 7, bo.pk: 3}
    done = hand_over(leader, handover)
    assert [(move.person.pk, move.to.pk) for move in done.moves] == [(m.person.pk, m.to.pk) for m in plan.moves]
    assert _now(municipality) == {bo.pk: 5, carl.pk: 5}


def test_all_to_one_ends_the_one_before_the_day_before_and_says_so_in_each_history(
    municipality: Agency, leader: Actor, advisers: list[User]
) -> None:
    ada, bo, _carl = advisers
    person = _of(municipality, leader, ada)[0]
    hand_over(leader, _handover(municipality, ada, bo))
    with acting_as(leader):
        periods = Assignment.objects.filter(participant=person).order_by("first_day")
        assert list(periods.values_list("user", "last_day")) == [(ada.pk, _today() - DAY), (bo.pk, None)]
        event = CaseEvent.objects.filter(participant=person, kind="assigned").latest("created_at", "id")
    assert event.facts["name"] == "Bo"
    assert event.actor_id == leader.user_id


def test_a_later_period_stands_and_an_assignment_of_the_same_day_gives_way(
    municipality: Agency, leader: Actor, advisers: list[User]
) -> None:
    ada, bo, carl = advisers
    person = _of(municipality, leader, None)[0]
    assign(leader, person.pk, user_id=ada.pk, kind="adviser", first_day=_today())
    assign(leader, person.pk, user_id=carl.pk, kind="adviser", first_day=_today() + 10 * DAY)
    hand_over(leader, _handover(municipality, ada, bo))
    with acting_as(leader):
        rows = Assignment.objects.filter(participant=person).order_by("first_day")
        assert list(rows.values_list("user", "last_day")) == [(bo.pk, _today() + 9 * DAY), (carl.pk, None)]


def test_those_without_an_adviser_are_handed_over_and_flags_that_were_taken_are_open_again(
    municipality: Agency, leader: Actor, advisers: list[User]
) -> None:
    ada, bo, _carl = advisers
    free, taken = _of(municipality, leader, None)[0], _of(municipality, leader, ada)[0]
    flag_municipality(municipality.pk, _today() + 200 * DAY)
    with acting_as(leader):
        flag = Flag.objects.filter(participant=taken).standing()[0]
    take_flag(actor_of(ada), flag.pk)
    hand_over(leader, _handover(municipality, None, bo))
    hand_over(leader, _handover(municipality, ada, bo))
    assert _now(municipality) == {bo.pk: 2}
    with acting_as(leader):
        assert Flag.objects.get(pk=flag.pk).state == "open"
        assert Assignment.objects.filter(participant=free).count() == 1


def test_a_protected_case_stays_where_it_is_also_for_the_named(
    municipality: Agency, leader: Actor, advisers: list[User]
) -> None:
    ada, bo, _carl = advisers
    hidden, known = (make_person(municipality, confidentiality=6) for _ in range(2))
    system = system_actor(municipality.pk)
    for person in (hidden, known):
        assign(system, person.pk, user_id=ada.pk, kind="adviser", first_day=_today() - DAY)
    with acting_as(system):
        NamedAccess.objects.create(participant=known, municipality=municipality, user_id=str(leader.user_id))
    assert hand_over(leader, _handover(municipality, ada, bo)).moves == ()
    assert _now(municipality) == {ada.pk: 2}
    # It goes to somebody on the case itself, who is named by that.
    assign(leader, known.pk, user_id=bo.pk, kind="adviser", first_day=_today())
    assert _now(municipality) == {ada.pk: 1, bo.pk: 1}
    with acting_as(system):
        assert NamedAccess.objects.filter(participant=known, user=bo).exists()
        assert not NamedAccess.objects.filter(user=bo, participant=hidden).exists()


def test_a_handover_of_many_costs_as_many_queries_as_one_of_few(
    municipality: Agency, leader: Actor, advisers: list[User]
) -> None:
    ada, bo, carl = advisers
    counted = []
    for number, source, target in ((1, ada, bo), (20, carl, bo)):
        _of(municipality, leader, source, number)
        with CaptureQueriesContext(connection) as captured:
            hand_over(leader, _handover(municipality, source, target))
        counted.append(len(captured))
    assert counted[0] == counted[1]


def test_a_background_handover_acts_with_the_leaders_own_access_and_a_second_run_moves_nothing(
    municipality: Agency, leader: Actor, advisers: list[User]
) -> None:
    ada, bo, _carl = advisers
    _of(municipality, leader, ada, 3)
    job = hand_over_later(leader, _handover(municipality, ada, bo))
    assert run_job(job.pk)
    done = job_row(job.pk)
    assert (done.state, done.done, done.total) == (JobState.SUCCEEDED, 3, 3)
    change_job(job.pk, state=JobState.QUEUED)
    assert run_job(job.pk)
    assert _now(municipality) == {bo.pk: 3}
    late = hand_over_later(leader, _handover(municipality, bo, ada))
    Membership.objects.filter(user=leader.user_id).update(ended_at=timezone.now())
    assert run_job(late.pk)
    assert job_row(late.pk).state == JobState.FAILED
    assert _now(municipality) == {bo.pk: 3}


def test_others_than_the_leader_of_the_place_hand_nothing_over(
    municipality: Agency, leader: Actor, advisers: list[User]
) -> None:
    ada, bo, _carl = advisers
    _of(municipality, leader, ada)
    voss = make_municipality("Voss")
    for actor in (actor_of(ada), make_actor(municipality, Role.ADMINISTRATOR), make_actor(voss, Role.TEAM_LEADER)):
        with pytest.raises(NotPermitted):
            hand_over(actor, _handover(municipality, ada, bo))
    stranger = make_user(voss, Role.PROGRAMME_ADVISER)
    for targets in ((), (stranger,), (ada,), (bo, stranger)):
        with pytest.raises(RuleRefused):
            hand_over(leader, _handover(municipality, ada, *targets))
    assert _now(municipality) == {ada.pk: 1}


def test_the_cases_of_an_adviser_who_leaves_stand_without_adviser_at_once(
    municipality: Agency, leader: Actor, advisers: list[User]
) -> None:
    ada, bo, carl = advisers
    people = _of(municipality, leader, ada, 2)
    _of(municipality, leader, bo)
    protected = make_person(municipality, confidentiality=6)
    assign(system_actor(municipality.pk), protected.pk, user_id=ada.pk, kind="adviser", first_day=_today())
    arrange_cover(
        leader, municipality.pk, absent_id=carl.pk, substitute_id=ada.pk, first_day=_today(), last_day=_today() + DAY
    )
    deactivate(make_actor(municipality, Role.ADMINISTRATOR), ada.pk)
    assert _now(municipality) == {bo.pk: 1}
    with acting_as(system_actor(municipality.pk)):
        events = CaseEvent.objects.filter(kind="contact_left")
        assert {event.participant_id for event in events} == {protected.pk, *(person.pk for person in people)}
        assert not NamedAccess.objects.filter(user=ada).exists()
        assert not Assignment.objects.filter(participant=protected).exists()
    hand_over(leader, _handover(municipality, None, bo, carl))
    assert sorted(_now(municipality).values()) == [1, 2]


def test_the_night_after_somebodys_last_day_releases_the_cases(
    municipality: Agency, leader: Actor, advisers: list[User]
) -> None:
    ada = advisers[0]
    _of(municipality, leader, ada, 2)
    Membership.objects.filter(user=ada).update(last_day=_today())
    assert [release_cases((_today() + n * DAY).isoformat()) for n in (0, 1, 1)] == [0, 2, 0]


@given(before=st.lists(st.integers(0, 4), min_size=1, max_size=3), number=st.integers(0, 6))
def test_no_target_ends_with_two_more_than_another_that_got_a_case(before: list[int], number: int) -> None:
    places = Counter(spread(before, number))
    after = [load + places[place] for place, load in enumerate(before)]
    assert sum(after) == sum(before) + number
    assert all(after[place] <= min(after) + 1 for place in places)
