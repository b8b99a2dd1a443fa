"""Who works with a person, and when one takes over from another."""

import datetime as dt
from uuid import UUID, uuid4

import pytest

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Agency, AgencyService, Membership, Role
from participants.models import Assignment, AssignmentKind, CaseEvent, NamedAccess, Participant
from participants.operations.assignment import assign, contacts_available
from tests.world import make_actor, make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 10, 15)


@pytest.fixture
def leader(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.TEAM_LEADER)


@pytest.fixture
def person(municipality: Agency) -> Participant:
    return make_person(municipality)


def _periods(person: Participant) -> list[tuple[UUID, dt.date, dt.date | None]]:
    with acting_as(system_actor(person.municipality_id)):
        rows = Assignment.objects.filter(participant=person).order_by("first_day")
        return list(rows.values_list("user_id", "first_day", "last_day"))


def _plus(days: int) -> dt.date:
    return DAY + dt.timedelta(days=days)


def test_the_one_before_ends_the_day_before(municipality: Agency, leader: Actor, person: Participant) -> None:
    one, other = (make_user(municipality, Role.PROGRAMME_ADVISER, name=name).pk for name in ("Ada", "Bo"))
    assign(leader, person.pk, user_id=one, kind="adviser", first_day=DAY)
    assign(leader, person.pk, user_id=other, kind="adviser", first_day=_plus(30))
    assert _periods(person) == [(one, DAY, _plus(29)), (other, _plus(30), None)]
    with acting_as(leader):
        event = CaseEvent.objects.filter(kind="assigned").latest("created_at", "id")
    assert event.facts == {"task": "adviser", "name": "Bo"}


def test_the_same_day_again_replaces(municipality: Agency, leader: Actor, person: Participant) -> None:
    one, other = (make_user(municipality, Role.PROGRAMME_ADVISER).pk for _ in range(2))
    for user in (one, other):
        assign(leader, person.pk, user_id=user, kind="adviser", first_day=DAY)
    assert _periods(person) == [(other, DAY, None)]


def test_where_another_is_to_take_over_later_the_new_one_ends_before(
    municipality: Agency, leader: Actor, person: Participant
) -> None:
    one, other = (make_user(municipality, Role.PROGRAMME_ADVISER).pk for _ in range(2))
    assign(leader, person.pk, user_id=one, kind="adviser", first_day=_plus(30))
    assign(leader, person.pk, user_id=other, kind="adviser", first_day=DAY)
    assert _periods(person) == [(other, DAY, _plus(29)), (one, _plus(30), None)]


def test_adviser_and_nav_contact_stand_side_by_side(municipality: Agency, leader: Actor, person: Participant) -> None:
    adviser = make_user(municipality, Role.PROGRAMME_ADVISER)
    contact = make_user(make_nav_office(municipality), Role.NAV_ADVISER)
    assign(leader, person.pk, user_id=adviser.pk, kind="adviser", first_day=DAY)
    assign(leader, person.pk, user_id=contact.pk, kind="nav_contact", first_day=DAY)
    assert {period[2] for period in _periods(person)} == {None}


def test_only_staff_with_the_task_in_the_right_place_may_be_chosen(
    municipality: Agency, leader: Actor, person: Participant
) -> None:
    voss = make_municipality("Voss")
    office = make_nav_office(municipality)
    former = make_user(municipality, Role.PROGRAMME_ADVISER)
    Membership.objects.filter(user=former).update(last_day=DAY - dt.timedelta(days=1))
    no_longer_serving = make_user(old := make_nav_office(municipality), Role.NAV_ADVISER)
    AgencyService.objects.filter(provider=old).update(last_day=DAY - dt.timedelta(days=1))
    wrong = {
        "adviser": [
            make_user(municipality, Role.ENROLMENT_OFFICER).pk,
            make_user(voss, Role.PROGRAMME_ADVISER).pk,
            make_user(office, Role.NAV_ADVISER).pk,
            former.pk,
            uuid4(),
        ],
        "nav_contact": [
            make_user(municipality, Role.PROGRAMME_ADVISER).pk,
            make_user(make_nav_office(voss), Role.NAV_ADVISER).pk,
            no_longer_serving.pk,
        ],
    }
    for kind, users in wrong.items():
        for user in users:
            with pytest.raises(RuleRefused) as refusal:
                assign(leader, person.pk, user_id=user, kind=kind, first_day=DAY)
            assert refusal.value.refusals[0].field == "user"
    assert _periods(person) == []


def test_those_who_may_be_chosen_are_listed_by_name(municipality: Agency) -> None:
    for name in ("Øyvind", "Ada"):
        make_user(municipality, Role.PROGRAMME_ADVISER, name=name)
    make_user(municipality, Role.TEAM_LEADER, Role.PROGRAMME_ADVISER, name="Bo")
    found = contacts_available(municipality.pk, AssignmentKind.ADVISER, DAY)
    assert [user.name for user in found] == ["Ada", "Bo", "Øyvind"]


def test_an_unknown_task_is_refused(municipality: Agency, leader: Actor, person: Participant) -> None:
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    with pytest.raises(RuleRefused) as refusal:
        assign(leader, person.pk, user_id=user.pk, kind="janitor", first_day=DAY)
    assert refusal.value.refusals[0].code == "unknown_kind"


def test_whoever_is_given_a_protected_case_may_open_it(municipality: Agency) -> None:
    system = system_actor(municipality.pk)
    person = make_person(municipality, confidentiality=6)
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    assign(system, person.pk, user_id=user.pk, kind="adviser", first_day=DAY)
    with acting_as(system):
        assert NamedAccess.objects.get(participant=person).user_id == user.pk


def test_a_stranger_meets_nobody_and_nav_may_not(municipality: Agency, person: Participant) -> None:
    voss = make_municipality("Voss")
    make_person(voss)
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    with pytest.raises(Participant.DoesNotExist):
        assign(make_actor(voss, Role.TEAM_LEADER), person.pk, user_id=user.pk, kind="adviser", first_day=DAY)
    nav = make_actor(make_nav_office(municipality), Role.NAV_ADVISER)
    with pytest.raises(NotPermitted):
        assign(nav, person.pk, user_id=user.pk, kind="adviser", first_day=DAY)
