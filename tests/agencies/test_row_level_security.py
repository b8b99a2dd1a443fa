"""Row-level security, append-only logs and change records, read from PostgreSQL's own catalogue.

A new table that holds people fails here until it has its policy; one of another wording is filled in ``_fill``.
"""

import datetime as dt
import io
from decimal import Decimal
from itertools import count
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from agencies.access import NOBODY, Actor, Resource, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, ChangeRecord, IdempotencyRecord, Role, User
from agencies.operations.access_log import log_read
from config.embedded.roles import APP_ROLE, OWNER_ROLE
from employers.models import Employer, EmploymentForm, Occupation, Placement
from participants.models import (
    AccessOverride,
    ImportBatch,
    ImportRow,
    NamedAccess,
    Participant,
    RowCategory,
    TransferRequest,
)
from participants.operations.assignment import assign
from participants.operations.documents import store_document
from participants.operations.flagging import flag_municipality
from programmes.models.followup import JournalDraft
from programmes.operations.awarding import Award, award_programme
from tests.agencies.api.cases import make_full_case
from tests.world import make_actor, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db

WITHOUT_PEOPLE = {
    "agencies_cooperationagreement": "which NAV office a municipality has agreed to share with",
    "programmes_plantemplate": "a municipality's own templates for plans",
    "agencies_agencyservice": "which NAV office, school or county serves a municipality",
    "programmes_attendancelock": "which months of a municipality are settled",
    "programmes_approvalrule": "which decisions of a municipality need a second person",
    "integration_rosterclient": "which systems may read the classes of a municipality",
    "integration_nircode": "a municipality's own list of NIR's codes",
    "integration_nirsetting": "from which day a municipality delivers to NIR from here",
}
VIEWS = ("programmes_pupil", "programmes_pupilaway")
APPEND_ONLY = (
    "agencies_accesslogentry", "agencies_changerecord", "participants_caseevent", "participants_accessoverride",
    "participants_statement",
)  # fmt: skip

_GUARDED = """
SELECT c.relname, c.relrowsecurity OR (c.relkind = 'v' AND c.reloptions @> '{security_barrier=true}'),
       (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) AS policies
FROM pg_class c
WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND c.relnamespace = 'public'::regnamespace
  AND NOT c.relispartition  -- reached by their whole only; see test_access_months
  AND (c.relname = 'participants_participant' OR EXISTS (
      SELECT FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attname IN ('participant_id', 'municipality_id') AND NOT a.attisdropped
  ))
ORDER BY c.relname
"""

# One person has one number, and is in one programme at a time, in whatever municipality.
_numbers = count(1)


def _guarded_tables() -> list[tuple[str, bool, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_GUARDED)
        return [row for row in cursor.fetchall() if row[0] not in WITHOUT_PEOPLE]


def _tables() -> list[str]:
    return [table for table, _is_on, _policies in _guarded_tables()]


def _policies() -> dict[str, frozenset[tuple[object, ...]]]:
    """Each table's policies, without their names."""
    found: dict[str, set[tuple[object, ...]]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, permissive, roles::text, cmd, qual, with_check FROM pg_policies")
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


def test_every_table_that_holds_people_has_row_level_security_and_a_policy() -> None:
    tables = _guarded_tables()
    # A view runs as its owner and has no policies: its own condition is what the tests of raw SELECTs below prove.
    assert [table for table, is_on, policies in tables if not (is_on and (policies or table in VIEWS))] == []
    assert len(tables) >= 15


def test_table_by_table_a_raw_select_returns_the_actors_own_municipality_only(municipality: Agency) -> None:
    voss = make_municipality("Voss")
    mine, theirs = _fill(municipality), _fill(voss)
    seen = {table: (_municipalities_seen(mine, table), _municipalities_seen(theirs, table)) for table in _tables()}
    proven = {table for table, both in seen.items() if both == ({municipality.pk}, {voss.pk})}
    assert {"participants_participant", "participants_flag", "agencies_changerecord", *VIEWS} <= proven
    # A table that the case above leaves empty is proven by having, word for word, the policies of one that it fills.
    policies = _policies()
    known = {policies[table] for table in proven.difference(VIEWS)}
    assert [table for table in seen if table not in proven and (any(seen[table]) or policies[table] not in known)] == []


def test_table_by_table_a_raw_select_without_an_actor_returns_nothing(municipality: Agency) -> None:
    _fill(municipality)
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TEACHER])
def test_table_by_table_a_role_without_people_sees_nothing_of_others(municipality: Agency, role: Role) -> None:
    _fill(municipality)
    outsider = make_actor(municipality, role)
    for table in _tables():
        assert _municipalities_seen(outsider, table) == set(), table


def test_table_by_table_a_protected_person_is_not_in_a_raw_select(municipality: Agency) -> None:
    actor = _fill(municipality)
    with acting_as(system_actor(municipality.pk)):
        hidden = Participant.objects.get(confidentiality=6).pk
    with acting_as(actor), connection.cursor() as cursor:
        # The access log names people by id only, for the privacy officer.
        for table in set(_tables()) - {"agencies_accesslogentry"}:
            columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            column = "id" if table == "participants_participant" else "participant_id"
            if column in columns:
                cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [hidden])
                assert cursor.fetchone() == (0,), table


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


def test_the_change_history_is_written_by_triggers_only(municipality: Agency) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), acting_as(system_actor(municipality.pk)):
        ChangeRecord.objects.create(happened_at=dt.datetime.now(dt.UTC), table_name="t", row_id=uuid4(), kind="insert")


def _records(actor: Actor, **chosen: object) -> list[ChangeRecord]:
    with acting_as(actor):
        return list(ChangeRecord.objects.filter(**chosen).order_by("id"))


# Tables whose changes are not history, each with the reason; a row of any other is recorded whoever changes it.
_RAW = "what another system sent, as it came, until it is read"
_DERIVED = "made from the domain tables each night"
WITHOUT_HISTORY = {
    "integration_attendancebatch": _RAW,
    "integration_attendancefault": _RAW,
    "integration_gradebookitem": "another system's own tasks, kept for it",
    "integration_schoolrecord": _RAW,
    "integration_sententity": "what another system has been told, by id, to tell it what to delete",
    "integration_schoolsource": "addresses and sealed secrets of school systems, which the history must not keep",
    "integration_retentionbatch": "a log itself: each step stands on it with who took it",
    "integration_retentionrow": "which rows a restriction covers, written and taken back with it",
    "integration_sourcerun": "a log itself",
    "integration_unmatchedperson": _RAW,
    "integration_outcomeload": _DERIVED,
    "integration_outcomeperson": _DERIVED,
    "integration_outcomeprogramme": _DERIVED,
    "integration_outcomerefresh": _DERIVED,
    "integration_outcomespan": _DERIVED,
    "integration_outcometraits": _DERIVED,
    "participants_importbatch": _RAW,
    "participants_importrow": _RAW,
    "programmes_caseloadimport": _RAW,
    "programmes_caseloadrow": _RAW,
    "programmes_journaldraft": "drafts leave no trace (docs/decisions)",
}
# Mass data whose rows say themselves who wrote them: what is changed or deleted is recorded.
WITHOUT_INSERTS = frozenset({"programmes_attendance", "integration_nirevent", "integration_nirdelivery"})
_TRIGGERS = """
SELECT c.relname, array_agg(DISTINCT t.tgfoid::regproc::text) FILTER (WHERE NOT t.tgisinternal)
FROM pg_class c LEFT JOIN pg_trigger t ON t.tgrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
GROUP BY c.relname
"""
_VERBS = {"fot_record_insert", "fot_record_update", "fot_record_delete"}


def test_every_table_with_people_has_the_triggers_that_write_the_change_history() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS)
        triggers = {table: set(found or ()) for table, found in cursor.fetchall()}
    guarded = sorted(set(_tables()) - set(VIEWS) - set(APPEND_ONLY) - set(WITHOUT_HISTORY))
    wanted = {table: _VERBS - ({"fot_record_insert"} if table in WITHOUT_INSERTS else set()) for table in guarded}
    assert {table: verbs - triggers[table] for table, verbs in wanted.items() if verbs - triggers[table]} == {}
    assert len(guarded) > 40


def test_a_bulk_update_writes_one_record_a_row_with_actor_and_request(municipality: Agency) -> None:
    actor = make_actor(municipality, Role.TEAM_LEADER)
    people = [make_person(municipality).pk for _ in range(3)]
    with acting_as(actor):
        Participant.objects.filter(pk__in=people).update(phone="12345678")
    records = _records(actor, table_name="participants_participant", kind="update")
    assert {record.row_id for record in records} == set(people)
    assert {record.participant_id for record in records} == set(people)
    assert {(record.user_id, record.request_id) for record in records} == {(actor.user_id, "test-request")}
    assert [(record.before, record.after) for record in records] == [({"phone": ""}, {"phone": "12345678"})] * 3


def test_an_update_that_changes_nothing_writes_no_record(municipality: Agency) -> None:
    actor = make_actor(municipality, Role.TEAM_LEADER)
    make_person(municipality)
    with acting_as(actor):
        Participant.objects.update(phone="")
    assert _records(actor, kind="update") == []


_COPY = """
COPY participants_identitynumber
    (participant_id, municipality_id, kind, value, valid_from, check_digits_hold, created_at) FROM STDIN
"""


def _copy_a_number(person: Participant) -> None:
    row = f"{person.pk}\t{person.municipality_id}\tduf\t209900000208\t2026-10-01\tt\t2026-10-01 12:00+00\n"
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write(row)


def test_the_application_cannot_copy_past_the_policies(municipality: Agency) -> None:
    actor = make_actor(municipality, Role.TEAM_LEADER)
    person = make_person(municipality)
    with pytest.raises(psycopg.errors.FeatureNotSupported, match="row-level security"), acting_as(actor):
        _copy_a_number(person)


def test_a_copy_by_the_owner_is_recorded_with_the_actor(municipality: Agency) -> None:
    actor = make_actor(municipality, Role.TEAM_LEADER)
    person = make_person(municipality)
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {OWNER_ROLE}")
        _copy_a_number(person)
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
    (record,) = _records(actor, table_name="participants_identitynumber")
    assert (record.kind, record.participant_id, record.user_id) == ("insert", person.pk, actor.user_id)
    assert record.after is not None
    assert record.after["value"] == "209900000208"


def test_a_deletion_is_recorded_with_what_was_there(municipality: Agency) -> None:
    actor = make_actor(municipality, Role.TEAM_LEADER)
    person = make_person(municipality)
    adviser: User = make_user(municipality, Role.PROGRAMME_ADVISER)
    row = assign(actor, person.pk, user_id=adviser.pk, kind="adviser", first_day=dt.date(2026, 1, 1))
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("DELETE FROM participants_assignment")
    (record,) = _records(actor, table_name="participants_assignment", kind="delete")
    assert (record.row_id, record.user_id, record.after) == (row.pk, actor.user_id, None)
    assert record.before is not None
    assert record.before["user_id"] == str(adviser.pk)


def test_the_history_of_one_municipality_is_not_anothers(municipality: Agency) -> None:
    make_person(municipality)
    voss = make_municipality("Voss")
    stranger = make_actor(voss, Role.TEAM_LEADER)
    make_person(voss)
    seen = {record.municipality_id for record in _records(stranger)}
    assert seen == {stranger.agency_id}
    assert _records(NOBODY) == []


def test_functions_that_run_as_the_owner_look_into_no_table_of_the_callers(municipality: Agency) -> None:
    # Without pg_temp last in the path, a temporary table of the same name would stand before the real one.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
            " AND NOT coalesce(proconfig::text LIKE '%%search_path=public, pg_temp%%', false)"
        )
        assert cursor.fetchall() == []
