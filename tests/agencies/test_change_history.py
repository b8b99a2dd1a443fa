"""The change history: triggers on every table with people write it, for bulk writes as for single ones."""

import datetime as dt
from uuid import uuid4

import psycopg
import pytest
from django.db import ProgrammingError, connection

from agencies.access import NOBODY, Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, ChangeRecord, Role, User
from config.embedded.roles import APP_ROLE, OWNER_ROLE
from participants.models import Participant
from participants.operations.assignment import assign
from tests.agencies.guarded import APPEND_ONLY, VIEWS, guarded_tables
from tests.world import make_actor, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db


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
    guarded = sorted(set(guarded_tables()) - set(VIEWS) - set(APPEND_ONLY) - set(WITHOUT_HISTORY))
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
