"""A raw SELECT by the application's role, as somebody of each role: no row of a resource that is closed to it."""

import re

import pytest
from django.apps import apps
from django.db import connection

from agencies.access import Actor, Resource, acting_as
from agencies.access.table import opened_to
from agencies.actors import system_actor
from agencies.models import ChangeRecord, Role
from agencies.querysets import VisibleQuerySet
from participants.models import Confidentiality, Participant
from participants.operations.protecting import change_protection
from programmes.models.classes import ClassTeacher
from tests.access.world import PLAIN, Onlooker, World
from tests.agencies.guarded import VIEWS, guarded_tables
from tests.world import actor_of, make_person, make_user

pytestmark = pytest.mark.django_db

UNGATED = {
    "participants_participant": "whoever meets a case meets its person; the other policy says which",
    "participants_namedaccess": "whether one is named on a case is asked of everybody",
    "participants_accessoverride": "a policy of its own: who took access, for themselves and the privacy officer",
    "agencies_accesslogentry": "a policy of its own: one's own readings, and all for the privacy officer",
    "agencies_changerecord": "a policy of its own: the history of a row is as closed as its table",
    **dict.fromkeys(VIEWS, "a condition of its own: the pupils of the classes taught"),
}
TAUGHT = {"programmes_attendance", "programmes_classenrolment", "programmes_testentry", *VIEWS}
ROLE_BY_ROLE = [who for who in PLAIN if who.role not in {Role.EMPLOYER_CONTACT, Role.PARTICIPANT}]


def _gates() -> dict[str, set[str]]:
    """Each gated table with the resources that open it, as PostgreSQL has them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, qual FROM pg_policies WHERE policyname = tablename || '_role'"
            " AND permissive = 'RESTRICTIVE' AND cmd = 'ALL'"
        )
        return {table: set(re.findall(r"'(\w+)'::text", qual)) for table, qual in cursor.fetchall()}


def _count(actor: Actor, table: str) -> int:
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_every_table_with_people_has_a_gate_or_a_reason_to_have_none() -> None:
    assert set(guarded_tables()) - _gates().keys() == UNGATED.keys()


def test_each_gate_is_the_resource_of_the_tables_model() -> None:
    gates = _gates()
    assert {name for names in gates.values() for name in names} <= {resource.value for resource in Resource}
    wrong = {}
    for model in apps.get_models():
        rows, table = model._default_manager.all(), model._meta.db_table
        if isinstance(rows, VisibleQuerySet) and table in gates and rows.resource.value not in gates[table]:
            wrong[table] = (rows.resource.value, gates[table])
    assert wrong == {}


@pytest.mark.parametrize("who", ROLE_BY_ROLE, ids=str)
def test_table_by_table_a_closed_resource_gives_no_row(world: World, who: Onlooker) -> None:
    actor, opened = world.actor(who), {resource.value for resource in opened_to(world.actor(who))}
    system = system_actor(world.home.pk)
    closed = [table for table, resources in _gates().items() if resources.isdisjoint(opened)]
    filled = [table for table in closed if _count(system, table)]
    assert {table: _count(actor, table) for table in filled if _count(actor, table)} == {}
    if who.role is Role.NAV_ADVISER:
        assert {
            "participants_document", "participants_familymember", "programmes_decision", "programmes_journalentry",
            "programmes_letter", "programmes_exemption", "programmes_startoffer", "participants_importrow",
        } <= set(filled)  # fmt: skip
    assert filled or who.role is Role.TEAM_LEADER


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.LEADER])
def test_roles_that_open_nobodys_case_get_no_row_of_any_table(world: World, role: Role) -> None:
    actor = world.actor(role)
    counted = {table: _count(actor, table) for table in set(guarded_tables()) - {"agencies_accesslogentry"}}
    assert {table: found for table, found in counted.items() if found} == {}


def test_a_teacher_gets_rows_of_the_classes_taught_and_of_nothing_else(world: World) -> None:
    actor = world.actor(Role.TEACHER)
    assert actor.user_id is not None
    mine = set(ClassTeacher.objects.filter(user_id=actor.user_id).values_list("school_class_id", flat=True))
    seen = {}
    for table in set(guarded_tables()) - {"agencies_accesslogentry"}:
        if _count(actor, table):
            with acting_as(actor), connection.cursor() as cursor:
                cursor.execute(f"SELECT DISTINCT school_class_id FROM {table}")
                seen[table] = {row[0] for row in cursor.fetchall()}
    assert seen.keys() <= TAUGHT
    assert {"programmes_classenrolment", "programmes_pupil"} <= seen.keys()
    for table, classes in seen.items():
        assert classes <= mine, table


@pytest.mark.parametrize("role", [Role.NAV_ADVISER, Role.PRIVACY_OFFICER, Role.PROGRAMME_ADVISER])
def test_the_history_of_a_row_is_as_closed_as_its_table(world: World, role: Role) -> None:
    opened = {resource.value for resource in opened_to(world.actor(role))}
    with acting_as(world.actor(role)), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT table_name FROM agencies_changerecord WHERE municipality_id IS NOT NULL")
        told = {row[0] for row in cursor.fetchall()}
    assert [table for table in told if _gates().get(table, opened).isdisjoint(opened)] == []
    assert ("programmes_decision" in told) is (role is Role.PROGRAMME_ADVISER)
    assert ("programmes_plan" in told) is (role is not Role.PRIVACY_OFFICER)


def test_the_log_is_the_privacy_officers_and_each_ones_own(world: World) -> None:
    for who in ROLE_BY_ROLE:
        actor = world.actor(who)
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT user_id FROM agencies_accesslogentry")
            others = {row[0] for row in cursor.fetchall()} - {actor.user_id}
        assert not others or who.role is Role.PRIVACY_OFFICER, who


def test_what_one_changed_on_a_case_that_is_hidden_since_is_hidden_too(world: World) -> None:
    user = make_user(world.home, Role.TEAM_LEADER)
    leader = make_user(world.home, Role.TEAM_LEADER)
    person = make_person(world.home)
    with acting_as(actor_of(user)):
        Participant.objects.filter(pk=person.pk).update(remark="Bor hos søsteren.")
        assert ChangeRecord.objects.filter(participant_id=person.pk, user_id=user.pk).exists()
    deputy = make_user(world.home, Role.TEAM_LEADER)
    grade = Confidentiality.STRICTLY_CONFIDENTIAL
    change_protection(actor_of(leader), person.pk, confidentiality=grade, is_shielded=False, named_user_ids=[deputy.pk])
    with acting_as(actor_of(user)):
        assert not ChangeRecord.objects.filter(participant_id=person.pk).exists()
