"""A database of a benchmark's own: many people in many municipalities, written by SQL, dropped at the end."""

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import django
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from config.embedded.roles import APP_ROLE
from config.embedded.services import services

_MUNICIPALITIES = """
INSERT INTO agencies_agency (kind, number, name, organisation_number, created_at)
SELECT 'municipality', lpad(n::text, 4, '0'), 'Kommune ' || n, '', now() FROM generate_series(1, %s) n
"""
# The first municipality is a large one, with a tenth of everybody.
_PEOPLE = """
WITH place AS (SELECT id, row_number() OVER (ORDER BY number) AS n, count(*) OVER () AS total FROM agencies_agency)
INSERT INTO participants_participant
    (municipality_id, given_name, family_name, birth_date, sex, citizenship, mother_tongue, interpreter_language,
     education, phone, email, remark, confidentiality, settled_on, intake, search_key, version, created_at, changed_at)
SELECT place.id, who.given, who.family, date '1960-01-01' + (p * 7919 %% 16000), 'woman', 'UKR', '', '', 'unknown', '',
       '', '', CASE WHEN p %% 500 = 0 THEN 7 ELSE 0 END, date '2026-01-01' + (p %% 300), 'new',
       lower(who.given || ' ' || who.family), 1, now(), now()
FROM generate_series(1, %s) p
CROSS JOIN LATERAL (
    SELECT initcap(translate(substr(md5(p::text), 1, 7), '0123456789', 'aeiouyklmn')) AS given,
           initcap(translate(substr(md5((p %% 9000)::text), 8, 9), '0123456789', 'aeiouyklmn')) || 'enko' AS family
) who
JOIN place ON place.n = CASE WHEN p %% 10 = 0 THEN 1 ELSE 1 + p %% place.total END
"""
_DEADLINES = """
INSERT INTO participants_deadline
    (participant_id, municipality_id, responsible_agency_id, kind, subject_id, due_on, paragraph, next_flag_on, version,
     created_at, changed_at)
SELECT id, municipality_id, municipality_id, kind, id, due_on, 'integreringsloven', due_on - 90, 1, now(), now()
FROM (
    SELECT p.id, p.municipality_id, k.kind,
           date '2027-01-01' + (abs(hashtext(p.id::text || k.kind)) %% 720) AS due_on
    FROM participants_participant p CROSS JOIN (VALUES ('permit_expiry'), ('programme_end')) k (kind)
) duty
"""
_FILLED = ("participants_participant", "participants_deadline")


@contextmanager
def filled_database(people: int, municipalities: int) -> Iterator[None]:
    """Make the database as its owner and fill it; the block runs as the application's role.

    It sets up Django, so models are imported within the block.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.test_settings"
    os.environ.setdefault("TEST_DATABASE_NAME", "bench_fotfeste")
    django.setup()
    embedded = services(settings.DATA_DIR, "test")
    with embedded.in_use():
        embedded.start_detached()
        made = setup_databases(verbosity=0, interactive=False, aliases={"default": False}, serialized_aliases=set())
        try:
            _fill(people, municipalities)
            become(APP_ROLE)
            # As the web server does.
            gc.collect()
            gc.freeze()
            yield
        finally:
            become(None)
            teardown_databases(made, verbosity=0)


def become(role: str | None) -> None:
    """Log in again, as the application's role or (none) as the owner, who is above the policies."""
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    options.pop("options", None)
    if role:
        options["options"] = f"-c role={role}"


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


def milliseconds(work: Callable[[], object], times: int = 15) -> float:
    """The median time of ``work`` after one run to warm up."""
    work()
    return median(_one(work) for _ in range(times)) * 1000


def processor_milliseconds(work: Callable[[], object], times: int = 15) -> float:
    """The median time that this process itself works, which neighbours on the machine do not lengthen."""
    work()
    return median(_one(work, time.process_time) for _ in range(times)) * 1000


def worked_milliseconds(work: Callable[[], object], times: int = 15) -> float:
    """The median time that this process and its database server's are at work; waiting is not counted.

    With nobody else on the machine it is what a caller waits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    ledger = Path(f"/proc/{backend}/schedstat")

    def clock() -> float:
        return time.process_time() + int(ledger.read_text().split()[0]) / 1e9

    work()
    return median(_one(work, clock) for _ in range(times)) * 1000


def seconds(work: Callable[[], object]) -> float:
    """The time of one run."""
    return _one(work)


def _one(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    started = clock()
    work()
    return clock() - started


def _fill(people: int, municipalities: int) -> None:
    with connection.cursor() as cursor:
        for table in _FILLED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(_MUNICIPALITIES, [municipalities])
        cursor.execute(_PEOPLE, [people])
        cursor.execute(_DEADLINES.replace("%%", "%"))
        for table in _FILLED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE")
