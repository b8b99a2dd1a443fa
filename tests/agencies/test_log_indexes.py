"""The access log keeps its indexes under row-level security, however long it grows: counted by PostgreSQL itself."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from agencies.access import Actor, acting_as
from agencies.models import AccessLogEntry, Agency, Role
from agencies.models.audit import tells_of
from agencies.web.access_log import log_entries
from config.embedded.roles import APP_ROLE, OWNER_ROLE
from tests.world import make_actor, make_municipality

pytestmark = pytest.mark.django_db
PERSON, READER = UUID(int=7), UUID(int=8)
_READINGS = """
INSERT INTO agencies_accesslogentry (id, created_at, municipality_id, participant_id, people, user_id, role, resource,
    action, rule, granted, channel, client, request_id, row_count)
SELECT uuidv7(), now() - n * interval '1 second', %(municipality)s,
       CASE WHEN n %% 2 = 0 THEN uuidv4() WHEN n = 1 THEN %(person)s::uuid END,
       CASE n %% 2 WHEN 1 THEN ARRAY[uuidv4(), CASE n WHEN 3 THEN %(person)s ELSE uuidv4() END]
                   ELSE ARRAY[]::uuid[] END,
       CASE WHEN n %% 500 = 0 THEN %(reader)s ELSE uuidv4() END, 'team_leader', 'participant', 'view', 'x', true, 'web',
       '', '', 1
FROM generate_series(1, 4000) n
"""
_SCANS = """
SELECT coalesce(sum(pg_stat_get_xact_numscans(part.relid)), 0)
FROM pg_partition_tree('agencies_accesslogentry') part
WHERE part.isleaf AND pg_relation_size(part.relid) > 100000
"""


@pytest.fixture
def officer(municipality: Agency) -> Actor:
    """A privacy officer in a municipality that reads much, beside another that reads as much."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {OWNER_ROLE}")
        for place in (municipality, make_municipality("Voss")):
            cursor.execute(_READINGS, {"municipality": place.pk, "person": PERSON, "reader": READER})
        cursor.execute("ANALYZE agencies_accesslogentry")
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
    return make_actor(municipality, Role.PRIVACY_OFFICER)


def _read_through() -> int:
    """How many times a part of the log that is more than a few pages was read from end to end."""
    with connection.cursor() as cursor:
        cursor.execute(_SCANS)
        return int(cursor.fetchone()[0])


QUESTIONS: dict[str, tuple[int, Callable[[Actor], Any]]] = {
    "about a person": (2, lambda actor: log_entries(actor, {"participant": PERSON})[:51]),
    "the person's own sheet": (
        2,
        lambda actor: AccessLogEntry.objects.filter(
            tells_of(PERSON), municipality_id__in=actor.municipality_ids, granted=True
        ).order_by("created_at", "id")[:2000],
    ),
    "the newest": (51, lambda actor: log_entries(actor, {})[:51]),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_log_is_not_read_from_end_to_end(officer: Actor, question: str) -> None:
    wanted, ask = QUESTIONS[question]
    with acting_as(officer):
        before = _read_through()
        found = list(ask(officer))
        assert _read_through() == before
    assert len(found) == wanted
    assert {entry.municipality_id for entry in found} <= officer.municipality_ids


def test_reading_it_from_end_to_end_would_be_seen(officer: Actor) -> None:
    """Without this a count that stays at nought would let the tests above pass."""
    with acting_as(officer):
        before = _read_through()
        assert AccessLogEntry.objects.filter(rule="x").count() == 4000
        assert _read_through() > before
