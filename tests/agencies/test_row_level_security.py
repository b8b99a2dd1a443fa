"""Row-level security, append-only logs and change records, read from PostgreSQL's own catalogue.

A policy of a new wording fails here until ``_fill`` fills its table; ``test_tables_with_people`` has those without any.
"""

import datetime as dt
import io
from decimal import Decimal
from itertools import count
from uuid import UUID

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from agencies.access import Actor, Resource, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, IdempotencyRecord, Role
from agencies.operations.access_log import log_read
from config.embedded.roles import APP_ROLE
from employers.models import Employer, EmploymentForm, Occupation, Placement
from participants.models import (
    AccessOverride,
    IdentityNumber,
    ImportBatch,
    ImportRow,
    NamedAccess,
    Participant,
    RowCategory,
    TransferRequest,
)
from participants.operations.assignment import assign
from participants.operations.declaring_kin import declare_kin
from participants.operations.documents import store_document
from participants.operations.flagging import flag_municipality
from programmes.models import CaseloadImport, CaseloadRow, RowState
from programmes.models.followup import JournalDraft
from programmes.operations.awarding import Award, award_programme
from tests.agencies.api.cases import make_full_case
from tests.agencies.guarded import APPEND_ONLY, VIEWS, guarded_tables
from tests.world import LONG_AGO, actor_of, make_actor, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db

# One person has one number, and is in one programme at a time, in whatever municipality.
_numbers = count(1)


def _policies() -> dict[str, frozenset[tuple[object, ...]]]:
    """Each table's policies, without their names; which roles a table is closed to is for ``test_tables_by_role``."""
    found: dict[str, set[tuple[object, ...]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, permissive, roles::text, cmd, qual, with_check FROM pg_policies"
            " WHERE policyname <> tablename || '_role'"
        )
        for table, *policy in cursor.fetchall():
            found.setdefault(table, set()).add(tuple(policy))
    return {table: frozenset(policies) for table, policies in found.items()}


def _municipalities_seen(actor: Actor, table: str) -> set[UUID]:
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT municipality_id FROM {table}")
        return {row[0] for row in cursor.fetchall()}


def _id(actor: Actor) -> UUID:
    assert actor.user_id is not None
    return actor.user_id


def _fill(municipality: Agency) -> Actor:
    """A case with something in every table that holds people."""
    actor = make_actor(municipality, Role.TEAM_LEADER)
    day = dt.date(2026, 10, 15)
    person = make_person(municipality, numbers=(("duf", f"2099{next(_numbers):06d}00"),))
    hidden = make_person(municipality, confidentiality=6)
    adviser = make_user(municipality, Role.PROGRAMME_ADVISER)
    assign(actor, person.pk, user_id=adviser.pk, kind="adviser", first_day=day)
    award_programme(
        actor,
        person.pk,
        Award(
            offer_date=day, protection="ordinary", education="below", goal="work", first_day=day, months=6,
            awarded_on=day,
        ),
    )  # fmt: skip
    flag_municipality(municipality.pk, dt.date(2027, 8, 1))
    store_document(actor, person.pk, title="Brev", filename="b.txt", content=io.BytesIO(b"hei"))
    with acting_as(actor):
        NamedAccess.objects.create(participant=person, municipality=municipality, user=adviser)
        batch = ImportBatch.objects.create(
            municipality=municipality, uploaded_by_id=_id(actor), filename="liste.csv", checksum="x"
        )
        ImportRow.objects.create(batch=batch, municipality=municipality, line=1, category=RowCategory.NEW)
        loads = CaseloadImport.objects.create(
            municipality=municipality, uploaded_by_id=_id(actor), source="Det gamle", filename="saker.csv", checksum="x"
        )
        CaseloadRow.objects.create(batch=loads, municipality=municipality, line=1, state=RowState.READY)
        _place(person)
        AccessOverride.objects.create(
            participant=person, municipality=municipality, user_id=_id(actor), rule="not_assigned",
            reason="Vikar i ferien.", first_day=day, last_day=day,
        )  # fmt: skip
        TransferRequest.objects.create(
            participant=person, municipality=municipality, to_municipality=make_municipality("Odda"), requested_on=day
        )
        log_read(actor, Resource.PARTICIPANT, participant_id=person.pk)
        JournalDraft.objects.create(
            participant=person, municipality=municipality, author_id=_id(actor), happened_on=day
        )
    with acting_as(system_actor(municipality.pk)):
        ImportRow.objects.create(
            batch=batch, municipality=municipality, line=2, category=RowCategory.PROTECTED, participant=hidden
        )
        CaseloadRow.objects.create(
            batch=loads, municipality=municipality, line=2, state=RowState.FAULTY, is_protected=True
        )
    make_full_case(municipality)
    return actor


def _place(person: Participant) -> None:
    employer, _new = Employer.objects.get_or_create(organisation_number="310000007", defaults={"name": "Fjord AS"})
    Placement.objects.create(
        participant=person,
        municipality_id=person.municipality_id,
        employer=employer,
        occupation=Occupation.objects.all()[0],
        form=EmploymentForm.values[0],
        percent=Decimal(50),
        first_day=dt.date(2026, 10, 15),
    )


def test_table_by_table_a_raw_select_returns_the_actors_own_municipality_only(municipality: Agency) -> None:
    voss = make_municipality("Voss")
    mine, theirs = _fill(municipality), _fill(voss)
    tables = guarded_tables()
    seen = {table: (_municipalities_seen(mine, table), _municipalities_seen(theirs, table)) for table in tables}
    proven = {table for table, both in seen.items() if both == ({municipality.pk}, {voss.pk})}
    assert {"participants_participant", "participants_flag", "agencies_changerecord", *VIEWS} <= proven
    # A table that the case above leaves empty is proven by having, word for word, the policies of one that it fills.
    policies = _policies()
    known = {policies[table] for table in proven.difference(VIEWS)}
    assert [table for table in seen if table not in proven and (any(seen[table]) or policies[table] not in known)] == []


def test_table_by_table_a_raw_select_without_an_actor_returns_nothing(municipality: Agency) -> None:
    _fill(municipality)
    with connection.cursor() as cursor:
        for table in guarded_tables():
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TEACHER])
def test_table_by_table_a_role_without_people_sees_nothing_of_others(municipality: Agency, role: Role) -> None:
    _fill(municipality)
    outsider = make_actor(municipality, role)
    for table in guarded_tables():
        assert _municipalities_seen(outsider, table) == set(), table


def test_table_by_table_a_protected_person_is_not_in_a_raw_select(municipality: Agency) -> None:
    actor = _fill(municipality)
    with acting_as(system_actor(municipality.pk)):
        hidden = Participant.objects.get(confidentiality=6).pk
    with acting_as(actor), connection.cursor() as cursor:
        # The access log names people by id only, for the privacy officer.
        for table in set(guarded_tables()) - {"agencies_accesslogentry"}:
            columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            column = "id" if table == "participants_participant" else "participant_id"
            if column in columns:
                cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [hidden])
                assert cursor.fetchone() == (0,), table


@pytest.mark.parametrize("guard", ["graded", "shielded", "kin"])
def test_table_by_table_nothing_of_a_whole_case_is_in_a_raw_select_once_it_is_hidden(
    municipality: Agency, guard: str
) -> None:
    user = make_user(municipality, Role.TEAM_LEADER)
    case = make_full_case(municipality)
    with acting_as(system_actor(municipality.pk)):
        number = _numbered(case.person)
        if guard != "kin":
            facts = {"confidentiality": 6} if guard == "graded" else {"is_shielded": True}
            Participant.objects.filter(pk=case.person.pk).update(**facts)
    if guard == "kin":
        declare_kin(actor_of(user), "family", [number])
    counted = {table: _rows_of(case.person, table, system_actor(municipality.pk)) for table in guarded_tables()}
    filled = [table for table, number_of_rows in counted.items() if number_of_rows]
    assert len(filled) > 40
    seen = {table: _rows_of(case.person, table, actor_of(user)) for table in filled}
    # The access log names people by id only, for the privacy officer.
    assert {table: found for table, found in seen.items() if found} in ({}, {"agencies_accesslogentry": 1})


def _numbered(person: Participant) -> str:
    number = "209900000103"
    IdentityNumber.objects.create(
        participant=person, municipality_id=person.municipality_id, kind="duf", value=number, valid_from=LONG_AGO
    )
    return number


def _rows_of(person: Participant, table: str, actor: Actor) -> int:
    with acting_as(actor), connection.cursor() as cursor:
        columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
        column = "id" if table == "participants_participant" else "participant_id"
        if column not in columns:
            return 0
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [person.pk])
        return int(cursor.fetchone()[0])


def test_the_search_function_itself_finds_nobody_who_is_hidden(municipality: Agency) -> None:
    user = make_user(municipality, Role.TEAM_LEADER)
    names = ("Åpensen", "Gradertsen", "Skjermetsen", "Slektsen", "Fremmedsen")
    people = [make_person(municipality, family_name=name) for name in names[:4]]
    stranger = make_person(make_municipality("Voss"), family_name=names[4])
    with acting_as(system_actor(municipality.pk)):
        Participant.objects.filter(pk=people[1].pk).update(confidentiality=6)
        Participant.objects.filter(pk=people[2].pk).update(is_shielded=True)
        number = _numbered(people[3])
    declare_kin(actor_of(user), "family", [number])
    found = {}
    for person in (*people, stranger):
        with acting_as(actor_of(user)):
            found[person.family_name] = _searched(person.search_key)
        assert _searched(person.search_key) == [], "nobody is found without an actor"
    assert found == {"Åpensen": [people[0].pk], **{name: [] for name in names[1:]}}


def _searched(words: str) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM fot_search_people(%s, 50)", [words])
        return [row[0] for row in cursor.fetchall()]


def test_no_row_can_be_moved_into_sight_or_out_of_it(municipality: Agency) -> None:
    voss = make_municipality("Voss")
    mine, _theirs = _fill(municipality), _fill(voss)
    with acting_as(mine), connection.cursor() as cursor:
        cursor.execute("UPDATE participants_participant SET remark = 'x' WHERE municipality_id = %s", [voss.pk])
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM participants_assignment WHERE municipality_id = %s", [voss.pk])
        assert cursor.rowcount == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            cursor.execute("UPDATE participants_participant SET municipality_id = %s", [voss.pk])


def test_a_row_cannot_name_a_person_of_another_municipality(municipality: Agency) -> None:
    voss = make_municipality("Voss")
    stranger = make_person(voss)
    mine = make_actor(municipality, Role.TEAM_LEADER)

    def name_oneself() -> None:
        with acting_as(mine):
            NamedAccess.objects.create(participant_id=stranger.pk, municipality=municipality, user_id=_id(mine))
            connection.check_constraints()

    with pytest.raises(DatabaseError):
        name_oneself()


def test_kept_answers_are_for_the_user_who_got_them(municipality: Agency) -> None:
    actors = [make_actor(municipality, Role.TEAM_LEADER) for _ in range(2)]
    for actor in actors:
        with acting_as(actor):
            IdempotencyRecord.objects.create(
                user_id=_id(actor), agency=municipality, method="POST", path="/", key="k", fingerprint="f",
                body=b"Olena",
            )  # fmt: skip
    for actor in actors:
        with acting_as(actor):
            assert IdempotencyRecord.objects.get().user_id == actor.user_id
    assert IdempotencyRecord.objects.count() == 0


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_log_refuses_change_and_deletion_by_privilege(municipality: Agency, table: str) -> None:
    actor = _fill(municipality)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, %s, 'UPDATE'), has_table_privilege(%s, %s, 'DELETE')",
            [APP_ROLE, table, APP_ROLE, table],
        )
        assert cursor.fetchone() == (False, False)
    with acting_as(actor), connection.cursor() as cursor:
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(statement)


def test_functions_that_run_as_the_owner_look_into_no_table_of_the_callers(municipality: Agency) -> None:
    # Without pg_temp last in the path, a temporary table of the same name would stand before the real one.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
            " AND NOT coalesce(proconfig::text LIKE '%%search_path=public, pg_temp%%', false)"
        )
        assert cursor.fetchall() == []
