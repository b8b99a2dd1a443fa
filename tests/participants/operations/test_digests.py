"""One letter a day to each member of staff, that says nothing about anybody."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.core import mail
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, AgencyService, Membership, OutboxState, Role, User
from agencies.operations.outbox import sweep_outbox
from participants.models import Assignment, AssignmentKind, Flag, FlagState, NamedAccess, Participant
from participants.operations.digests import DIGEST, write_digests
from participants.operations.flagging import flag_municipality
from participants.tasks import send_digests
from tests.participants.operations.duties import make_bare_person, make_deadline
from tests.queues import message, messages
from tests.world import LONG_AGO, make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db

TODAY = dt.date(2027, 6, 15)


def _flag(person: Participant, **fields: object) -> Flag:
    deadline = make_deadline(person, TODAY)
    flag_municipality(person.municipality_id, TODAY)
    with acting_as(system_actor(person.municipality_id)):
        Flag.objects.filter(deadline=deadline).update(**fields)
        return Flag.objects.get(deadline=deadline)


def _advise(person: Participant, user: User) -> None:
    with acting_as(system_actor(person.municipality_id)):
        Assignment.objects.create(
            participant=person,
            municipality_id=person.municipality_id,
            user=user,
            kind=AssignmentKind.ADVISER,
            first_day=LONG_AGO,
        )


def _digests() -> dict[User | None, int]:
    return {event.recipient: event.payload["flags"] for event in messages(kind=DIGEST)}


def test_an_adviser_hears_of_the_flags_of_the_own_people(municipality: Agency) -> None:
    adviser, other = (make_user(municipality, Role.PROGRAMME_ADVISER) for _ in range(2))
    for user in (adviser, adviser, other):
        person = make_bare_person(municipality)
        _advise(person, user)
        _flag(person)
    assert write_digests([municipality.pk], TODAY) == 2
    assert _digests() == {adviser: 2, other: 1}


def test_whoever_took_a_flag_hears_of_it_instead_of_the_adviser(municipality: Agency) -> None:
    adviser, taker = (make_user(municipality, Role.PROGRAMME_ADVISER) for _ in range(2))
    person = make_bare_person(municipality)
    _advise(person, adviser)
    _flag(person, state=FlagState.TAKEN, taken_by=taker)
    write_digests([municipality.pk], TODAY)
    assert _digests() == {taker: 1}


def test_leaders_hear_of_flags_without_adviser_and_of_those_nobody_took_in_time(municipality: Agency) -> None:
    leader, adviser = make_user(municipality, Role.TEAM_LEADER), make_user(municipality, Role.PROGRAMME_ADVISER)
    _flag(make_bare_person(municipality))
    late = make_bare_person(municipality)
    _advise(late, adviser)
    _flag(late, escalated_at=timezone.now())
    calm = make_bare_person(municipality)
    _advise(calm, adviser)
    _flag(calm)
    write_digests([municipality.pk], TODAY)
    assert _digests() == {leader: 2, adviser: 2}


def _log_in_closed(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def _membership_over(user: User) -> None:
    Membership.objects.filter(user=user).update(last_day=TODAY - dt.timedelta(days=1))


@pytest.mark.parametrize("leave", [_log_in_closed, _membership_over])
def test_the_flags_of_an_adviser_who_has_left_go_to_the_leader(
    municipality: Agency, leave: Callable[[User], None]
) -> None:
    leader, adviser = make_user(municipality, Role.TEAM_LEADER), make_user(municipality, Role.PROGRAMME_ADVISER)
    person = make_bare_person(municipality)
    _advise(person, adviser)
    _flag(person)
    leave(adviser)
    write_digests([municipality.pk], TODAY)
    assert _digests() == {leader: 1}


def test_a_nav_adviser_of_two_municipalities_gets_one_letter(municipality: Agency) -> None:
    voss = make_municipality("Voss")
    adviser = make_user(make_nav_office(municipality, voss), Role.NAV_ADVISER)
    for place in (municipality, municipality, voss):
        _flag(make_bare_person(place), state=FlagState.TAKEN, taken_by=adviser)
    assert send_digests(TODAY.isoformat()) == 1
    assert _digests() == {adviser: 3}


def test_a_nav_adviser_whose_office_no_longer_serves_the_municipality_gets_none(municipality: Agency) -> None:
    leader = make_user(municipality, Role.TEAM_LEADER)
    adviser = make_user(make_nav_office(municipality), Role.NAV_ADVISER)
    AgencyService.objects.update(last_day=TODAY - dt.timedelta(days=1))
    _flag(make_bare_person(municipality), state=FlagState.TAKEN, taken_by=adviser)
    write_digests([municipality.pk], TODAY)
    assert _digests() == {leader: 1}


@pytest.mark.parametrize("grade", [6, 7, 19])
def test_not_even_the_number_tells_of_a_protected_person_to_those_who_may_not_know(
    municipality: Agency, grade: int
) -> None:
    leader, named = make_user(municipality, Role.TEAM_LEADER), make_user(municipality, Role.PROGRAMME_ADVISER)
    person = make_person(municipality, confidentiality=grade, basis="", settled_on=None)
    with acting_as(system_actor(municipality.pk)):
        NamedAccess.objects.bulk_create([NamedAccess(participant=person, municipality=municipality, user=named)])
    _flag(person, escalated_at=timezone.now())
    write_digests([municipality.pk], TODAY)
    assert _digests() == {named: 1}
    assert leader not in _digests()


def test_a_leader_who_is_cleared_hears_of_confidential_people(municipality: Agency) -> None:
    leader = make_user(municipality, Role.TEAM_LEADER, cleared_for_confidential=True)
    _flag(make_person(municipality, confidentiality=7, basis="", settled_on=None))
    _flag(make_person(municipality, confidentiality=6, basis="", settled_on=None))
    write_digests([municipality.pk], TODAY)
    assert _digests() == {leader: 1}


def test_the_same_day_again_is_no_second_letter_and_the_next_day_is_one(municipality: Agency) -> None:
    make_user(municipality, Role.TEAM_LEADER)
    _flag(make_bare_person(municipality))
    tomorrow = TODAY + dt.timedelta(days=1)
    assert [write_digests([municipality.pk], day) for day in (TODAY, TODAY, tomorrow)] == [1, 0, 1]


def test_nobody_gets_a_letter_about_nothing(municipality: Agency) -> None:
    make_user(municipality, Role.TEAM_LEADER)
    _flag(make_bare_person(municipality), state=FlagState.ACTED_ON)
    assert write_digests([municipality.pk], TODAY) == 0


def test_the_letter_says_how_many_and_where_and_nothing_about_anybody(municipality: Agency) -> None:
    leader = make_user(municipality, Role.TEAM_LEADER, name="Kari Leder")
    person = make_person(
        municipality,
        given_name="Yevheniia",
        family_name="Shevchenko",
        numbers=(("duf", "209900000103"),),
        settled_on=None,
        basis="",
    )
    flag = _flag(person)
    write_digests([municipality.pk], TODAY)
    assert sweep_outbox() == 1
    event = message()
    (letter,) = mail.outbox
    assert letter.to == [leader.email]
    assert letter.subject == "1 frist trenger deg i dag"
    assert str(event.pk) in letter.extra_headers["Message-ID"]
    everything = json.dumps([event.payload, event.dedupe_key]) + letter.subject + str(letter.body)
    secrets = ("Yevheniia", "Shevchenko", "209900000103", "1991", str(person.pk), str(flag.pk), "tillatelse", "Bergen")
    assert [secret for secret in secrets if secret in everything] == []


def test_the_letter_goes_out_once_and_not_to_somebody_who_has_left(municipality: Agency) -> None:
    leader = make_user(municipality, Role.TEAM_LEADER)
    _flag(make_bare_person(municipality))
    write_digests([municipality.pk], TODAY)
    User.objects.filter(pk=leader.pk).update(is_active=False)
    sweep_outbox()
    sweep_outbox()
    assert mail.outbox == []
    assert message().state == OutboxState.SENT
