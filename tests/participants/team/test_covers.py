"""Cover: who gets the work of somebody who is away, for how long, and that it ends by itself."""

import datetime as dt

import pytest
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Agency, Role, User
from participants.covering import covered_by, substitutes
from participants.models import Cover, Deadline, Participant
from participants.operations.assignment import assign
from participants.operations.digests import write_digests
from participants.operations.flagging import flag_municipality
from participants.operations.team.covers import arrange_cover, end_cover
from participants.worklist import Scope, count_work, protected_rows, work_rows
from tests.queues import messages
from tests.world import actor_of, make_actor, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def _today() -> dt.date:
    return timezone.localdate()


def _cover(leader: Actor, absent: User, substitute: User, first: int = 0, last: int = 7) -> Cover:
    return arrange_cover(
        leader,
        next(iter(leader.municipality_ids)),
        absent_id=absent.pk,
        substitute_id=substitute.pk,
        first_day=_today() + first * DAY,
        last_day=_today() + last * DAY,
    )


def _of(leader: Actor, user: User, **facts: object) -> Participant:
    person = make_person(next(iter(Agency.objects.filter(pk__in=leader.municipality_ids))), **facts)
    assign(leader, person.pk, user_id=user.pk, kind="adviser", first_day=_today() - 60 * DAY)
    return person


def _mine(user: User, day: dt.date) -> set[object]:
    actor = actor_of(user)
    with acting_as(actor):
        return set(work_rows(actor, day, Scope.MINE).values_list("participant_id", flat=True))


def _due_soon(person: Participant, day: dt.date) -> None:
    with acting_as(actor_of(make_user(person.municipality, Role.TEAM_LEADER)).as_system()):
        Deadline.objects.filter(participant=person).update(due_on=day, next_flag_on=day - 30 * DAY)


def test_a_substitute_sees_the_covered_work_through_the_last_day_and_not_a_day_longer(
    leader: Actor, advisers: list[User]
) -> None:
    ada, bo, _carl = advisers
    person = _of(leader, ada)
    _due_soon(person, _today() + 5 * DAY)
    _cover(leader, ada, bo, first=2, last=4)
    assert [bool(_mine(bo, _today() + n * DAY)) for n in (0, 1, 2, 4, 5)] == [False, False, True, True, False]
    assert _mine(ada, _today() + 3 * DAY) == {person.pk}
    actor = actor_of(bo)
    with acting_as(actor):
        assert count_work(actor, _today() + 3 * DAY, Scope.MINE).people == 1
        assert covered_by(actor, _today() + 3 * DAY) == {ada.pk: "Ada"}


def test_the_digest_goes_to_the_substitute_and_afterwards_to_the_adviser_again(
    municipality: Agency, leader: Actor, advisers: list[User]
) -> None:
    ada, bo, _carl = advisers
    person = _of(leader, ada)
    _due_soon(person, _today() + 3 * DAY)
    flag_municipality(municipality.pk, _today())
    _cover(leader, ada, bo, last=1)
    for after in (0, 2):
        write_digests([municipality.pk], _today() + after * DAY)
    said = {(event.dedupe_key[-10:], event.recipient) for event in messages()}
    assert {(f"{_today()}", bo), (f"{_today() + 2 * DAY}", ada)} <= said
    assert (f"{_today()}", ada) not in said


@pytest.mark.parametrize("grade", [6, 7, 19])
def test_a_protected_case_does_not_come_along(leader: Actor, advisers: list[User], grade: int) -> None:
    ada, bo, _carl = advisers
    home = Agency.objects.get(pk=next(iter(leader.municipality_ids)))
    officer = make_actor(home, Role.ENROLMENT_OFFICER)
    person = make_person(home, confidentiality=grade)
    with acting_as(officer.as_system()):
        assign(officer.as_system(), person.pk, user_id=ada.pk, kind="adviser", first_day=_today() - 60 * DAY)
    _due_soon(person, _today() + 3 * DAY)
    _cover(leader, ada, bo)
    # In «Mitt arbeid» it stands for nobody; on the page of protected cases for the named alone.
    for user, seen in ((ada, {person.pk}), (bo, set())):
        actor = actor_of(user)
        with acting_as(actor):
            assert _mine(user, _today()) == set()
            assert set(protected_rows(actor, _today()).values_list("participant_id", flat=True)) == seen


def test_where_the_substitute_is_away_too_the_next_one_has_it_and_a_circle_ends(
    municipality: Agency, leader: Actor, advisers: list[User]
) -> None:
    ada, bo, carl = advisers
    _cover(leader, ada, bo)
    _cover(leader, bo, carl)
    with acting_as(leader):
        assert substitutes(municipality.pk, _today()) == {ada.pk: carl.pk, bo.pk: carl.pk}
    _cover(leader, carl, ada)
    with acting_as(leader):
        assert set(substitutes(municipality.pk, _today())) == {ada.pk, bo.pk, carl.pk}


def test_whoever_is_back_has_the_cases_alone_again(leader: Actor, advisers: list[User]) -> None:
    ada, bo, _carl = advisers
    begun, coming = _cover(leader, ada, bo, last=1), _cover(leader, ada, bo, first=3, last=5)
    ended = end_cover(leader, begun.pk)
    assert ended.cancelled_at
    end_cover(leader, coming.pk)
    with acting_as(leader):
        assert not Cover.objects.standing().exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [({"last": -1}, "ends_before_it_begins"), ({"first": -9, "last": -2}, "in_the_past")],
)
def test_what_cannot_be_a_period_is_refused(
    leader: Actor, advisers: list[User], change: dict[str, int], code: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        _cover(leader, advisers[0], advisers[1], **change)
    assert code in {refusal.code for refusal in refused.value.refusals}


def test_only_advisers_here_cover_and_only_once_at_a_time(
    municipality: Agency, leader: Actor, advisers: list[User]
) -> None:
    ada, bo, carl = advisers
    stranger = make_user(make_municipality("Voss"), Role.PROGRAMME_ADVISER)
    for absent, substitute in ((ada, ada), (ada, stranger), (stranger, ada)):
        with pytest.raises(RuleRefused):
            _cover(leader, absent, substitute)
    _cover(leader, ada, bo)
    with pytest.raises(RuleRefused) as refused:
        _cover(leader, ada, carl)
    assert refused.value.refusals[0].code == "cover_overlaps"
    for role in (Role.PROGRAMME_ADVISER, Role.ENROLMENT_OFFICER):
        with pytest.raises(NotPermitted):
            _cover(make_actor(municipality, role), carl, bo)
    other = make_actor(make_municipality("Odda"), Role.TEAM_LEADER)
    with pytest.raises(Cover.DoesNotExist):
        end_cover(other, Cover.objects.model(pk=ada.pk).pk)
