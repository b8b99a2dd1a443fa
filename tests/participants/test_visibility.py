"""Who sees which people, in Django and in PostgreSQL alike."""

from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction

from agencies.access import NOBODY, Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from participants.models import Confidentiality, NamedAccess, Participant
from tests.world import make_actor, make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db


def _raw_ids(actor: Actor) -> set[UUID]:
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM participants_participant")
        return {row[0] for row in cursor.fetchall()}


def _id_of(actor: Actor) -> UUID:
    assert actor.user_id
    return actor.user_id


def _visible_ids(actor: Actor) -> set[UUID]:
    with acting_as(actor):
        return set(Participant.objects.visible_to(actor).values_list("pk", flat=True))


def test_a_raw_select_without_an_actor_returns_nothing(municipality: Agency) -> None:
    make_person(municipality)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM participants_participant")
        assert cursor.fetchone() == (0,)


def test_an_adviser_sees_the_own_municipality_and_no_other(municipality: Agency) -> None:
    mine, strangers = make_person(municipality), make_person(make_municipality("Voss"))
    adviser = make_actor(municipality, Role.PROGRAMME_ADVISER)
    assert _visible_ids(adviser) == _raw_ids(adviser) == {mine.pk}
    stranger = make_actor(strangers.municipality, Role.PROGRAMME_ADVISER)
    assert _visible_ids(stranger) == _raw_ids(stranger) == {strangers.pk}


def test_a_nav_adviser_sees_the_municipalities_that_the_office_serves(municipality: Agency) -> None:
    mine, other = make_person(municipality), make_person(make_municipality("Voss"))
    adviser = make_actor(make_nav_office(municipality), Role.NAV_ADVISER)
    assert _visible_ids(adviser) == _raw_ids(adviser) == {mine.pk}
    assert other.pk not in _raw_ids(adviser)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TEACHER])
def test_roles_without_casework_see_nobody(municipality: Agency, role: Role) -> None:
    make_person(municipality)
    actor = make_actor(municipality, role)
    assert _visible_ids(actor) == _raw_ids(actor) == set()


@pytest.mark.parametrize("grade", [grade for grade in Confidentiality if grade])
def test_a_protected_person_is_seen_by_named_staff_only(municipality: Agency, grade: Confidentiality) -> None:
    person = make_person(municipality, confidentiality=grade)
    named = make_actor(municipality, Role.PROGRAMME_ADVISER)
    other = make_actor(municipality, Role.PROGRAMME_ADVISER)
    with acting_as(system_actor(municipality.pk)):
        NamedAccess.objects.bulk_create(
            [NamedAccess(participant=person, municipality=municipality, user_id=_id_of(named))]
        )
    assert _visible_ids(named) == _raw_ids(named) == {person.pk}
    assert _visible_ids(other) == _raw_ids(other) == set()


def test_clearance_opens_confidential_but_not_strictly_confidential(municipality: Agency) -> None:
    person = make_person(municipality, confidentiality=Confidentiality.CONFIDENTIAL)
    make_person(municipality, confidentiality=Confidentiality.STRICTLY_CONFIDENTIAL)
    cleared = make_actor(municipality, Role.PROGRAMME_ADVISER, cleared_for_confidential=True)
    assert _visible_ids(cleared) == _raw_ids(cleared) == {person.pk}


def test_nobody_can_write_a_person_into_another_municipality(municipality: Agency) -> None:
    person = make_person(municipality)
    stranger = make_actor(make_municipality("Voss"), Role.PROGRAMME_ADVISER)
    with acting_as(stranger), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Participant.objects.create(municipality=municipality, given_name="A", birth_date=person.birth_date)


def test_nobody_bound_is_nobody(municipality: Agency) -> None:
    make_person(municipality)
    assert _visible_ids(NOBODY) == _raw_ids(NOBODY) == set()


def test_nobody_can_name_themselves_on_a_case_they_may_not_see(municipality: Agency) -> None:
    person = make_person(municipality, confidentiality=Confidentiality.STRICTLY_CONFIDENTIAL)
    adviser = make_actor(municipality, Role.PROGRAMME_ADVISER)
    row = NamedAccess(participant=person, municipality=municipality, user_id=_id_of(adviser))
    with acting_as(adviser), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        NamedAccess.objects.bulk_create([row], ignore_conflicts=True)


@pytest.mark.parametrize("role", [Role.TEAM_LEADER, Role.PROGRAMME_ADVISER, Role.PRIVACY_OFFICER])
def test_a_municipal_role_in_a_nav_office_opens_nothing(municipality: Agency, role: Role) -> None:
    make_person(municipality)
    actor = make_actor(make_nav_office(municipality), role)
    assert actor.roles == frozenset()
    assert _visible_ids(actor) == _raw_ids(actor) == set()
