"""Every table in which people, or ids of people, can stand is found in the catalogue; those of nobody's municipality.

A new table, a new foreign key or a new column of ids fails here until it has a policy or a reason to have none.
"""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction

from agencies.access import NOBODY, Actor, acting_as
from agencies.actors import WORKER, system_actor
from agencies.models import Agency, IdempotencyRecord, Role, User
from agencies.operations.jobs import enqueue_job
from agencies.operations.outbox import put_in_outbox
from config.embedded.roles import OWNER_ROLE
from integration.operations.list_exports import ask_for_list
from participants.models import ImportBatch
from participants.models.portfolio import PortfolioColumns, SavedFilter
from tests.agencies.guarded import (
    VIEWS,
    WITHOUT_PEOPLE,
    columns_that_could_hold_ids,
    guarded,
    guarded_tables,
    placeless_tables,
    tables_that_point_at,
)
from tests.agencies.id_columns import HOLDING, NOT_HOLDING
from tests.world import make_actor, make_municipality

pytestmark = pytest.mark.django_db

# Whose a row is, in tables of nobody's municipality; none where only the worker meets them.
WHOSE = {
    "agencies_idempotencyrecord": "user_id",
    "agencies_job": "requested_by_id",
    "agencies_outboxevent": None,
    "integration_listexport": "requested_by_id",
    "participants_importbatch_named_users": "user_id",
}


def test_every_table_that_could_hold_people_has_row_level_security_and_a_policy() -> None:
    # A view runs as its owner and has no policies: its own condition is what the tests of raw SELECTs prove.
    bare = [table for table, is_on, policies in guarded() if not (is_on and (policies or table in VIEWS))]
    assert bare == []
    assert {"participants_participant", "agencies_job", "integration_listexport"} <= {row[0] for row in guarded()}
    assert len(guarded()) > 90


def test_every_column_that_could_hold_ids_is_listed_with_what_stands_there() -> None:
    assert columns_that_could_hold_ids() == {*HOLDING, *NOT_HOLDING}
    assert HOLDING.keys().isdisjoint(NOT_HOLDING)


def test_no_table_is_said_to_hold_nobody_that_points_at_people_or_holds_ids() -> None:
    assert tables_that_point_at(*(table for table, *_facts in guarded())).isdisjoint(WITHOUT_PEOPLE)
    assert {name.partition(".")[0] for name in HOLDING}.isdisjoint(WITHOUT_PEOPLE)
    with connection.cursor() as cursor:
        assert set(WITHOUT_PEOPLE) <= set(connection.introspection.table_names(cursor))


@pytest.mark.parametrize(
    "column",
    [
        "participant_id uuid",
        "batch_id uuid REFERENCES participants_importbatch (id)",
        "step_id uuid REFERENCES programmes_decisionstep (id)",
    ],
)
def test_a_new_table_that_names_or_reaches_people_is_found(column: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {OWNER_ROLE}")
        cursor.execute(f"CREATE TABLE new_first (id uuid PRIMARY KEY, {column})")
        cursor.execute("CREATE TABLE new_second (id uuid, first_id uuid REFERENCES new_first (id))")
    bare = {table for table, is_on, policies in guarded() if not (is_on or policies)}
    assert bare == {"new_first", "new_second"}


@pytest.mark.parametrize("kind", ["uuid[]", "jsonb", "bytea", "uuid"])
def test_a_new_column_of_ids_is_found(kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {OWNER_ROLE}")
        cursor.execute(f"ALTER TABLE agencies_agency ADD COLUMN new {kind}")
    assert columns_that_could_hold_ids() - {*HOLDING, *NOT_HOLDING} == {"agencies_agency.new"}


def _rows(actor: Actor, table: str, column: str | None) -> list[UUID | None]:
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(f"SELECT {column or 'NULL::uuid'} FROM {table}")
        return [row[0] for row in cursor.fetchall()]


def _fill(agency: Agency) -> Actor:
    """Somebody with a row of their own in every table of nobody's municipality."""
    actor = make_actor(agency, Role.TEAM_LEADER)
    assert actor.user_id is not None
    with acting_as(actor):
        IdempotencyRecord.objects.create(
            user_id=actor.user_id, agency=agency, method="POST", path="/", key="k", fingerprint="f", body=b"Olena"
        )
        put_in_outbox("test", str(actor.user_id), recipient_id=actor.user_id, payload={})
        batch = ImportBatch.objects.create(
            municipality=agency, uploaded_by_id=actor.user_id, filename="liste.csv", checksum="x"
        )
        batch.named_users.add(User.objects.get(pk=actor.user_id))
    ask_for_list(actor, "portfolio", "csv", {})
    return actor


def test_every_table_of_nobodys_municipality_is_tried() -> None:
    assert placeless_tables() == sorted(WHOSE)


@pytest.mark.parametrize("table", WHOSE)
def test_a_raw_select_returns_ones_own_rows_and_nothing_without_an_actor(municipality: Agency, table: str) -> None:
    mine, theirs = _fill(municipality), _fill(make_municipality("Voss"))
    column = WHOSE[table]
    assert _rows(NOBODY, table, column) == []
    for actor in (mine, theirs):
        assert _rows(actor, table, column) == ([] if column is None else [actor.user_id])
    if table != "participants_importbatch_named_users":
        assert len(_rows(WORKER, table, column)) == 2


@pytest.mark.parametrize("role", [Role.NAV_ADVISER, Role.ADMINISTRATOR, Role.TEACHER])
@pytest.mark.parametrize("table", WHOSE)
def test_a_raw_select_returns_no_row_of_a_colleagues(municipality: Agency, table: str, role: Role) -> None:
    _fill(municipality)
    assert _rows(make_actor(municipality, role), table, WHOSE[table]) == []


@pytest.mark.parametrize("table", ["integration_listexport", "agencies_idempotencyrecord", "agencies_outboxevent"])
def test_what_is_ones_own_is_not_even_a_team_leaders_or_the_systems(municipality: Agency, table: str) -> None:
    mine = _fill(municipality)
    leader = make_actor(municipality, Role.TEAM_LEADER)
    for actor in (leader, leader.as_system(), system_actor(municipality.pk)):
        assert mine.user_id not in _rows(actor, table, WHOSE[table] or "recipient_id")


def test_the_worker_meets_the_queues_and_nobodys_case(municipality: Agency) -> None:
    _fill(municipality)
    for table in guarded_tables():
        assert _rows(WORKER, table, None) == [], table


def _ask_in_anothers_name(actor: Actor) -> None:
    enqueue_job(NOBODY, "test", actor.agency_id or UUID(int=0))


def _ask_elsewhere(actor: Actor) -> None:
    enqueue_job(actor, "test", make_municipality("Odda").pk)


@pytest.mark.parametrize("ask", [_ask_in_anothers_name, _ask_elsewhere])
def test_nobody_asks_for_a_job_in_anothers_name_or_place(municipality: Agency, ask: Callable[[Actor], None]) -> None:
    actor = _fill(municipality)
    with acting_as(actor), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        ask(actor)


def test_only_the_worker_says_how_far_a_job_is(municipality: Agency) -> None:
    actor = _fill(municipality)
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("UPDATE agencies_job SET state = 'running'")
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM agencies_job")
        assert cursor.rowcount == 0


def test_how_each_arranges_their_portfolio_is_their_own(municipality: Agency) -> None:
    actors = [make_actor(municipality, Role.TEAM_LEADER) for _ in range(2)]
    for actor in actors:
        assert actor.user_id is not None
        with acting_as(actor):
            PortfolioColumns.objects.create(user_id=actor.user_id, agency=municipality)
            SavedFilter.objects.create(user_id=actor.user_id, agency=municipality, name="a", query="", position=1)
    for table in ("participants_portfoliocolumns", "participants_savedfilter"):
        assert [_rows(actor, table, "user_id") for actor in actors] == [[actor.user_id] for actor in actors]
