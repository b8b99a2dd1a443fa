"""Lists keep their indexes under row-level security: counted by PostgreSQL itself while the application's role asks."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.http import QueryDict

from agencies.access import Actor, acting_as
from agencies.models import Agency, Role
from config.embedded.roles import APP_ROLE, OWNER_ROLE
from participants.api.people_search import people_with_name
from participants.models import Deadline, Participant
from participants.searching import people_named
from participants.web.portfolio import chosen_portfolio, filters_of
from tests.world import make_actor, make_municipality

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 27)
_PEOPLE = """
INSERT INTO participants_participant
    (municipality_id, given_name, family_name, birth_date, sex, citizenship, mother_tongue, interpreter_language,
     education, phone, email, remark, confidentiality, intake, search_key, version, created_at, changed_at)
SELECT %s, given, given || 'enko', '1990-01-01', 'woman', 'UKR', '', '', 'unknown', '', '', '', 0, 'new',
       lower(given || ' ' || given || 'enko'), 1, now(), now()
FROM generate_series(1, %s) n
CROSS JOIN LATERAL (SELECT initcap(translate(substr(md5(n::text), 1, 8), '0123456789', 'aeiouyklmn')) AS given) who
"""
_DEADLINES = """
INSERT INTO participants_deadline
    (participant_id, municipality_id, responsible_agency_id, kind, subject_id, due_on, paragraph, version, created_at,
     changed_at)
SELECT id, municipality_id, municipality_id, 'permit_expiry', id,
       date '2026-11-01' + (row_number() OVER ())::integer % 3000, '§ 1', 1, now(), now()
FROM participants_participant
"""


@pytest.fixture
def leader(municipality: Agency) -> Actor:
    """Somebody in a municipality with many cases, beside another that has as many."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {OWNER_ROLE}")
        for place in (municipality, make_municipality("Voss")):
            cursor.execute(_PEOPLE, [place.pk, 3000])
        cursor.execute(_DEADLINES)
        cursor.execute("SELECT gin_clean_pending_list('participant_search')")
        cursor.execute("ANALYZE participants_participant, participants_deadline")
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
    return make_actor(municipality, Role.TEAM_LEADER)


def _scans(relation: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_get_xact_numscans(%s::regclass)", [relation])
        return int(cursor.fetchone()[0])


@contextmanager
def _index_used(index: str, table: str) -> Iterator[None]:
    before, read_through = _scans(index), _scans(table)
    yield
    assert _scans(index) > before, f"{index} was not used"
    assert _scans(table) == read_through, f"{table} was read from end to end"


def _portfolio(actor: Actor, **chosen: str) -> list[Participant]:
    address = QueryDict(mutable=True)
    address.update(chosen)
    people = chosen_portfolio(actor, filters_of(actor, address), TODAY)
    return list(people.order_by("sort_key", "id")[:51])


def _name(actor: Actor) -> str:
    return Participant.objects.visible_to(actor).values_list("given_name", flat=True).order_by("id")[7]


ASKING: dict[str, Callable[[Actor, str], list[Participant]]] = {
    "portfolio": lambda actor, name: _portfolio(actor, navn=name[:5]),
    "family name first": lambda actor, name: _portfolio(actor, navn=f"{name}enko {name}"),
    "search": people_named,
    "search of the API": people_with_name,
}


@pytest.mark.parametrize("question", ASKING)
def test_a_search_for_a_name_is_answered_by_the_index_of_names(leader: Actor, question: str) -> None:
    with acting_as(leader):
        name = _name(leader)
        with _index_used("participant_search", "participants_participant"):
            found = ASKING[question](leader, name)
    assert name in {person.given_name for person in found}
    assert {person.municipality_id for person in found} <= leader.municipality_ids


def test_the_portfolio_in_alphabetical_order_is_read_from_its_index(leader: Actor) -> None:
    with acting_as(leader), _index_used("participant_by_name", "participants_participant"):
        assert len(_portfolio(leader)) == 51


def test_what_is_due_is_found_by_the_index_of_days(leader: Actor) -> None:
    due = Deadline.objects.listed_for(leader).due_by(TODAY + dt.timedelta(days=14))
    with acting_as(leader), _index_used("deadline_open", "participants_deadline"):
        assert list(due.order_by("due_on", "id")[:50])
    with acting_as(leader), _index_used("deadline_open", "participants_deadline"):
        assert due.count() > 0
